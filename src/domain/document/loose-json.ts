// JSON as people and crashes leave it: byte order mark, comments, trailing or missing commas, a value that is no JSON, a file cut off.
// Strict JSON is read by JSON.parse and nothing is reported. Otherwise what is complete is kept and the rest is reported by pointer.
// Never throws; objects made here have no prototype, so a key "__proto__" is only a key.
import { pointerTo, type ReadReport } from './report.ts'

const deepest = 60
/** Stands for a value that couldn't be read. */
const lost = Symbol('lost')
type Read = unknown

/** Reads text as JSON, mending what can be mended; undefined when there is no value at all. */
export function parseLooseJson(text: string, report: ReadReport): unknown {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    return JSON.parse(plain)
  } catch {
    const value = createReader(plain, report).read()
    return value === lost ? undefined : value
  }
}

function createReader(text: string, report: ReadReport) {
  let at = 0
  let cutOff = false
  const mended = new Set<string>()

  function mend(detail: string, pointer = ''): void {
    if (mended.has(detail)) return
    mended.add(detail)
    report.repair(pointer, detail)
  }

  /** Reports once where the file ends too early. */
  function end(pointer: string): void {
    if (cutOff) return
    cutOff = true
    report.drop(pointer, `The file is cut off here, at character ${text.length}; what followed is missing.`)
  }

  function skipBlank(): void {
    for (;;) {
      while (at < text.length && /[\s\uFEFF\0]/.test(text[at] as string)) at++
      if (text.startsWith('//', at)) {
        mend('Comments were left out: a project file has none.')
        const line = text.indexOf('\n', at)
        at = line < 0 ? text.length : line
      } else if (text.startsWith('/*', at)) {
        mend('Comments were left out: a project file has none.')
        const close = text.indexOf('*/', at + 2)
        at = close < 0 ? text.length : close + 2
      } else return
    }
  }

  function value(pointer: string, depth: number): Read {
    skipBlank()
    const c = text[at]
    if (c === undefined) {
      end(pointer)
      return lost
    }
    if (depth > deepest) {
      report.drop(pointer, `Nested deeper than ${deepest} levels; left out.`)
      at = text.length
      return lost
    }
    if (c === '{') return object(pointer, depth)
    if (c === '[') return array(pointer, depth)
    if (c === '"' || c === "'") return string(pointer)
    return word(pointer)
  }

  function object(pointer: string, depth: number): Read {
    at++
    const made: Record<string, unknown> = Object.create(null)
    for (;;) {
      if (!separate(pointer, '}')) return made
      const c = text[at]
      const quoted = c === '"' || c === "'"
      const key = quoted ? string(pointer) : /[A-Za-z_$]/.test(c as string) ? bareKey() : lost
      if (typeof key !== 'string') {
        if (!cutOff) skipBad(pointer)
        continue
      }
      const inside = pointerTo(pointer, key)
      skipBlank()
      if (text[at] === ':') at++
      else if (at >= text.length) {
        end(inside)
        return made
      } else mend('A missing ":" was put in.', inside)
      const read = value(inside, depth + 1)
      if (read !== lost) made[key] = read
    }
  }

  function array(pointer: string, depth: number): Read {
    at++
    const made: unknown[] = []
    for (;;) {
      if (!separate(pointer, ']')) return made
      const read = value(pointerTo(pointer, made.length), depth + 1)
      if (read !== lost) made.push(read)
    }
  }

  /** Goes to the next member; false when the container ends, at its bracket or with the file. */
  function separate(pointer: string, close: '}' | ']'): boolean {
    skipBlank()
    let commas = 0
    while (text[at] === ',') {
      at++
      commas++
      skipBlank()
    }
    const c = text[at]
    if (c === undefined) {
      end(pointer)
      return false
    }
    if (c === close) {
      if (commas > 0) mend('Commas before a closing bracket were left out.')
      at++
      return false
    }
    if (c === '}' || c === ']') {
      // The other bracket: this container was never closed, so the bracket belongs to the one around it.
      mend(`A missing "${close}" was put in.`, pointer)
      return false
    }
    return true
  }

  function bareKey(): string {
    const key = /[\w$]+/y
    key.lastIndex = at
    const name = key.exec(text)?.[0] ?? ''
    at += name.length
    mend('Names without quotes were read as names.')
    return name
  }

  function string(pointer: string): Read {
    const quote = text[at] as string
    if (quote === "'") mend('Single quotes were read as double quotes.')
    let i = at + 1
    while (i < text.length && text[i] !== quote) i += text[i] === '\\' ? 2 : 1
    const raw = text.slice(at + 1, Math.min(i, text.length))
    const whole = i < text.length
    at = Math.min(text.length, i + 1)
    if (!whole) end(pointer)
    return whole ? unescapeText(raw) : lost
  }

  function unescapeText(raw: string): string {
    return raw.replace(/\\(u[\dA-Fa-f]{4}|[\s\S])/g, (_, code: string) => {
      if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
      return { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[code] ?? code
    })
  }

  function word(pointer: string): Read {
    const token = /[^\s,:[\]{}"']+/y
    token.lastIndex = at
    const raw = token.exec(text)?.[0] ?? ''
    // A number that ends with the file may have lost its last digits.
    if (raw !== '' && at + raw.length >= text.length) {
      at = text.length
      end(pointer)
      return lost
    }
    if (raw === 'true' || raw === 'false' || raw === 'null') {
      at += raw.length
      return raw === 'null' ? null : raw === 'true'
    }
    const number = raw === '' ? Number.NaN : Number(raw)
    if (!Number.isNaN(number) && Number.isFinite(number)) {
      at += raw.length
      return number
    }
    if (/^[+-]?(NaN|Infinity|undefined)$/.test(raw)) {
      at += raw.length
      return Number.NaN
    }
    skipBad(pointer)
    return lost
  }

  /** Passes over what is no JSON, to the next comma or closing bracket. */
  function skipBad(pointer: string): void {
    const bad = /[^,\]}]*/y
    bad.lastIndex = at
    const raw = bad.exec(text)?.[0] ?? ''
    const shown = raw.trim().slice(0, 40)
    report.drop(pointer, `"${shown}" at character ${at + 1} can't be read; left out.`)
    at += Math.max(1, raw.length)
  }

  return {
    read(): Read {
      const start = text.indexOf('{')
      if (start < 0) return lost
      skipBlank()
      if (text[at] !== '{' && text[at] !== '[') {
        mend('What stood before the first "{" was left out.')
        at = start
      }
      const made = value('', 0)
      skipBlank()
      if (at < text.length) mend('What stood after the last "}" was left out.')
      return made
    },
  }
}
