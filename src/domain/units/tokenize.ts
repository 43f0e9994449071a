// Text as typed -> tokens, with the place of each in the text. Knows decimal marks, fractions and typographic quotes; knows no units.
// Never throws: what can't be read is a refusal that says where.

export type Token =
  | {
      readonly kind: 'number'
      readonly value: number
      readonly whole: boolean
      readonly at: number
      readonly end: number
      readonly text: string
    }
  | { readonly kind: 'word'; readonly word: string; readonly at: number; readonly end: number; readonly text: string }
  | {
      readonly kind: 'sign'
      readonly sign: '+' | '-' | '*' | '/' | '(' | ')'
      readonly at: number
      readonly end: number
      readonly text: string
    }

export type Tokens = { readonly kind: 'ok'; readonly tokens: readonly Token[] } | { readonly kind: 'refused'; readonly detail: string }

const longestText = 200

/** Look-alikes by the plain character they stand for; each is one UTF-16 unit, so places stay true. */
const lookAlikes: Readonly<Record<string, string>> = {
  '′': "'",
  '‘': "'",
  '’': "'",
  '‛': "'",
  '´': "'",
  '`': "'",
  ʹ: "'",
  ʼ: "'",
  '″': '"',
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  ʺ: '"',
  '−': '-',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '×': '*',
  '·': '*',
  '∙': '*',
  '⋅': '*',
  '÷': '/',
  '∕': '/',
  '⁄': '/',
  '٫': '.',
  '，': ',',
  '。': '.',
}

const fractionMarks: Readonly<Record<string, number>> = {
  '½': 1 / 2,
  '⅓': 1 / 3,
  '⅔': 2 / 3,
  '¼': 1 / 4,
  '¾': 3 / 4,
  '⅕': 1 / 5,
  '⅖': 2 / 5,
  '⅗': 3 / 5,
  '⅘': 4 / 5,
  '⅙': 1 / 6,
  '⅚': 5 / 6,
  '⅛': 1 / 8,
  '⅜': 3 / 8,
  '⅝': 5 / 8,
  '⅞': 7 / 8,
}

function plainCharacter(c: string): string {
  const same = lookAlikes[c]
  if (same !== undefined) return same
  const code = c.charCodeAt(0)
  // Full-width ASCII, as Chinese and Japanese keyboards write it.
  return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : c
}

/** Reads one number's characters; several decimal marks are taken only where they can mean one thing: 1.234,5 and 1,234.5. */
function readNumber(text: string): number | null {
  const [mantissa = '', exponent] = text.toLowerCase().split('e')
  const marks = mantissa.replace(/\d/g, '')
  let plain = mantissa.replace(',', '.')
  if (marks.length > 1) {
    const last = marks.at(-1) === ',' ? ',' : '.'
    const group = last === ',' ? '.' : ','
    if (marks.slice(0, -1).replaceAll(group, '') !== '') return null
    const [ints = '', decimals = ''] = mantissa.split(last)
    if (!/^\d{1,3}([.,]\d{3})+$/.test(ints)) return null
    plain = `${ints.replaceAll(group, '')}.${decimals}`
  }
  const value = Number(exponent === undefined ? plain : `${plain}e${exponent}`)
  return Number.isNaN(value) ? null : value
}

const numberAt = /[\d.,]*\d[\d.,]*([eE][+-]?\d+)?/y
// ' and " are words of their own, two ' are one ", and a trailing 2 or ² squares a unit only in the dialects that have it.
const wordAt = /''|['"°º%‰]|[\p{L}µ]+/uy

/** Splits text into tokens; `squares` joins a 2 or ² to the word before it (m2), which lengths must not do (5ft2). */
export function tokenize(text: string, squares: boolean): Tokens {
  if (text.length > longestText)
    return { kind: 'refused', detail: `The text is ${text.length} characters long; at most ${longestText} are read.` }
  const plain = Array.from({ length: text.length }, (_, i) => plainCharacter(text[i] ?? '')).join('')
  const tokens: Token[] = []
  let at = 0
  while (at < plain.length) {
    const c = plain[at] ?? ''
    if (/\s/.test(c)) {
      at++
      continue
    }
    const fraction = fractionMarks[c]
    if (fraction !== undefined) {
      const before = tokens.at(-1)
      if (before?.kind === 'number' && before.whole) {
        tokens[tokens.length - 1] = {
          ...before,
          value: before.value + fraction,
          whole: false,
          end: at + 1,
          text: text.slice(before.at, at + 1),
        }
      } else tokens.push({ kind: 'number', value: fraction, whole: false, at, end: at + 1, text: c })
      at++
      continue
    }
    numberAt.lastIndex = at
    const digits = numberAt.exec(plain)?.[0]
    if (digits !== undefined) {
      const value = readNumber(digits)
      const where = `at character ${at + 1}`
      if (value === null)
        return { kind: 'refused', detail: `"${digits}" ${where} has more than one decimal mark; write it with one point or comma.` }
      if (!Number.isFinite(value)) return { kind: 'refused', detail: `"${digits}" ${where} is too large.` }
      tokens.push({ kind: 'number', value, whole: /^\d+$/.test(digits), at, end: at + digits.length, text: digits })
      at += digits.length
      continue
    }
    if (c === '+' || c === '-' || c === '*' || c === '/' || c === '(' || c === ')') {
      tokens.push({ kind: 'sign', sign: c, at, end: at + 1, text: c })
      at++
      continue
    }
    wordAt.lastIndex = at
    const raw = wordAt.exec(plain)?.[0]
    if (raw === undefined) {
      const shown = String.fromCodePoint(text.codePointAt(at) ?? 63)
      return { kind: 'refused', detail: `"${shown}" at character ${at + 1} can't be read; write numbers, units and + - * / ( ).` }
    }
    let end = at + raw.length
    let word = raw === "''" ? '"' : raw.toLowerCase()
    const square = plain[end] === '²' || (squares && plain[end] === '2' && !/[\d.,]/.test(plain[end + 1] ?? ''))
    if (square) {
      word += '2'
      end++
    }
    // 12 ft. 3 in.: the point of an abbreviation.
    if (plain[end] === '.' && !/\d/.test(plain[end + 1] ?? '')) end++
    tokens.push({ kind: 'word', word, at, end, text: text.slice(at, end) })
    at = end
  }
  return { kind: 'ok', tokens }
}
