// Product catalogues: JSON files shipped in resources/catalogues and the user's own in DATA/catalogues, read once at start.
// A file that can't be used is reported and left out, never fatal. The user's own catalogue replaces a shipped one of the same id.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type CatalogueRecord, CatalogueSchema } from '../../contract/schemas/catalogue.ts'
import { refusalsOf } from '../../contract/validate.ts'
import { parseCatalogue } from '../../domain/catalogue.ts'
import type { Log } from '../log.ts'

export interface CatalogueService {
  list(): CatalogueRecord[]
  find(id: string): CatalogueRecord | undefined
  has(id: string): boolean
  /** Files that could not be used, in sentences. */
  warnings(): readonly string[]
}

const largestBytes = 5_000_000

/** Reads both folders; `folders` later in the list win. */
export function createCatalogueService({ folders, log }: { folders: readonly string[]; log: Log }): CatalogueService {
  const warnings: string[] = []
  const byId = new Map<string, CatalogueRecord>()
  for (const folder of folders) {
    const seen = new Set<string>()
    for (const path of listJson(folder)) {
      const found = readCatalogue(path)
      if (typeof found === 'string') warnings.push(found)
      else if (seen.has(found.id)) warnings.push(`The catalogue ${path} was left out: another file there has the id "${found.id}" too.`)
      else {
        seen.add(found.id)
        byId.set(found.id, found)
      }
    }
  }
  for (const warning of warnings) log.warn({}, warning)
  return {
    list: () => [...byId.values()],
    find: (id) => byId.get(id),
    has: (id) => byId.has(id),
    warnings: () => warnings,
  }
}

function listJson(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** The catalogue, or why the file was left out. */
function readCatalogue(path: string): CatalogueRecord | string {
  try {
    const { size } = statSync(path)
    if (size > largestBytes) return `The catalogue ${path} was left out: it is larger than 5 MB.`
    const read = parseCatalogue(JSON.parse(readFileSync(path, 'utf8')))
    const refused = read.kind === 'refused' ? read.problems[0] : refusalsOf(CatalogueSchema, read.value)[0]
    if (read.kind === 'ok' && refused === undefined) return read.value as CatalogueRecord
    return `The catalogue ${path} was left out: ${refused?.detail ?? 'it can’t be read.'} (at ${refused?.pointer || 'the top'})`
  } catch (error) {
    return `The catalogue ${path} was left out: it can’t be read (${error instanceof Error ? error.message : String(error)}).`
  }
}
