// Text and numbers as DXF group values. Nothing that comes out can end a line, act as a control code or be read as another entity.

// A grid repeats its coordinates: 40,000 corners of 10,000 panels have a few hundred numbers between them.
const spelled = new Map<number, string>()
const mostSpelled = 20_000

/** A coordinate or size: finite, to a millionth, never in exponent notation. Throws on anything else. */
export function dxfNumber(value: number): string {
  const known = spelled.get(value)
  if (known !== undefined) return known
  if (!Number.isFinite(value) || Math.abs(value) > 1e12)
    throw new RangeError(`A coordinate of the drawing is not a usable number: ${value}`)
  const rounded = Math.round(value * 1e6) / 1e6
  const text = rounded === 0 ? '0' : String(rounded)
  if (spelled.size >= mostSpelled) spelled.clear()
  spelled.set(value, text)
  return text
}

const pairs: Readonly<Record<10 | 20, Map<number, string>>> = { 10: new Map(), 20: new Map() }

/** A coordinate with its group code and line breaks, as one string: fewer pieces are a third of the garbage of a large drawing. */
export function dxfPair(code: 10 | 20, value: number): string {
  const known = pairs[code].get(value)
  if (known !== undefined) return known
  const text = `\n${code}\n${dxfNumber(value)}`
  if (pairs[code].size >= mostSpelled) pairs[code].clear()
  pairs[code].set(value, text)
  return text
}

// Written as escapes on purpose: control characters, line and paragraph separators, lone surrogates.
const breaking = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Spelling of a character outside Windows-1252 in R12, which knows four digits only: what lies beyond the basic plane has none. */
function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0x20
  return code > 0xffff ? '?' : `\\U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/**
 * One TEXT value. `%%` (a diameter sign and others), a caret (control characters) and a backslash (\P, \U+, \M+) would act on what follows:
 * each gets a space after it, so no reader finds a code. Later versions are UTF-8; R12 is Latin-1 with the rest escaped (encodeDxf).
 */
export function dxfText(text: string, version: 'AC1021' | 'R12'): string {
  const clean = text.replace(breaking, ' ').replace(/%(?=%)|[\\^]/g, '$& ')
  return version === 'R12' ? clean.replace(/[^\x20-\x7e\xa0-\xff]/gu, escapeCharacter) : clean
}

/** The bytes of a DXF text: UTF-8 from AC1021 on, one byte per character before. */
export function encodeDxf(text: string, version: 'AC1021' | 'R12'): Uint8Array {
  return Buffer.from(text, version === 'R12' ? 'latin1' : 'utf8')
}
