// Idempotency-Key: the first request runs, a repeat within 24 hours gets the same answer, another payload under the same key is refused, and
// so is a repeat while the first one runs. Answers may hold secrets that are shown once, so they are sealed with a key made from the
// installation's own secret and the Idempotency-Key, which is kept as a hash only. Refusals changed nothing and free the key.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/open.ts'

export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Repeat =
  | { readonly kind: 'first' /** null frees the key. Durable when it returns. */; finish(answer: KeptAnswer | null): void }
  | { readonly kind: 'again'; readonly answer: KeptAnswer }

export interface RepeatedRequests {
  /** Throws idempotency_mismatch or conflict. `caller` is whose keys they are, `payload` all that makes the request what it is. */
  begin(request: { readonly caller: string; readonly key: string; readonly payload: string }): Repeat
  stop(): void
}

const keptMs = 24 * 3600_000
const sweepEveryMs = 600_000
/** Larger answers (only computed layouts are) aren't kept: asking again computes them again. */
const largestAnswer = 4 * 1024 * 1024

interface Parts {
  readonly store: Pick<Store, 'repeatedRequest' | 'transaction'>
  readonly clock: Clock
  /** 32 bytes of this installation. */
  readonly sealKey: () => Uint8Array
}

export function createRepeatedRequests({ store, clock, sealKey }: Parts): RepeatedRequests {
  const running = new Set<string>()
  const sweep = () => store.transaction(() => store.repeatedRequest.removeOlder(clock.now() - keptMs))
  const stopSweeping = clock.every(sweepEveryMs, sweep)
  const keyFor = (key: string) => Buffer.from(hkdfSync('sha256', sealKey(), key, 'plenum repeated request', 32))

  return {
    begin: ({ caller, key, payload }) => {
      const id = hash(`${caller}\n${key}`)
      const fingerprint = hash(payload)
      const found = store.repeatedRequest.find(id)
      const isKept = found !== undefined && found.startedAt > clock.now() - keptMs
      if (isKept && found.fingerprint !== fingerprint)
        throw new AppError('idempotency_mismatch', 'This Idempotency-Key was sent with another request in the last 24 hours', {
          hint: 'Send a new key with each new request; repeat a request unchanged.',
          errors: [{ pointer: 'header/idempotency-key', detail: 'It belongs to another request.' }],
        })
      if (running.has(id))
        throw new AppError('conflict', 'The first request with this Idempotency-Key is still running', { hint: 'Ask again in a moment.' })
      if (isKept && found.answer === null)
        throw new AppError('conflict', 'Plenum ended while the request with this Idempotency-Key was running', {
          hint: 'Look whether it was done; if not, send it with a new key.',
        })
      if (isKept && found.answer !== null) {
        const answer = unseal(keyFor(key), found.answer)
        if (answer !== null) return { kind: 'again', answer }
        throw new AppError('conflict', 'It was done; its answer can’t be read any more, for the key it was sealed with is gone')
      }
      store.transaction(() => {
        store.repeatedRequest.remove(id)
        store.repeatedRequest.insert({ id, fingerprint, startedAt: clock.now(), answer: null })
      })
      running.add(id)
      return {
        kind: 'first',
        finish: (answer) => {
          if (!running.delete(id)) return
          const isKeepable = answer !== null && answer.body.length <= largestAnswer
          store.transaction(() =>
            isKeepable ? store.repeatedRequest.setAnswer(id, seal(keyFor(key), answer)) : store.repeatedRequest.remove(id),
          )
        },
      }
    },
    stop: () => stopSweeping(),
  }
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64url')

function seal(key: Buffer, answer: KeptAnswer): Uint8Array {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

function unseal(key: Buffer, bytes: Uint8Array): KeptAnswer | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    decipher.setAuthTag(bytes.subarray(12, 28))
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    return JSON.parse(text) as KeptAnswer
  } catch {
    return null
  }
}
