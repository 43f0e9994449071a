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

/** Cyrillic, Greek and Armenian letters, and those of the edges of Latin, that the eye takes for a plain one: pairs of UTS #39
 *  (confusables.txt), by number because they can't be told apart here either. What differs visibly (accents) and what is plain on both
 *  sides (1 and l) stays different. */
const lookAlikes: Readonly<Record<string, string>> = {
  a: '\u0430\u0251\u03b1',
  b: '\u044c',
  c: '\u0441\u03f2',
  d: '\u0501',
  e: '\u0435\u04bd',
  f: '\u0584\u03dd',
  g: '\u0261\u0581',
  h: '\u04bb\u0570',
  i: '\u0456\u0131\u03b9\u0269',
  j: '\u0458\u03f3',
  k: '\u043a\u03ba',
  l: '\u04cf\u01c0',
  n: '\u0578\u057c',
  o: '\u043e\u03bf\u0585\u03c3',
  p: '\u0440\u03c1',
  q: '\u051b\u0563\u0566',
  r: '\u0433\u1d26',
  s: '\u0455\ua731',
  u: '\u03c5\u057d\u028b',
  v: '\u0475\u03bd\u1d20',
  w: '\u051d\u0561\u026f',
  x: '\u0445\u03c7',
  y: '\u0443\u03b3\u04af\u028f',
  z: '\u1d22',
}
const plainOf = new Map(Object.entries(lookAlikes).flatMap(([plain, others]) => [...others].map((other) => [other, plain] as const)))

/** Two addresses with the same skeleton look the same (UTS #39, 4). For comparing only: nobody is written to by it. */
export function emailSkeletonOf(emailKey: string): string {
  return [...emailKey].map((letter) => plainOf.get(letter) ?? letter).join('')
}

/** Why an address is refused, or null. */
export function emailFault(email: string): string | null {
  const key = emailKeyOf(email)
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Z}]/u.test(key)) return 'has a space or an invisible character'
  if (key !== email.trim().toLowerCase()) return 'has characters that only look like plain ones'
  if (scripts.filter((script) => script.test(key)).length > 1) return 'mixes letters of several scripts, which look alike'
  return /^[^@]+@[^@]+$/.test(key) ? null : 'is no address'
}
