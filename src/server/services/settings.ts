// Settings: defaults, what was stored over them, and changes. A stored value that can't be read falls back to its default, with a warning.
import { open, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { type ChangeSettings, defaultSettings, type Settings, SettingsValues } from '../../contract/schemas/settings.ts'
import { refusalsOf } from '../../contract/validate.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import { removeQuietly } from '../files.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import { invalidField, requireCurrent } from './refusal.ts'

export interface SettingsService {
  get(): Settings
  /** Throws invalid naming the field, stale with the current revision. Nothing changed: the same revision, no event. */
  change(request: { ifMatch: number | null; body: ChangeSettings }): Promise<Settings>
  /** What could not be read at start, in sentences. */
  warnings(): readonly string[]
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly hasCatalogue: (id: string) => boolean
}

/** Reads the stored settings once; later changes go through here only. */
export function createSettingsService({ store, bus, clock, log, hasCatalogue }: Parts): SettingsService {
  const stored = store.settings.find()
  const { values, warnings } = readValues(stored?.values)
  for (const warning of warnings) log.warn({}, warning)
  let current: Settings = { revision: stored?.revision ?? 1, values }
  let changedAt = clock.now()

  return {
    get: () => current,
    warnings: () => warnings,
    change: async ({ ifMatch, body }) => {
      const sent = { noun: 'settings', sent: ifMatch }
      requireCurrent({ ...sent, current: current.revision, at: changedAt })
      if (body.catalogue !== undefined && !hasCatalogue(body.catalogue))
        throw invalidField('/catalogue', `There is no catalogue "${body.catalogue}". Choose one of GET /api/v1/catalogues.`)
      if (body.outputFolder !== undefined && body.outputFolder !== '') await requireWritableFolder(body.outputFolder)
      // Again: another change may have come while the folder was looked at.
      requireCurrent({ ...sent, current: current.revision, at: changedAt })
      const next = { ...current.values, ...body }
      if (next.panelMinMm > next.panelMaxMm) {
        const pointer = body.panelMinMm === undefined ? '/panelMaxMm' : '/panelMinMm'
        throw invalidField(
          pointer,
          `The smallest panel (${next.panelMinMm} mm) is larger than the largest (${next.panelMaxMm} mm). Swap them.`,
        )
      }
      const text = JSON.stringify(next)
      if (text === JSON.stringify(current.values)) return current
      const at = clock.now()
      const revision = current.revision + 1
      store.transaction(() => store.settings.save({ revision, values: text, updatedAt: at }))
      current = { revision, values: next }
      changedAt = at
      bus.publish({ name: 'settings.changed', payload: { revision } })
      return current
    },
  }
}

/** Each known key that is readable, defaults for the rest; unknown keys are left out with a warning. */
function readValues(text: string | undefined): { values: SettingsValues; warnings: string[] } {
  if (text === undefined) return { values: defaultSettings, warnings: [] }
  const found = parseObject(text)
  if (found === undefined)
    return { values: defaultSettings, warnings: ['The stored settings can’t be read; every setting has its default.'] }
  const warnings: string[] = []
  const readable: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(todayNames(found))) {
    const schema = Object.hasOwn(SettingsValues.properties, key) ? SettingsValues.properties[key as keyof SettingsValues] : undefined
    if (schema === undefined) warnings.push(`The stored setting "${key}" is not known to this version and was ignored.`)
    else if (refusalsOf(schema, value).length > 0) warnings.push(`The stored setting "${key}" can’t be used and has its default.`)
    else readable[key] = value
  }
  return { values: { ...defaultSettings, ...readable }, warnings }
}

/** What an earlier version stored, as it is called today. */
function todayNames({ totpForAdministrators, ...found }: Record<string, unknown>): Record<string, unknown> {
  if (typeof totpForAdministrators !== 'boolean') return found
  return { secondFactorFor: totpForAdministrators ? 'administrators' : 'none', ...found }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

async function requireWritableFolder(folder: string): Promise<void> {
  const refuse = (what: string) => invalidField('/outputFolder', `outputFolder ${folder} ${what}`)
  if (folder.includes('\0')) throw invalidField('/outputFolder', 'outputFolder has a character that no path may have. Type it again.')
  if (!isAbsolute(folder)) throw refuse('is not a full path. Start at the root, for example /home/me/drawings.')
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) throw refuse('does not exist. Create it or choose another folder.')
  if (!found.isDirectory()) throw refuse('is a file. Choose a folder.')
  if (!(await takesFile(folder))) throw refuse('can’t be written to. Change its permissions or choose another folder.')
}

/** Really writes one: permissions alone say little of read-only disks and of folders like /proc. */
async function takesFile(folder: string): Promise<boolean> {
  const probe = join(folder, `.plenum-${process.pid}-probe.tmp`)
  try {
    await (await open(probe, 'w')).close()
    return true
  } catch {
    return false
  } finally {
    await removeQuietly(probe)
  }
}
