// A plain reader of DXF structure for the tests: sections, header, layers, blocks, entities and their groups.

export interface ParsedEntity {
  readonly type: string
  readonly layer: string
  /** Every group after the type, in order. */
  readonly groups: readonly (readonly [code: number, value: string])[]
}

export interface ParsedDxf {
  readonly header: ReadonlyMap<string, readonly (readonly [number, string])[]>
  readonly layers: readonly string[]
  readonly blocks: ReadonlyMap<string, readonly ParsedEntity[]>
  readonly entities: readonly ParsedEntity[]
  readonly handles: readonly string[]
}

type Group = readonly [number, string]

function readGroups(text: string): Group[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  if (lines.length % 2 !== 0) throw new Error('it ends in the middle of a pair')
  const groups: Group[] = []
  for (let index = 0; index < lines.length; index += 2) {
    const code = Number(lines[index])
    if (!Number.isInteger(code) || lines[index]?.trim() === '') throw new Error(`line ${index + 1} is not a group code`)
    groups.push([code, lines[index + 1] ?? ''])
  }
  return groups
}

/** Splits groups at every 0. */
function readRecords(groups: readonly Group[]): ParsedEntity[] {
  const records: { type: string; layer: string; groups: Group[] }[] = []
  for (const group of groups) {
    if (group[0] === 0) records.push({ type: group[1], layer: '', groups: [] })
    else {
      const record = records.at(-1)
      if (!record) continue
      if (group[0] === 8) record.layer = group[1]
      record.groups.push(group)
    }
  }
  return records
}

/** The structure of a DXF text. Throws a plain sentence part when it has none. */
export function parseDxf(text: string): ParsedDxf {
  const groups = readGroups(text)
  const sections = new Map<string, Group[]>()
  let current: Group[] | null = null
  for (let index = 0; index < groups.length; index++) {
    const [code, value] = groups[index] ?? [0, '']
    if (code === 0 && value === 'SECTION') {
      const name = groups[index + 1]?.[1] ?? ''
      if (sections.has(name)) throw new Error(`the section ${name} stands there twice`)
      current = []
      sections.set(name, current)
      index++
    } else if (code === 0 && value === 'ENDSEC') current = null
    else if (code === 0 && value === 'EOF') {
      if (index !== groups.length - 1) throw new Error('something follows its end')
    } else if (current) current.push([code, value])
    else throw new Error('something stands between its sections')
  }
  if (groups.at(-1)?.[1] !== 'EOF') throw new Error('its end is missing')
  const header = new Map<string, Group[]>()
  let variable: Group[] = []
  for (const [code, value] of sections.get('HEADER') ?? []) {
    if (code === 9) {
      variable = []
      header.set(value, variable)
    } else variable.push([code, value])
  }
  const tables = readRecords(sections.get('TABLES') ?? [])
  const layers = tables.filter((record) => record.type === 'LAYER').map((record) => record.groups.find(([code]) => code === 2)?.[1] ?? '')
  const blocks = new Map<string, ParsedEntity[]>()
  let block: ParsedEntity[] = []
  for (const record of readRecords(sections.get('BLOCKS') ?? [])) {
    if (record.type === 'BLOCK') {
      block = []
      blocks.set(record.groups.find(([code]) => code === 2)?.[1] ?? '', block)
    } else if (record.type !== 'ENDBLK') block.push(record)
  }
  const entities = readRecords(sections.get('ENTITIES') ?? [])
  const handles: string[] = []
  for (const name of ['TABLES', 'BLOCKS', 'ENTITIES', 'OBJECTS']) {
    for (const [code, value] of sections.get(name) ?? []) if (code === 5 || code === 105) handles.push(value)
  }
  return { header, layers, blocks, entities, handles }
}
