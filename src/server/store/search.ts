// How names are compared in searches: the same folding when a name is stored and when it is looked for.

/** Compatibility form, lower case, trimmed: "Ｈall " finds "hall". SQLite's own LIKE folds ASCII only. */
export function foldForSearch(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}
