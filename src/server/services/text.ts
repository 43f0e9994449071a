// Names as people type them -> names as they are kept. Pure.
import { AppError } from '../../contract/errors.ts'

const longestName = 200

/** Control characters become a space, ends are trimmed; throws AppError invalid unless 1 to 200 characters remain (interface.md, Codes). */
export function cleanName(text: string, pointer = '/name'): string {
  const name = softenControls(text).trim()
  const length = [...name].length
  if (length >= 1 && length <= longestName) return name
  const detail =
    length === 0
      ? 'name is empty. Type 1 to 200 characters.'
      : `name has ${length} characters. Shorten it to ${longestName} characters or fewer.`
  throw new AppError('invalid', detail, { errors: [{ pointer, detail }] })
}

/** Notes keep their line breaks and tabs; other control characters become a space. */
export function cleanNotes(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, ' ')
}

/** The nearest acceptable name for text of unknown origin: shortened, or `otherwise` when nothing is left. */
export function fitName(text: string, otherwise: string): string {
  return shorten(softenControls(text).trim(), longestName) || otherwise
}

/** "Hall" -> "Hall copy", "Hall copy 2", ...: the first that `taken` lacks, never longer than a name may be. */
export function nameCopy(name: string, taken: readonly string[]): string {
  const base = name.replace(/ copy( \d+)?$/u, '') || name
  const used = new Set(taken)
  for (let n = 1; ; n++) {
    const ending = n === 1 ? ' copy' : ` copy ${n}`
    const next = `${shorten(base, longestName - ending.length)}${ending}`
    if (!used.has(next)) return next
  }
}

function softenControls(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}/gu, ' ')
}

function shorten(text: string, characters: number): string {
  const all = [...text]
  return all.length <= characters ? text : all.slice(0, characters).join('').trimEnd()
}
