// Takes secrets out of what is written down: values under telling names, and texts that look like a token wherever they stand.

export const masked = '•••'
const tellingName = /password|secret|token|authorization|cookie|recovery|credential|privatekey|^code$|^key$|apikey$/i
const tellingText = [
  // Programs' keys, whole: the prefix and id may be seen.
  { pattern: /\b(plm_[a-z]+_[0-9A-Za-z]{8})_[0-9A-Za-z]{6,}/g, kept: `$1_${masked}` },
  { pattern: /\bplr_[\w-]{6,}/g, kept: `plr_${masked}` },
  { pattern: /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, kept: `$1 ${masked}` },
  { pattern: /\beyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g, kept: masked },
  { pattern: /\bwhsec_[\w+/=-]+/g, kept: `whsec_${masked}` },
  { pattern: /([?&#](?:code|token|state|secret|access_token|id_token|client_secret)=)[^&\s"']+/gi, kept: `$1${masked}` },
] as const

/** The text without anything that opens a door. */
export function maskText(text: string): string {
  return tellingText.reduce((clean, { pattern, kept }) => clean.replace(pattern, kept), text)
}

/** A copy that can be written down: masked, errors as their text, no deeper than six levels. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value)
  if (value instanceof Error) return { name: value.name, message: maskText(value.message), stack: maskText(value.stack ?? '') }
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return typeof value === 'function' || typeof value === 'symbol' ? undefined : value
  if (ArrayBuffer.isView(value)) return masked
  if (depth > 6) return '…'
  if (Array.isArray(value)) return value.slice(0, 200).map((one) => maskValue(one, depth + 1))
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    tellingName.test(name) && member !== null && typeof member !== 'boolean' && typeof member !== 'number'
      ? masked
      : maskValue(member, depth + 1),
  ])
  return Object.fromEntries(entries)
}
