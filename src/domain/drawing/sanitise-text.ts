// Text as people type it -> one line any drawing format can carry. The only place where drawing text is cleaned.
// Guarantees: no control characters, line or paragraph separators, bidirectional overrides or lone surrogates; bounded length.

/** Longest text a drawing carries; more is cut with an ellipsis. */
export const maxTextLength = 5000

// Written as escapes on purpose: these are the characters that end a line, a tag or a reading direction.
const breaking = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu
const surrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** One clean line: breaking characters become a space, ends are trimmed, more than 5,000 characters are cut. */
export function sanitiseText(text: string): string {
  const line = text
    .slice(0, maxTextLength * 2)
    .replace(surrogates, '\ufffd')
    .replace(breaking, ' ')
    .trim()
  const characters = line.length > maxTextLength ? [...line] : null
  return characters && characters.length > maxTextLength ? `${characters.slice(0, maxTextLength - 1).join('')}…` : line
}

/** Paragraphs of a longer text, each a clean line; empty ones at the ends are dropped. */
export function sanitiseParagraphs(text: string): string[] {
  return text
    .slice(0, maxTextLength)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(sanitiseText)
    .filter((line, index, all) => line !== '' || (index > 0 && index < all.length - 1))
}
