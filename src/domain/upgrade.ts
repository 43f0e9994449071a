// A stored or received design document of any version -> the current one, with what was mended and what was left out.
// Never throws; never needs a schema library, so it runs in the browser, the worker and the server alike.
import { type Design, type Dimension, emptyTitleBlock, type Fixture, fixtureKinds, limits, type TitleBlock } from './design.ts'
import { definedOnly, dropUnknown, fieldOf, isFields, type Place, readNumber, readPair, readText, readWord } from './document/read-field.ts'
import { placeRange, readRoom, readSystem, sizeRange, turnRange } from './document/read-system.ts'
import { createReport, pointerTo, type ReadReport } from './document/report.ts'
import type { Healing, Problem } from './problem.ts'

export const designVersion = 1

export type UpgradedDesign =
  | { readonly kind: 'ok'; readonly design: Design; readonly repaired: readonly Healing[]; readonly dropped: readonly Healing[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }

/** Brings a design document to the current version; parts that can't be used are left out by name. Refused only when it is no design at all. */
export function upgradeDesign(value: unknown): UpgradedDesign {
  const report = createReport()
  const design = readDesign(value, { pointer: '', report })
  if (design) return { kind: 'ok', design, ...report.finish() }
  const detail = 'This is not a ceiling design: it has neither a room nor a system. Open a file that Plenum wrote.'
  return { kind: 'refused', problems: [{ code: 'invalid_value', pointer: '', detail }] }
}

/** Reads one design into an existing report; null when nothing in it looks like a design. */
export function readDesign(value: unknown, at: { readonly pointer: string; readonly report: ReadReport }): Design | null {
  if (!isFields(value) || !['room', 'system', 'fixtures', 'dimensions'].some((name) => isFields(fieldOf(value, name)))) return null
  const place: Place = { ...at, fields: value }
  noteVersion(place, designVersion)
  dropUnknown(place, ['format', 'version', 'room', 'system', 'fixtures', 'dimensions', 'titleBlock'])
  const inside = (name: string) => ({ pointer: pointerTo(at.pointer, name), report: at.report })
  return {
    format: 'plenum.design',
    version: designVersion,
    room: readRoom(fieldOf(value, 'room'), inside('room')),
    system: readSystem(fieldOf(value, 'system'), inside('system')),
    fixtures: readMap(place, 'fixtures', { most: limits.fixtures, prefix: 'f', read: readFixture }),
    dimensions: readMap(place, 'dimensions', { most: limits.dimensions, prefix: 'd', read: readDimension }),
    titleBlock: readTitleBlock(fieldOf(value, 'titleBlock'), inside('titleBlock')),
  }
}

/** Says when a document was made by a newer version; missing or odd versions are read as the current one. */
export function noteVersion({ fields, pointer, report }: Place, current: number): void {
  const version = fieldOf(fields, 'version')
  if (version === current) return
  if (typeof version === 'number' && version > current) {
    report.drop(
      pointerTo(pointer, 'version'),
      `Made by a newer version (${version}; this one knows ${current}): what isn't known here was left out.`,
    )
  } else report.repair(pointerTo(pointer, 'version'), `The version ${JSON.stringify(version) ?? 'is missing and'} was read as ${current}.`)
}

const idPattern = /^[A-Za-z0-9_-]{1,64}$/

interface MapReader<T> {
  readonly most: number
  /** Ids of a list's items: f1, f2, ... */
  readonly prefix: string
  readonly read: (place: Place) => T | null
}

/** A map by id; a list is given ids. */
function readMap<T>({ fields, pointer, report }: Place, name: string, { most, prefix, read }: MapReader<T>): Record<string, T> {
  const value = fieldOf(fields, name)
  const at = pointerTo(pointer, name)
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null) {
    report.drop(at, `${name} is not a map by id; left out.`)
    return {}
  }
  if (Array.isArray(value) && value.length > 0) report.repair(at, `${name} was a list; ids were given.`)
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, i) => [`${prefix}${i + 1}`, item])
    : Object.entries(value)
  const kept: [string, T][] = []
  for (const [id, item] of entries) {
    const here = pointerTo(at, id)
    if (id === '__proto__' || !idPattern.test(id)) report.drop(here, 'This id has characters an id can’t have; left out.')
    else if (kept.length >= most) report.drop(here, `More than ${most} ${name}; left out.`)
    else {
      const made = isFields(item) ? read({ fields: item, pointer: here, report }) : null
      if (made) kept.push([id, made])
      else report.drop(here, `${name}/${id} lacks what it needs; left out.`)
    }
  }
  return Object.fromEntries(kept)
}

function readFixture(place: Place): Fixture | null {
  dropUnknown(place, ['kind', 'xMm', 'yMm', 'widthMm', 'heightMm', 'rotationDeg', 'label'])
  const kind = readWord(place, 'kind', fixtureKinds)
  const xMm = readNumber(place, 'xMm', placeRange)
  const yMm = readNumber(place, 'yMm', placeRange)
  if (kind === undefined || xMm === undefined || yMm === undefined) return null
  const rest = definedOnly({
    widthMm: readNumber(place, 'widthMm', sizeRange),
    heightMm: readNumber(place, 'heightMm', sizeRange),
    rotationDeg: readNumber(place, 'rotationDeg', turnRange),
    label: readText(place, 'label', { longest: 200 }),
  })
  return { kind, xMm, yMm, ...rest }
}

function readDimension(place: Place): Dimension | null {
  dropUnknown(place, ['from', 'to', 'offsetMm'])
  const from = readPair(place, 'from', placeRange)
  const to = readPair(place, 'to', placeRange)
  return from && to ? { from, to, offsetMm: readNumber(place, 'offsetMm', placeRange) ?? 0 } : null
}

function readTitleBlock(value: unknown, at: { readonly pointer: string; readonly report: ReadReport }): TitleBlock {
  if (value === undefined) return emptyTitleBlock
  if (!isFields(value)) {
    at.report.drop(at.pointer, 'The title block is not an object; left out.')
    return emptyTitleBlock
  }
  const place: Place = { ...at, fields: value }
  const names = Object.keys(emptyTitleBlock) as (keyof TitleBlock)[]
  dropUnknown(place, names)
  const texts = names.map((name) => [
    name,
    readText(place, name, name === 'notes' ? { longest: 5000, lines: true } : { longest: 200 }) ?? '',
  ])
  return Object.fromEntries(texts) as TitleBlock
}
