// For API tests: the refusal of a call that must fail, and a bare JSON request for bodies the typed client would not send.
import { AppError } from '../../src/contract/errors.ts'
import type { TestServer } from '../helpers/test-server.ts'

/** The AppError of a call; fails when the call succeeds or fails otherwise. */
export async function refusalOf(call: Promise<unknown>): Promise<AppError> {
  try {
    await call
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('the call succeeded')
}

/** Sends any body; answers the status and the parsed reply. */
export async function sendJson(
  { request }: Pick<TestServer, 'request'>,
  call: { method: string; path: string; body: unknown; ifMatch?: number },
): Promise<{ status: number; reply: Record<string, unknown> & { errors?: { pointer: string; detail: string }[] } }> {
  const headers = { 'content-type': 'application/json', ...(call.ifMatch === undefined ? {} : { 'if-match': `"${call.ifMatch}"` }) }
  const answer = await request(call.path, { method: call.method, body: JSON.stringify(call.body), headers })
  return { status: answer.status, reply: (await answer.json()) as Record<string, unknown> }
}
