// Lists the project's own source files with their text, for the checks.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SourceFile {
  /** From the project root, with forward slashes. */
  readonly path: string
  readonly text: string
}

const sourceEnding = /\.(ts|tsx|mjs|cjs|js|css|html)$/

/** Every source file below the given folders of `root`; folders that are not there give none. */
export function readSourceFiles(root: string, folders: readonly string[]): SourceFile[] {
  const walk = (folder: string): SourceFile[] => {
    let entries: import('node:fs').Dirent[]
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true })
    } catch {
      return []
    }
    return entries.flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return walk(path)
      return sourceEnding.test(entry.name) ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : []
    })
  }
  return folders.flatMap(walk)
}
