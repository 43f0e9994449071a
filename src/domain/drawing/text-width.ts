// How wide a text prints, without a font engine: the advance widths of Inter for ASCII, a full em for East Asian characters.
// Good to a few per cent, which is what breaking a dimension line or wrapping a note needs.

/** Inter's cap height as a part of its em; a text's heightMm is its cap height, so its font size is heightMm / capRatio. */
export const capRatio = 2048 / 2816

// Advance widths of U+0020 to U+007E in thousandths of an em; figures are the tabular ones.
const advances =
  '281 278 403 631 638 813 639 222 362 362 500 659 280 460 276 357 625 625 625 625 625 625 625 625 625 625 276 280 659 659 659 507 936 676 651 727 719 598 587 743 740 264 543 654 563 889 753 761 635 761 639 638 642 741 676 949 642 665 625 362 357 362 469 452 497 564 621 558 621 582 361 609 591 237 237 544 237 869 585 597 609 609 372 523 364 581 557 813 540 557 541 362 327 362 659'
    .split(' ')
    .map(Number)

function advanceOf(code: number): number {
  const known = advances[code - 0x20]
  if (known !== undefined) return known
  if (code >= 0x300 && code <= 0x36f) return 0
  return code >= 0x1100 ? 1000 : 640
}

/** Width of one line, mm, at a cap height in mm. */
export function measureText(text: string, heightMm: number): number {
  let total = 0
  for (const character of text) total += advanceOf(character.codePointAt(0) ?? 0x20)
  return (total / 1000) * (heightMm / capRatio)
}

/** The text, or as much of it as fits in widthMm with an ellipsis. */
export function fitText(text: string, heightMm: number, widthMm: number): string {
  if (measureText(text, heightMm) <= widthMm) return text
  let kept = ''
  for (const character of text) {
    if (measureText(`${kept}${character}…`, heightMm) > widthMm) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/** Breaks a clean line at spaces (or inside a word too long for a line) into lines of at most widthMm; linear in the text's length. */
export function wrapText(text: string, heightMm: number, widthMm: number): string[] {
  const lines: string[] = []
  let line = ''
  let width = 0
  const space = measureText(' ', heightMm)
  const flush = () => {
    if (line !== '') lines.push(line)
    line = ''
    width = 0
  }
  for (const word of text.split(' ')) {
    const wordWidth = measureText(word, heightMm)
    if (line !== '' && width + space + wordWidth <= widthMm) {
      line += ` ${word}`
      width += space + wordWidth
      continue
    }
    flush()
    for (const character of wordWidth <= widthMm ? [word] : word) {
      const step = character === word ? wordWidth : measureText(character, heightMm)
      if (width + step > widthMm) flush()
      line += character
      width += step
    }
  }
  flush()
  return lines.length > 0 ? lines : ['']
}
