// How well a label fits what was typed into the palette. Pure.

/** How well every word of `search` fits, smaller is better; null when one doesn't. */
export function rankMatch(label: string, search: string): number | null {
  const text = label.toLowerCase()
  let rank = 0
  for (const word of search.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = text.indexOf(word)
    if (at < 0) return null
    rank += at === 0 ? 0 : text[at - 1] === ' ' ? 1 : 2
  }
  return rank
}
