// From what a handler returned to bytes: JSON through the white list of its schema, a worker's JSON as it is, or a file.
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import type { Route } from '../../contract/routes.ts'
import { refusalsOf } from '../../contract/validate.ts'
import { keepDeclared } from '../../contract/whitelist.ts'
import type { FileReply, RawJson, WithStatus } from './handler.ts'
import { accepts } from './read-request.ts'

const isRawJson = (answer: unknown): answer is RawJson => answer !== null && typeof answer === 'object' && 'rawJson' in answer

const hasStatus = (answer: unknown): answer is WithStatus<unknown> =>
  answer !== null && typeof answer === 'object' && 'httpStatus' in answer && 'answer' in answer

/** Sends the answer of a route. With `checkReplies` an answer that breaks the contract is a bug (tests run so). */
export function sendReply(options: {
  route: Route
  request: FastifyRequest
  reply: FastifyReply
  answer: unknown
  checkReplies: boolean
}): FastifyReply {
  const { route, request, reply } = options
  const answer = hasStatus(options.answer) ? options.answer.answer : options.answer
  reply.code(hasStatus(options.answer) ? options.answer.httpStatus : (route.status ?? 200))
  if (route.reply === 'none') return reply.code(204).send()
  if (route.reply === 'file') return sendFile(request, reply, answer as FileReply)
  reply.header('content-type', 'application/json; charset=utf-8')
  if (isRawJson(answer)) {
    if (options.checkReplies) requireContract(route, JSON.parse(Buffer.from(answer.rawJson).toString('utf8')))
    const next = nextOf(route, answer.rawJson)
    if (next !== null) reply.header('link', `<${nextPage(request.url, next)}>; rel="next"`)
    return sendBytes(reply, answer.rawJson)
  }
  if (options.checkReplies) requireContract(route, answer)
  const { revision, next } = answer as { revision?: unknown; next?: unknown }
  if (route.etag && typeof revision === 'number') reply.header('etag', `"${revision}"`)
  if (typeof next === 'string') reply.header('link', `<${nextPage(request.url, next)}>; rel="next"`)
  return reply.send(JSON.stringify(keepDeclared(route.reply, answer)))
}

/** The cursor of a list that a worker wrote: near its end, so that the rest isn't read again. */
function nextOf(route: Route, bytes: Uint8Array): string | null {
  const { properties } = route.reply as { properties?: Record<string, unknown> }
  if (properties?.items === undefined || properties.next === undefined) return null
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-2000).toString('latin1')
  return /"next":"([\w.~+/=-]{1,400})"[^[\]]*(?:\[[\d,]*\][^[\]]*)?$/.exec(end)?.[1] ?? null
}

function requireContract(route: Route, answer: unknown): void {
  const errors = refusalsOf(route.reply, answer)
  if (errors.length > 0) throw new Error(`The reply of ${route.method} ${route.path} breaks the contract: ${JSON.stringify(errors)}`)
}

function nextPage(url: string, cursor: string): string {
  const next = new URL(url, 'http://127.0.0.1')
  next.searchParams.set('cursor', cursor)
  return next.pathname + next.search
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileReply): FastifyReply {
  const mediaType = file.contentType.split(';')[0] ?? ''
  if (!accepts(request.headers.accept, mediaType)) {
    if (!(file.body instanceof Uint8Array)) file.body.destroy()
    throw new AppError('not_acceptable', `This file is ${mediaType}; accept that or */*`)
  }
  reply.header('content-type', file.contentType)
  reply.header('content-disposition', contentDisposition(file))
  // A drawing opened in a tab must not run anything: SVG is a document.
  reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox")
  if (!(file.body instanceof Uint8Array)) {
    if (file.bytes !== undefined) reply.header('content-length', file.bytes)
    return reply.send(file.body)
  }
  return sendBytes(reply, file.body)
}

const sliceBytes = 256 * 1024

/** One write of 30 MB to a fast reader held the main loop for 21 ms; in slices others get their turn between them. */
function sendBytes(reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (whole.byteLength <= 4 * sliceBytes) return reply.send(whole)
  reply.header('content-length', whole.byteLength)
  return reply.send(Readable.from(slicesOf(whole), { objectMode: false, highWaterMark: sliceBytes }))
}

async function* slicesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.byteLength; from += sliceBytes) {
    yield bytes.subarray(from, from + sliceBytes)
    await setImmediate()
  }
}

/** RFC 6266: an ASCII name for old programs and the real one in UTF-8. */
function contentDisposition({ fileName, disposition = 'attachment' }: FileReply): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%/]/g, '_')
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
