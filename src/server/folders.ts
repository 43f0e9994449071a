// Where the program's own files are, found from this file: src/server when run from source, somewhere below out/main when bundled (the
// bundler decides in which chunk), inside the archive when packaged.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** True when this runs from the bundle in out/main. */
export const isBundled = !import.meta.url.endsWith('.ts')

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error(`No package.json above ${import.meta.url}`)
  return findRoot(above)
}

const root = findRoot(dirname(fileURLToPath(import.meta.url)))

/** The built page. */
export const rendererFolder = join(root, 'out', 'renderer')

/** Catalogues, fonts and templates: in the packaged desktop beside the archive (native code reads them), else in the project. */
export const resourcesFolder = [join(root, 'resources'), join(dirname(root), 'resources')].find((path) => existsSync(path)) ?? root

/** The version of this program, from its package.json. */
export const productVersion: string = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
