// Typed expressions -> one value in base units, with unit algebra: lengths add up, length x length is an area, length / length a number.
// Grammar: sum of products of signed quantities; a quantity is (...) or a number (3, 3.75, 3 1/2, 1/2) with a unit, smaller units may follow.
// Never throws on any text; every refusal is one sentence that says what and where.
import { type Token, tokenize } from './tokenize.ts'
import type { Dialect, UnitWord } from './unit-words.ts'

export type Evaluated = { readonly kind: 'ok'; readonly value: number } | { readonly kind: 'refused'; readonly detail: string }

/** A value while reading: `bare` numbers haven't met a unit and take the field's own one when they have to. */
interface Amount {
  readonly value: number
  readonly dimension: number
  readonly bare: boolean
}

class Refusal {
  readonly detail: string
  constructor(detail: string) {
    this.detail = detail
  }
}

export interface EvaluateOptions {
  readonly dialect: Dialect
  /** How many base units multiply in the answer: 1 for a length, 2 for an area, 0 for a number. */
  readonly dimension: 0 | 1 | 2
  /** The unit of a number without one. */
  readonly bareUnit: Pick<UnitWord, 'size' | 'per'>
  /** Largest magnitude accepted, in base units, and how to say it. */
  readonly most: number
  readonly mostText: string
}

/** Evaluates `text`; the value is in the dialect's base unit to the power `dimension`. */
export function evaluate(text: string, options: EvaluateOptions): Evaluated {
  const read = tokenize(text, options.dimension === 2)
  if (read.kind === 'refused') return read
  if (read.tokens.length === 0) return { kind: 'refused', detail: `There is nothing to read; type a ${options.dialect.noun}.` }
  try {
    const parser = createParser(read.tokens, options)
    const value = parser.finish()
    if (!Number.isFinite(value) || Math.abs(value) > options.most) {
      return { kind: 'refused', detail: `The result is too large: at most ${options.mostText}.` }
    }
    return { kind: 'ok', value: value === 0 ? 0 : value }
  } catch (thrown) {
    if (thrown instanceof Refusal) return { kind: 'refused', detail: thrown.detail }
    throw thrown
  }
}

const scaled = (value: number, { size, per = 1 }: Pick<UnitWord, 'size' | 'per'>): number => (value * size) / per

const place = (token: Token): string => `at character ${token.at + 1}`

function kindOf(amount: Amount, noun: string): string {
  if (amount.dimension === 0) return 'a plain number'
  if (amount.dimension === 1) return noun === 'area' ? 'a length' : `a ${noun}`
  return amount.dimension === 2 && (noun === 'length' || noun === 'area') ? 'an area' : `no ${noun}`
}

function createParser(tokens: readonly Token[], options: EvaluateOptions) {
  const { dialect } = options
  let next = 0

  const peek = (ahead = 0): Token | undefined => tokens[next + ahead]
  const isSign = (token: Token | undefined, sign: string): boolean => token?.kind === 'sign' && token.sign === sign
  const touches = (left: Token | undefined, right: Token | undefined): boolean =>
    left !== undefined && right !== undefined && left.end === right.at

  function unitFor(token: Token & { kind: 'word' }): UnitWord {
    const unit = dialect.words[token.word]
    if (unit) return unit
    if (token.word.endsWith('2') && dialect.noun === 'length')
      throw new Refusal(`"${token.text}" ${place(token)} is a unit of area; a length is asked for.`)
    const remedy = dialect.offer === 'no unit' ? 'write a number alone' : `write ${dialect.offer}`
    throw new Refusal(`"${token.text}" ${place(token)} isn't a unit known here; ${remedy}.`)
  }

  /** Gives a bare number the field's own unit. */
  function settle(amount: Amount): Amount {
    return amount.bare && options.dimension !== 0
      ? { value: scaled(amount.value, options.bareUnit), dimension: options.dimension, bare: false }
      : amount
  }

  function sum(): Amount {
    let left = product()
    for (;;) {
      const sign = peek()
      if (!isSign(sign, '+') && !isSign(sign, '-')) return left
      next++
      refuseTwoReadings(sign as Token)
      let right = product()
      if (left.bare !== right.bare) {
        left = settle(left)
        right = settle(right)
      }
      if (left.dimension !== right.dimension) {
        throw new Refusal(
          `"${(sign as Token).text}" ${place(sign as Token)} joins ${kindOf(left, dialect.noun)} and ${kindOf(right, dialect.noun)}, which don't add up.`,
        )
      }
      left = { ...left, value: isSign(sign, '+') ? left.value + right.value : left.value - right.value }
    }
  }

  /** 12' - 3" and 3-1/2" mean an addition on a drawing and a subtraction in a sum: neither is guessed. */
  function refuseTwoReadings(sign: Token): void {
    if (!isSign(sign, '-') || dialect.noun !== 'length') return
    const before = tokens[next - 2]
    const a = peek()
    if (a?.kind !== 'number' || before === undefined) return
    const start = next
    const inches = plainNumber()
    const unit = peek()
    next = start
    const inInches = unit?.kind === 'word' && dialect.words[unit.word] === dialect.words.in
    if (!inInches || inches >= 12) return
    const feet = tokens[start - 3]
    if (before.kind === 'word' && dialect.words[before.word]?.follower && feet?.kind === 'number' && feet.whole) {
      throw new Refusal(
        `"-" ${place(sign)} can be read two ways; write ${feet.text}'-${inches}" for feet and inches, or ${feet.text}' - (${inches}") to subtract.`,
      )
    }
    if (before.kind === 'number' && before.whole && inches < 1 && touches(before, sign)) {
      throw new Refusal(
        `"-" ${place(sign)} can be read two ways; write ${before.text} ${textOfFraction(start)}" for the mixed number, or ${before.text}" - ${textOfFraction(start)}" to subtract.`,
      )
    }
  }

  const textOfFraction = (start: number): string =>
    isSign(tokens[start + 1], '/') ? `${tokens[start]?.text}/${tokens[start + 2]?.text}` : `${tokens[start]?.text}`

  function product(): Amount {
    let left = factor()
    for (;;) {
      const sign = peek()
      if (isSign(sign, '*')) {
        next++
        const right = factor()
        left = { value: left.value * right.value, dimension: left.dimension + right.dimension, bare: left.bare && right.bare }
      } else if (isSign(sign, '/')) {
        next++
        const right = factor()
        if (right.value === 0) throw new Refusal(`"/" ${place(sign as Token)} divides by zero.`)
        left = { value: left.value / right.value, dimension: left.dimension - right.dimension, bare: left.bare && right.bare }
      } else return left
    }
  }

  function factor(): Amount {
    const token = peek()
    if (isSign(token, '-') || isSign(token, '+')) {
      next++
      const inner = factor()
      return isSign(token, '-') ? { ...inner, value: -inner.value } : inner
    }
    if (isSign(token, '(')) {
      next++
      const inner = sum()
      const close = peek()
      if (!isSign(close, ')'))
        throw new Refusal(
          close
            ? `"${close.text}" ${place(close)} isn't expected; a ")" is missing before it.`
            : `The "(" ${place(token as Token)} is never closed.`,
        )
      next++
      const unit = peek()
      // (3+4)m: the unit belongs to the whole bracket.
      if (unit?.kind === 'word' && inner.bare) {
        next++
        return scale(inner.value, unitFor(unit))
      }
      return inner
    }
    if (token?.kind === 'number') return quantity()
    if (token === undefined) {
      const last = tokens.at(-1) as Token
      throw new Refusal(`The text ends after "${last.text}" where a number is expected.`)
    }
    if (token.kind === 'word') {
      unitFor(token)
      throw new Refusal(`"${token.text}" ${place(token)} has no number before it.`)
    }
    throw new Refusal(`"${token.text}" ${place(token)} stands where a number is expected.`)
  }

  const scale = (value: number, unit: UnitWord): Amount => ({ value: scaled(value, unit), dimension: unit.dimension, bare: false })

  /** 3, 3.75, 3 1/2, or 1/2 when a unit follows; leaves `next` after it. */
  function plainNumber(): number {
    const first = peek() as Token & { kind: 'number' }
    const fraction = (from: number): number | null => {
      const [over, slash, under] = [peek(from), peek(from + 1), peek(from + 2)]
      if (over?.kind !== 'number' || under?.kind !== 'number' || !over.whole || !under.whole || !isSign(slash, '/')) return null
      if (under.value === 0) throw new Refusal(`"/" ${place(slash as Token)} divides by zero.`)
      return over.value / under.value
    }
    const mixed = first.whole && peek(1)?.kind === 'number' ? fraction(1) : null
    if (mixed !== null) {
      next += 4
      return first.value + mixed
    }
    // 1/2" is half an inch, not one over two inches.
    const alone = peek(3)?.kind === 'word' ? fraction(0) : null
    next += alone === null ? 1 : 3
    return alone ?? first.value
  }

  function quantity(): Amount {
    const first = peek() as Token
    const value = plainNumber()
    const word = peek()
    if (word?.kind !== 'word') {
      refuseNeighbour(first)
      return { value, dimension: 0, bare: true }
    }
    next++
    let unit = unitFor(word)
    let total = value
    // Smaller units that follow directly: counted in the smallest of them, so that 12' 3 1/2" is exactly 147.5 in.
    for (;;) {
      const joined = isSign(peek(), '-') && touches(tokens[next - 1], peek()) && touches(peek(), peek(1)) && unit.follower !== undefined
      const from = joined ? 1 : 0
      const number = peek(from)
      if (number?.kind !== 'number') break
      const start = next
      next += from
      const more = plainNumber()
      const named = peek()
      const smaller = named?.kind === 'word' ? unitFor(named) : unit.follower === undefined ? undefined : dialect.words[unit.follower]
      const fits = smaller?.rank !== undefined && unit.rank !== undefined && smaller.rank < unit.rank && smaller.dimension === 1
      if (!fits || (joined && (scaled(more, smaller) >= scaled(1, unit) || isSign(peek(), '*') || isSign(peek(), '/')))) {
        next = start
        if (joined) break
        throw new Refusal(`"${number.text}" ${place(number)} needs a sign before it, or a unit smaller than the one before.`)
      }
      if (named?.kind === 'word') next++
      total = (total * unit.size * (smaller.per ?? 1)) / ((unit.per ?? 1) * smaller.size) + more
      unit = smaller
    }
    refuseNeighbour(first)
    return scale(total, unit)
  }

  function refuseNeighbour(first: Token): void {
    const token = peek()
    if (token?.kind === 'number') throw new Refusal(`"${token.text}" ${place(token)} follows "${first.text}" without a sign between them.`)
  }

  return {
    finish(): number {
      const amount = settle(sum())
      const rest = peek()
      if (rest?.kind === 'sign')
        throw new Refusal(
          rest.sign === ')' ? `The ")" ${place(rest)} has no "(" before it.` : `"${rest.text}" ${place(rest)} needs a sign before it.`,
        )
      if (rest) throw new Refusal(`"${rest.text}" ${place(rest)} isn't expected here.`)
      if (amount.dimension !== options.dimension)
        throw new Refusal(`The result is ${kindOf(amount, dialect.noun)}; a ${dialect.noun} is asked for.`)
      return amount.value
    },
  }
}
