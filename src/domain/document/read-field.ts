// Single fields of a document read with repair: a wrong value is mended where its meaning is plain, else left out by name. Never throws.
import { pointerTo, type ReadReport } from './report.ts'

/** An object as read: any own keys. */
export type Fields = Readonly<Record<string, unknown>>

/** Where one object stands and where its findings go. */
export interface Place {
  readonly fields: Fields
  readonly pointer: string
  readonly report: ReadReport
}

/** Whether the value is an object with fields, not a list and not null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The field's own value; inherited names such as "constructor" are not fields. */
export function fieldOf(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

const show = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value}"` : typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing')
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

export interface NumberRange {
  readonly least: number
  readonly most: number
  /** `least` itself is not allowed. */
  readonly above?: true
  readonly whole?: true
}

/** A finite number in range; numbers written as text are repaired. undefined when it isn't there or can't be used. */
export function asNumber(
  value: unknown,
  range: NumberRange,
  at: { readonly pointer: string; readonly report: ReadReport },
): number | undefined {
  if (value === undefined) return undefined
  const fromText = typeof value === 'string' && /^\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?\s*$/i.test(value)
  const number = typeof value === 'number' ? value : fromText ? Number(value.replace(',', '.')) : Number.NaN
  const fits =
    Number.isFinite(number) &&
    number >= range.least &&
    number <= range.most &&
    !(range.above && number === range.least) &&
    (!range.whole || Number.isInteger(number))
  if (!fits) {
    const name = at.pointer.split('/').at(-1)
    at.report.drop(
      at.pointer,
      `${name} was ${show(value)}, which is no ${range.whole ? 'whole ' : ''}number ${range.above ? 'above' : 'from'} ${range.least} to ${range.most}; left out.`,
    )
    return undefined
  }
  if (fromText) at.report.repair(at.pointer, `The text ${show(value)} was read as the number ${number}.`)
  return number
}

/** A number field by name. */
export function readNumber({ fields, pointer, report }: Place, name: string, range: NumberRange): number | undefined {
  return asNumber(fieldOf(fields, name), range, { pointer: pointerTo(pointer, name), report })
}

/** Two numbers, such as a size or a point; left out together. */
export function readPair({ fields, pointer, report }: Place, name: string, range: NumberRange): readonly [number, number] | undefined {
  const value = fieldOf(fields, name)
  if (value === undefined) return undefined
  const at = pointerTo(pointer, name)
  if (!Array.isArray(value) || value.length !== 2) {
    report.drop(at, `${name} was ${show(value)} instead of two numbers; left out.`)
    return undefined
  }
  const [first, second] = value.map((item: unknown, i) => asNumber(item, range, { pointer: pointerTo(at, i), report }))
  return first === undefined || second === undefined ? undefined : [first, second]
}

/** One of a closed list of words. */
export function readWord<W extends string>({ fields, pointer, report }: Place, name: string, words: readonly W[]): W | undefined {
  const value = fieldOf(fields, name)
  if (value === undefined) return undefined
  const word = words.find((known) => known === value)
  if (word === undefined) report.drop(pointerTo(pointer, name), `${name} ${show(value)} isn't known here; left out.`)
  return word
}

/** Text of at most `longest` characters; control characters become spaces (line breaks stay in notes). */
export function readText(
  { fields, pointer, report }: Place,
  name: string,
  { longest, lines = false }: { longest: number; lines?: boolean },
): string | undefined {
  const value = fieldOf(fields, name)
  if (value === undefined) return undefined
  const at = pointerTo(pointer, name)
  if (typeof value === 'number') report.repair(at, `The number ${show(value)} was read as text.`)
  else if (typeof value !== 'string') {
    report.drop(at, `${name} was ${show(value)} instead of text; left out.`)
    return undefined
  }
  const wellFormed = String(value).toWellFormed()
  const clean = lines ? wellFormed.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, ' ') : wellFormed.replace(/\p{Cc}/gu, ' ')
  if (clean.length > longest) {
    report.drop(at, `${name} was ${clean.length} characters long; the first ${longest} were kept.`)
    return clean.slice(0, longest).toWellFormed()
  }
  return clean
}

/** Names fields that this version doesn't know. */
export function dropUnknown({ fields, pointer, report }: Place, known: readonly string[]): void {
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) report.drop(pointerTo(pointer, name), `"${name.slice(0, 80)}" isn't known to this version; left out.`)
  }
}

/** The object without the fields that are undefined. */
export function definedOnly<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
