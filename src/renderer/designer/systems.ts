// The systems a person chooses from: common modules and panels, and how a choice becomes an edit. Pure.

import type { SettingsValues } from '../../contract/schemas/settings.ts'
import type { GridSystem, PanelSystem, RoomInput, System } from '../../domain/design.ts'
import type { Edit } from '../../domain/edits.ts'

export interface ModuleChoice {
  readonly id: string
  readonly label: string
  readonly moduleMm: readonly [number, number]
}

const inch = 25.4

/** Modules sold everywhere; 600 x 1200 and 24 x 48 in are turned to the room by moduleForRoom. */
export const moduleChoices: readonly ModuleChoice[] = [
  { id: '600x600', label: '600 × 600', moduleMm: [600, 600] },
  { id: '600x1200', label: '600 × 1200', moduleMm: [600, 1200] },
  { id: '625x625', label: '625 × 625', moduleMm: [625, 625] },
  { id: '675x675', label: '675 × 675', moduleMm: [675, 675] },
  { id: '24x24in', label: '24 × 24 in', moduleMm: [24 * inch, 24 * inch] },
  { id: '24x48in', label: '24 × 48 in', moduleMm: [24 * inch, 48 * inch] },
]

/** The long side of a module lies parallel to the room's narrow side (ceiling.md, directional tiles). */
export function moduleForRoom(moduleMm: readonly [number, number], room: RoomInput | null): readonly [number, number] {
  const long = Math.max(...moduleMm)
  const short = Math.min(...moduleMm)
  if (!room || long === short) return moduleMm
  const xs = room.outer.map((v) => v[0])
  const ys = room.outer.map((v) => v[1])
  const isNarrowAlongX = Math.max(...xs) - Math.min(...xs) < Math.max(...ys) - Math.min(...ys)
  return isNarrowAlongX ? [long, short] : [short, long]
}

/** The edit that makes the ceiling a grid of this module; what else the grid had stays. */
export function chooseModule(system: System, moduleMm: readonly [number, number]): Edit {
  if (system.kind === 'grid') return { kind: 'changeSystem', patch: { module: moduleMm } }
  const grid: GridSystem = { kind: 'grid', module: moduleMm, origin: 'best', ...kept(system) }
  return { kind: 'setSystem', system: grid }
}

/** The edit that makes the ceiling panels, with the settings' gaps and sizes. */
export function choosePanels(
  system: System,
  defaults: Pick<SettingsValues, 'perimeterGapMm' | 'panelGapMm' | 'panelMinMm' | 'panelMaxMm' | 'panelStrategy'>,
): Edit | null {
  if (system.kind === 'panels') return null
  const panels: PanelSystem = {
    kind: 'panels',
    perimeterGapMm: defaults.perimeterGapMm,
    panelGapMm: defaults.panelGapMm,
    minMm: defaults.panelMinMm,
    maxMm: defaults.panelMaxMm,
    strategy: defaults.panelStrategy,
    ...kept(system),
  }
  return { kind: 'setSystem', system: panels }
}

function kept(system: System): Pick<System, 'catalogue' | 'finish'> {
  return {
    ...(system.catalogue === undefined ? {} : { catalogue: system.catalogue }),
    ...(system.finish === undefined ? {} : { finish: system.finish }),
  }
}

const near = (a: number, b: number) => Math.abs(a - b) < 0.05

/** The common module this is, turned or not, or null for a custom one. */
export function moduleChoiceOf(moduleMm: readonly [number, number]): ModuleChoice | null {
  const [x, y] = moduleMm
  return moduleChoices.find(({ moduleMm: [a, b] }) => (near(x, a) && near(y, b)) || (near(x, b) && near(y, a))) ?? null
}
