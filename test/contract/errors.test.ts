// The closed table of error codes: well formed, and the same for server and client.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { AppError, type ErrorCode, errorCodes } from '../../src/contract/errors.ts'
import { ProblemDetails } from '../../src/contract/schemas/common.ts'
import { refusalsOf } from '../../src/contract/validate.ts'
import { problemFromError, refusalFromThrown, sendProblem } from '../../src/server/http/problem.ts'

const codes = Object.keys(errorCodes) as ErrorCode[]

test('every code is snake_case with a status of the interface and a title', () => {
  const statuses = new Set([400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 421, 422, 428, 429, 500, 503])
  const bad = codes.filter((code) => !/^[a-z_]+$/.test(code) || !statuses.has(errorCodes[code].status) || errorCodes[code].title.length < 5)
  expect(bad).toEqual([])
})

test('every refusal travels to the client unchanged: code, sentence, hint and pointers', async (t) => {
  let next = new AppError('internal', '')
  const server = createServer((_request, response) => sendProblem(response, next, 'id-1'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  const client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: () => null })
  for (const code of codes) {
    next = new AppError(code, `About ${code}`, { hint: 'Do this', errors: [{ pointer: '/a/0', detail: 'a[0] is wrong' }] })
    expect(refusalsOf(ProblemDetails, problemFromError(next, 'id-1'))).toEqual([])
    const got = await client.getHealthLive({}).catch((error: unknown) => error)
    expect(got).toBeInstanceOf(AppError)
    expect(got).toMatchObject({ code, message: `About ${code}`, hint: 'Do this', errors: next.errors, status: errorCodes[code].status })
  }
})

test('a bug becomes 500 without its inner text', () => {
  for (const thrown of [new Error('the password is x'), 'text', null, undefined, { code: 'EWEIRD' }]) {
    const { refusal, isBug } = refusalFromThrown(thrown)
    expect([refusal.code, isBug, problemFromError(refusal, 'id-1').detail.includes('password')]).toEqual(['internal', true, false])
  }
})

test('a full disk is a 503 that says what to do, and is logged', () => {
  for (const code of ['ENOSPC', 'SQLITE_FULL']) {
    const { refusal, isBug } = refusalFromThrown(Object.assign(new Error('x'), { code }))
    expect([refusal.code, refusal.status, isBug, refusal.message]).toEqual([
      'disk_full',
      503,
      true,
      'The disk is full; free some space and try again',
    ])
  }
})
