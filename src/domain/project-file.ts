// The project file (.plenum.json): written so that it can be compared line by line, read so that whatever is left of it opens.
// Guarantees: the same project gives the same bytes; reading never throws and lists by pointer what it mended and what it left out.
import type { Design } from './design.ts'
import { parseLooseJson } from './document/loose-json.ts'
import { dropUnknown, fieldOf, isFields, type Place, readNumber, readText, readWord } from './document/read-field.ts'
import { createReport, pointerTo, type ReadReport } from './document/report.ts'
import type { Healing, Problem } from './problem.ts'
import { defaultRates, type Rates } from './takeoff.ts'
import type { UnitSystem } from './units.ts'
import { noteVersion, readDesign } from './upgrade.ts'

export const projectFileVersion = 1

export interface ProjectFileDesign {
  readonly id: string
  readonly name: string
  readonly document: Design
}

/** A project as one file: nothing derived, no times, no revisions. */
export interface ProjectFile {
  readonly format: 'plenum.project'
  readonly version: typeof projectFileVersion
  readonly name: string
  readonly units: UnitSystem
  readonly catalogue: string
  readonly rates: Rates
  readonly notes: string
  readonly designs: readonly ProjectFileDesign[]
}

export type ReadProjectFile =
  | { readonly kind: 'ok'; readonly file: ProjectFile; readonly repaired: readonly Healing[]; readonly dropped: readonly Healing[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }

const fileKeys = ['format', 'version', 'name', 'units', 'catalogue', 'rates', 'notes', 'designs'] as const
const keyOrder: readonly string[] = [
  ...fileKeys,
  ...['id', 'document', 'kind', 'room', 'outer', 'holes', 'system', 'module', 'rotationDeg', 'origin', 'firstMainLimitMm'],
  ...['perimeterGapMm', 'panelGapMm', 'minMm', 'maxMm', 'sheetMm', 'aspect', 'wholeMm', 'strategy', 'grid', 'finish'],
  ...['fixtures', 'dimensions', 'xMm', 'yMm', 'widthMm', 'heightMm', 'label', 'from', 'to', 'offsetMm'],
  ...['titleBlock', 'project', 'drawing', 'drawingNumber', 'revision', 'date', 'drawnBy', 'checkedBy', 'level'],
  ...['wasteRate', 'labourRate', 'taxRate'],
]
const rankOf = new Map(keyOrder.map((key, rank) => [key, rank]))

/** The file's text: keys in one order, ids sorted, a point or fixture a line, a line feed at the end. */
export function writeProjectFile(file: ProjectFile): string {
  return `${write(file, '', '')}\n`
}

function write(value: unknown, indent: string, parent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    if (value.every((item) => typeof item !== 'object')) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    return `[\n${value.map((item) => `${indent}  ${write(item, `${indent}  `, '')}`).join(',\n')}\n${indent}]`
  }
  if (!isFields(value)) return JSON.stringify(value)
  const entries = orderedEntries(value, parent)
  if (entries.length === 0) return '{}'
  const isLine = parent === 'fixture' || parent === 'dimension' || parent === 'rates'
  const member = ([key, item]: [string, unknown], inner: string): string =>
    `${JSON.stringify(key)}: ${write(item, inner, childName(key, parent))}`
  if (isLine) return `{ ${entries.map((entry) => member(entry, '')).join(', ')} }`
  return `{\n${entries.map((entry) => `${indent}  ${member(entry, `${indent}  `)}`).join(',\n')}\n${indent}}`
}

/** Ids are sorted as text; fields stand in the one order above. */
function orderedEntries(value: Readonly<Record<string, unknown>>, parent: string): [string, unknown][] {
  const isMap = parent === 'fixtures' || parent === 'dimensions'
  const rank = (key: string): number => (isMap ? 0 : (rankOf.get(key) ?? keyOrder.length))
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function childName(key: string, parent: string): string {
  if (parent === 'fixtures') return 'fixture'
  return parent === 'dimensions' ? 'dimension' : key
}

/** Reads a project file, also one that is newer, cut off or edited by hand, as far as it can be understood. Refused only when nothing can. */
export function readProjectFile(text: string): ReadProjectFile {
  const report = createReport()
  const value = parseLooseJson(text, report)
  const file = isFields(value) ? readFile({ fields: value, pointer: '', report }) : null
  if (file) return { kind: 'ok', file, ...report.finish() }
  const detail =
    text.trim() === ''
      ? 'The file is empty. Open another copy of it; this one was not changed.'
      : 'This is not a Plenum project file: no project could be read from it. Open another copy of it; this one was not changed.'
  return { kind: 'refused', problems: [{ code: 'invalid_value', pointer: '', detail }] }
}

function readFile(place: Place): ProjectFile | null {
  const { fields, report } = place
  const lone = fieldOf(fields, 'format') === 'plenum.project' ? null : readDesignAlone(place)
  if (lone) return lone
  const designs = fieldOf(fields, 'designs')
  if (fieldOf(fields, 'format') !== 'plenum.project') {
    if (!Array.isArray(designs)) return null
    report.repair('/format', 'The format was not named; it was read as a Plenum project.')
  }
  noteVersion(place, projectFileVersion)
  dropUnknown(place, fileKeys)
  const name = readText(place, 'name', { longest: 200 })?.trim()
  if (!name) report.repair('/name', 'The project has no usable name; it is called "Recovered project".')
  return {
    format: 'plenum.project',
    version: projectFileVersion,
    name: name || 'Recovered project',
    units: readWord(place, 'units', ['metric', 'imperial']) ?? 'metric',
    catalogue: readText(place, 'catalogue', { longest: 64 }) || 'generic',
    rates: readRates(fieldOf(fields, 'rates'), report),
    notes: readText(place, 'notes', { longest: 5000, lines: true }) ?? '',
    designs: readDesigns(designs, report),
  }
}

/** A file that holds one design and no project opens as a project of its own. */
function readDesignAlone({ fields, report }: Place): ProjectFile | null {
  if (fieldOf(fields, 'designs') !== undefined || fieldOf(fields, 'format') !== 'plenum.design') return null
  const document = readDesign(fields, { pointer: '', report })
  if (!document) return null
  report.repair('', 'The file holds one design; a project was made for it.')
  const name = document.titleBlock.drawing.trim() || 'Recovered design'
  const project = document.titleBlock.project.trim() || 'Recovered project'
  return { ...emptyProject, name: project, designs: [{ id: 'design-1', name, document }] }
}

const emptyProject: Omit<ProjectFile, 'name' | 'designs'> = {
  format: 'plenum.project',
  version: projectFileVersion,
  units: 'metric',
  catalogue: 'generic',
  rates: defaultRates,
  notes: '',
}

function readRates(value: unknown, report: ReadReport): Rates {
  if (value === undefined) return defaultRates
  if (!isFields(value)) {
    report.drop('/rates', 'The rates are not an object; the usual ones are used.')
    return defaultRates
  }
  const place: Place = { fields: value, pointer: '/rates', report }
  dropUnknown(place, Object.keys(defaultRates))
  const rate = (name: keyof Rates): number => readNumber(place, name, { least: 0, most: 20 }) ?? defaultRates[name]
  return { wasteRate: rate('wasteRate'), labourRate: rate('labourRate'), taxRate: rate('taxRate') }
}

function readDesigns(value: unknown, report: ReadReport): ProjectFileDesign[] {
  if (!Array.isArray(value)) {
    if (value !== undefined) report.drop('/designs', 'designs is not a list; left out.')
    return []
  }
  const kept: ProjectFileDesign[] = []
  const ids = new Set<string>()
  for (const [i, item] of value.entries() as ArrayIterator<[number, unknown]>) {
    const pointer = pointerTo('/designs', i)
    const document = isFields(item) ? readDesign(fieldOf(item, 'document'), { pointer: pointerTo(pointer, 'document'), report }) : null
    if (!isFields(item) || !document) {
      report.drop(pointer, `Design ${i + 1} has no usable document; left out.`)
      continue
    }
    const place: Place = { fields: item, pointer, report }
    dropUnknown(place, ['id', 'name', 'document'])
    const name = readText(place, 'name', { longest: 200 })?.trim()
    if (!name) report.repair(pointerTo(pointer, 'name'), `The design has no usable name; it is called "Design ${i + 1}".`)
    kept.push({ id: freeId(fieldOf(item, 'id'), { ids, index: i, pointer, report }), name: name || `Design ${i + 1}`, document })
  }
  return kept
}

function freeId(
  value: unknown,
  { ids, index, pointer, report }: { ids: Set<string>; index: number; pointer: string; report: ReadReport },
): string {
  const usable = typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value) && value !== '__proto__' && !ids.has(value)
  let id = usable ? value : `design-${index + 1}`
  for (let more = 2; ids.has(id); more++) id = `design-${index + 1}-${more}`
  if (!usable) report.repair(pointerTo(pointer, 'id'), `The design's id can't be used or is used twice; it is now ${id}.`)
  ids.add(id)
  return id
}
