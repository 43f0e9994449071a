// The bundled faces PDF and PNG are set in. Nothing is taken from the system, so every machine draws the same.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface FontFiles {
  readonly regular: string
  readonly bold: string
  readonly eastAsian: string
}

/** Paths of the faces below the resources folder. */
export function locateFonts(resourcesFolder: string): FontFiles {
  const at = (name: string) => join(resourcesFolder, 'fonts', name)
  return { regular: at('inter-regular.otf'), bold: at('inter-semibold.otf'), eastAsian: at('noto-sans-cjk.otf') }
}

const cache = new Map<string, Buffer>()

/** Bytes of a face, read once per process. */
export function readFont(path: string): Buffer {
  const known = cache.get(path)
  if (known) return known
  const bytes = readFileSync(path)
  cache.set(path, bytes)
  return bytes
}
