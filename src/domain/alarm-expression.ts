// Enable expressions of alarm rules: `office-01_occupancy == true and (office-01_co2 > 600 or not hall_door == "open")`. Pure; own parser,
// nothing is ever evaluated as code. An unknown value makes a comparison unknown, and Kleene's logic carries that on.
import type { SensorValue } from './sensor.ts'

const comparisons = ['==', '!=', '>=', '<=', '>', '<'] as const
type Comparison = (typeof comparisons)[number]

type Operand = { readonly kind: 'sensor'; readonly sensorId: string } | { readonly kind: 'value'; readonly value: SensorValue }

export type Expression =
  | { readonly kind: 'or' | 'and'; readonly terms: readonly Expression[] }
  | { readonly kind: 'not'; readonly term: Expression }
  | { readonly kind: 'compare'; readonly left: Operand; readonly comparison: Comparison; readonly right: Operand }
  /** A sensor or value on its own: true when it is true. */
  | { readonly kind: 'truth'; readonly operand: Operand }

export type ParsedExpression =
  | { readonly kind: 'ok'; readonly expression: Expression; readonly sensorIds: readonly string[] }
  /** `at` counts characters from 0. */
  | { readonly kind: 'error'; readonly at: number; readonly detail: string }

interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

/** Parentheses and `not` inside each other. */
const deepest = 40
const keywords = new Set(['and', 'or', 'not', 'true', 'false'])

class ExpressionError extends Error {
  readonly at: number
  constructor(at: number, detail: string) {
    super(detail)
    this.at = at
  }
}

/** Reads an expression that is not empty; a mistake is a value with its position. */
export function parseExpression(source: string): ParsedExpression {
  try {
    const tokens = tokenize(source)
    const sensorIds = new Set<string>()
    const expression = parseTokens(tokens, sensorIds)
    return { kind: 'ok', expression, sensorIds: [...sensorIds] }
  } catch (error) {
    if (error instanceof ExpressionError) return { kind: 'error', at: error.at, detail: error.message }
    throw error
  }
}

/** true, false, or null when a value that matters is unknown (or of a kind that has no order). */
export function evaluateExpression(expression: Expression, readValue: (sensorId: string) => SensorValue | null): boolean | null {
  switch (expression.kind) {
    case 'or':
    case 'and': {
      const decisive = expression.kind === 'or'
      let isUnknown = false
      for (const term of expression.terms) {
        const one = evaluateExpression(term, readValue)
        if (one === decisive) return decisive
        isUnknown ||= one === null
      }
      return isUnknown ? null : !decisive
    }
    case 'not': {
      const inner = evaluateExpression(expression.term, readValue)
      return inner === null ? null : !inner
    }
    case 'truth': {
      const value = resolve(expression.operand, readValue)
      return value === null ? null : value === true
    }
    case 'compare':
      return compare(resolve(expression.left, readValue), expression.comparison, resolve(expression.right, readValue))
  }
}

function resolve(operand: Operand, readValue: (sensorId: string) => SensorValue | null): SensorValue | null {
  return operand.kind === 'value' ? operand.value : readValue(operand.sensorId)
}

function compare(left: SensorValue | null, comparison: Comparison, right: SensorValue | null): boolean | null {
  if (left === null || right === null) return null
  if (comparison === '==') return left === right
  if (comparison === '!=') return left !== right
  if (typeof left !== 'number' || typeof right !== 'number') return null
  if (comparison === '>') return left > right
  if (comparison === '<') return left < right
  return comparison === '>=' ? left >= right : left <= right
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\s+|("[^"]*"|'[^']*')|(==|!=|>=|<=|>|<|\(|\))|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.-])|([A-Za-z0-9._-]+)/y
  let at = 0
  while (at < source.length) {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found === null) throw new ExpressionError(at, complainOf(source, at))
    const [whole, text, sign, number, word] = found
    if (text !== undefined) tokens.push({ kind: 'text', text: text.slice(1, -1), at })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at })
    at += whole.length
  }
  tokens.push({ kind: 'end', text: '', at })
  return tokens
}

function complainOf(source: string, at: number): string {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0)
  if (character === '"' || character === "'") return 'This quotation mark is never closed'
  if (character === '=') return 'Compare with == (two equals signs)'
  if (character === '&' || character === '|' || character === '!') return `Write "and", "or", "not" instead of "${character}"`
  return `"${character}" has no meaning here`
}

function parseTokens(tokens: readonly Token[], sensorIds: Set<string>): Expression {
  let next = 0
  const peek = (): Token => tokens[next] ?? { kind: 'end', text: '', at: 0 }
  const take = (): Token => {
    const token = peek()
    next += 1
    return token
  }
  const isWord = (word: string) => peek().kind === 'word' && peek().text === word

  const chain = (word: 'or' | 'and', parseTerm: (depth: number) => Expression, depth: number): Expression => {
    const first = parseTerm(depth)
    const terms = [first]
    while (isWord(word)) {
      take()
      terms.push(parseTerm(depth))
    }
    return terms.length === 1 ? first : { kind: word, terms }
  }
  const parseOr = (depth: number): Expression => chain('or', parseAnd, depth)
  const parseAnd = (depth: number): Expression => chain('and', parseNot, depth)
  const parseNot = (depth: number): Expression => {
    if (depth > deepest) throw new ExpressionError(peek().at, `Nested more than ${deepest} deep. Make it simpler`)
    if (isWord('not')) {
      take()
      return { kind: 'not', term: parseNot(depth + 1) }
    }
    if (peek().kind === 'sign' && peek().text === '(') {
      const open = take()
      const inner = parseOr(depth + 1)
      const close = take()
      if (close.text !== ')' || close.kind !== 'sign') throw new ExpressionError(open.at, 'This parenthesis is never closed')
      return inner
    }
    return parseComparison()
  }
  const parseComparison = (): Expression => {
    const left = parseOperand()
    const sign = peek()
    const comparison = sign.kind === 'sign' ? comparisons.find((c) => c === sign.text) : undefined
    if (comparison === undefined) return { kind: 'truth', operand: left }
    take()
    return { kind: 'compare', left, comparison, right: parseOperand() }
  }
  const parseOperand = (): Operand => {
    const token = take()
    if (token.kind === 'number') return { kind: 'value', value: Number(token.text) }
    if (token.kind === 'text') return { kind: 'value', value: token.text }
    if (token.kind === 'word' && (token.text === 'true' || token.text === 'false')) return { kind: 'value', value: token.text === 'true' }
    if (token.kind === 'word' && !keywords.has(token.text)) {
      sensorIds.add(token.text)
      return { kind: 'sensor', sensorId: token.text }
    }
    const found = token.kind === 'end' ? 'The expression ends here' : `"${token.text}" can’t stand here`
    throw new ExpressionError(token.at, `${found}: a sensor id, a number, true, false or a text in quotation marks is missing`)
  }

  const expression = parseOr(0)
  const rest = peek()
  if (rest.kind === 'end') return expression
  throw new ExpressionError(rest.at, `"${rest.text}" can’t stand here: join comparisons with "and" or "or"`)
}
