// E-mail addresses as identities: one spelling each, and none that only looks like another (UTS #39: no mixed scripts). Pure.

const scripts = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Georgian}/u,
]

/** What addresses are compared by: compatible characters made one, without case. */
export function emailKeyOf(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}

/** Why an address is refused, or null. */
export function emailFault(email: string): string | null {
  const key = emailKeyOf(email)
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Z}]/u.test(key)) return 'has a space or an invisible character'
  if (key !== email.trim().toLowerCase()) return 'has characters that only look like plain ones'
  if (scripts.filter((script) => script.test(key)).length > 1) return 'mixes letters of several scripts, which look alike'
  return /^[^@]+@[^@]+$/.test(key) ? null : 'is no address'
}
