// docs/reference is written by `npm run docs` from the code; this says which files no longer match it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ReferencePages, renderReference } from '../docs.ts'

/** Compares the generated pages with those below `root`/docs/reference. */
export function compareDocs(pages: ReferencePages, read: (name: string) => string | null, present: readonly string[]): string[] {
  const stale = [...pages].flatMap(([name, text]) => {
    const found = read(name)
    if (found === text) return []
    return [`docs/reference/${name} ${found === null ? 'is missing' : 'is stale'}: run npm run docs`]
  })
  const orphans = present.filter((name) => !pages.has(name)).map((name) => `docs/reference/${name} is made by nothing: delete it`)
  return [...stale, ...orphans]
}

export async function findStaleDocs(root: string): Promise<string[]> {
  const folder = join(root, 'docs/reference')
  const present = existsSync(folder) ? readdirSync(folder) : []
  const read = (name: string) => (present.includes(name) ? readFileSync(join(folder, name), 'utf8') : null)
  return compareDocs(await renderReference(), read, present)
}
