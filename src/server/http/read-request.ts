// From a raw request to what a handler takes: query and path numbers coerced, the body never. Refuses with pointers that name the field.
import { AppError, type FieldError } from '../../contract/errors.ts'
import type { Route } from '../../contract/routes.ts'
import { refusalsOf, type Schema } from '../../contract/validate.ts'

/** The deepest body of the contract has 7 levels. Parsing a megabyte of brackets took 0.5 s. */
const deepest = 100
const [quote, backslash] = [0x22, 0x5c]

function isDeeperThan(levels: number, bytes: Buffer): boolean {
  let depth = 0
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number
    if (byte === quote) i = endOfText(bytes, i)
    // [ and { (0x5b, 0x7b), ] and } (0x5d, 0x7d) differ in one bit.
    else if ((byte & 0xdf) === 0x5b) {
      depth += 1
      if (depth > levels) return true
    } else if ((byte & 0xdf) === 0x5d) depth -= 1
  }
  return false
}

/** Where the text that starts at `from` has its closing quote; the end of the bytes when it has none. */
function endOfText(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(quote, from + 1); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    let slashes = 0
    while (bytes[at - 1 - slashes] === backslash) slashes += 1
    if (slashes % 2 === 0) return at
  }
  return bytes.length
}

const empty: Schema = { type: 'object', properties: {}, additionalProperties: false }

/** One sentence for the whole: the only refusal itself, or how many there are and the first. */
function summarise(errors: readonly FieldError[], what: string): string {
  return errors.length === 1 ? `${errors[0]?.detail}.` : `${errors.length} ${what} were refused; the first: ${errors[0]?.detail}.`
}

/** The parsed JSON of a body; 400 when it isn't JSON in UTF-8. An absent body gives undefined. */
export function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  if (isDeeperThan(deepest, bytes))
    throw new AppError('bad_request', `The body is nested deeper than ${deepest} levels; no body here needs that`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new AppError('bad_request', 'The body is not UTF-8; send JSON in UTF-8')
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    const position = /position \d+(?: \(line \d+ column \d+\))?/.exec(cause instanceof Error ? cause.message : '')?.[0]
    throw new AppError('bad_request', `The body is not JSON${position ? ` (it stops making sense at ${position})` : ''}`, { cause })
  }
}

/** The body, accepted by the route's schema; 422 with a pointer for each refused field. */
export function readBody(route: Route, body: unknown): unknown {
  const schema = route.body as Schema | undefined
  if (!schema) return undefined
  if (body === undefined) {
    if ((schema.required ?? []).length > 0) throw new AppError('bad_request', 'The body is missing; send a JSON object')
    return {}
  }
  const errors = refusalsOf(schema, body)
  if (errors.length > 0) throw new AppError('invalid', summarise(errors, 'fields'), { errors })
  return body
}

/** The query with numbers and booleans read from their text; 400 with pointers like query/limit. */
export function readQuery(route: Route, url: string, raw: Readonly<Record<string, unknown>>): unknown {
  const question = url.indexOf('?')
  try {
    if (question >= 0) decodeURIComponent(url.slice(question + 1))
  } catch {
    throw new AppError('bad_request', 'The query has a % that is not followed by two hexadecimal digits')
  }
  const schema = (route.query as Schema | undefined) ?? empty
  const twice = Object.entries(raw).find(([, value]) => Array.isArray(value))?.[0]
  if (twice !== undefined) {
    const detail = `${twice} was given more than once; give it once`
    throw new AppError('bad_request', `${detail}.`, { errors: [{ pointer: `query/${twice}`, detail }] })
  }
  const read = coerce(schema, raw)
  const errors = refusalsOf(schema, read, 'query')
  if (errors.length > 0) throw new AppError('bad_request', summarise(errors, 'parts of the query'), { errors })
  return read
}

/** The path's parameters; an id that no record can have is simply not there. */
export function readParams(route: Route, raw: Readonly<Record<string, unknown>>): unknown {
  if (!route.params) return undefined
  const read = coerce(route.params as Schema, raw)
  if (refusalsOf(route.params, read, 'path').length > 0) throw new AppError('not_found', 'There is nothing with this id')
  return read
}

function coerce(schema: Schema, raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).map(([name, text]) => [name, coerceText(schema.properties?.[name], text)]))
}

function coerceText(schema: Schema | undefined, text: unknown): unknown {
  if (typeof text !== 'string') return text
  const isNumber = schema?.type === 'integer' || schema?.type === 'number'
  if (isNumber && /^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text)
  if (schema?.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** The revision of If-Match: a number, null for `*` (any). 428 when missing, 400 when it is no tag of ours. */
export function readIfMatch(route: Route, header: string | undefined): number | null | undefined {
  if (!route.ifMatch) return undefined
  if (header === undefined || header.trim() === '') {
    if (route.ifMatch === 'optional') return null
    throw new AppError('precondition_required', 'Send If-Match with the ETag of the version you read', {
      hint: 'Read the record first; its ETag is the version you change',
    })
  }
  if (header.trim() === '*') return null
  const digits = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim())?.[1]
  if (digits === undefined) {
    const detail = 'If-Match must be one ETag as this server sends it, like "12", or *'
    throw new AppError('bad_request', `${detail}.`, { errors: [{ pointer: 'header/if-match', detail }] })
  }
  return Number(digits)
}

/** Whether an Accept header takes a media type; the most specific range decides, q=0 refuses. */
export function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined || header.trim() === '') return true
  const [type = '', subtype = ''] = mediaType.split('/')
  let best = { weight: -1, quality: 0 }
  for (const part of header.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((p) => p.trim().toLowerCase())
    const weight = range === `${type}/${subtype}` ? 2 : range === `${type}/*` ? 1 : range === '*/*' ? 0 : -1
    const q = parameters.find((p) => p.startsWith('q='))
    const quality = q === undefined ? 1 : Number(q.slice(2)) || 0
    if (weight > best.weight || (weight === best.weight && quality > best.quality)) best = { weight, quality }
  }
  return best.weight >= 0 && best.quality > 0
}

/** 415 unless the body is JSON in UTF-8, uncompressed. */
export function requireJson(contentType: string | undefined, contentEncoding: string | undefined): void {
  const [media = '', ...parameters] = (contentType ?? '').split(';').map((p) => p.trim().toLowerCase())
  const charset = parameters
    .find((p) => p.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  const isPlain = contentEncoding === undefined || contentEncoding.toLowerCase() === 'identity'
  if (media !== 'application/json' || !isPlain || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')) {
    throw new AppError('unsupported_media_type', 'The body must be JSON in UTF-8, not compressed: send Content-Type: application/json')
  }
}
