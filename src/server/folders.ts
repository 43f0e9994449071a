// Where the program's own files are: found by walking up from this file to package.json, so it is the same from src, from the bundle in
// out/main (or a chunk of it) and from the packaged archive.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function findRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) throw new Error('The package.json of Plenum is missing; install it again')
  }
}

const root = findRoot()

/** The built page. */
export const rendererFolder = join(root, 'out', 'renderer')

/** Catalogues, fonts and templates: in the packaged desktop beside the archive, else in the project. */
export const resourcesFolder = ((): string => {
  const packaged = (process as { resourcesPath?: string }).resourcesPath
  const inProject = join(root, 'resources')
  return existsSync(inProject) || !packaged ? inProject : join(packaged, 'resources')
})()

/** The version of this program, from its package.json. */
export const productVersion: string = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
