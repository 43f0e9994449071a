// Text and numbers as DXF group values. Nothing that comes out can end a line, act as a control code or be read as another entity.

/** A coordinate or size: finite, to a millionth, never in exponent notation. Throws on anything else. */
export function dxfNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) > 1e12)
    throw new RangeError(`A coordinate of the drawing is not a usable number: ${value}`)
  const rounded = Math.round(value * 1e6) / 1e6
  return rounded === 0 ? '0' : String(rounded)
}

// Written as escapes on purpose: control characters, line and paragraph separators, lone surrogates.
const breaking = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0x20
  // R12 readers know four digits only; what lies beyond the basic plane has no spelling there.
  return code > 0xffff ? '?' : `\\U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/**
 * One TEXT value. `%%` would start a control code (%%c is a diameter sign) and gets a space between; a caret is doubled by a space as DXF asks;
 * a backslash becomes its own escape, so \P, \U+ and \M+ typed by a user stay what they are. R12 carries ASCII only: the rest is escaped.
 */
export function dxfText(text: string, version: 'AC1021' | 'R12'): string {
  const clean = text
    .replace(breaking, ' ')
    .replace(/%(?=%)/g, '% ')
    .replace(/\\/g, '\u0000')
    .replace(/\^/g, '^ ')
  const spelled = version === 'R12' ? clean.replace(/[^\0-\x7f]/gu, escapeCharacter) : clean
  return spelled.replaceAll('\u0000', '\\U+005C')
}
