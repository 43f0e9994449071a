// Where the program's own files are, found from this file: src/server when run from source, out/main when bundled.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
/** True when this runs from the bundle in out/main. */
export const isBundled = !import.meta.url.endsWith('.ts')

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
