// What a simulated node does with a command: each once by its id, answered on its own topic until the answer is acknowledged.

export interface Command {
  readonly id: string
  readonly command: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly expiresAt: number
}
export type Outcome = { readonly status: 'accepted' | 'done' | 'failed'; readonly result?: unknown; readonly error?: string }

/** Reads a payload of `ceiling/commands/{node}`; null for anything else. */
export function readCommand(payload: Uint8Array): Command | null {
  try {
    const read = JSON.parse(Buffer.from(payload).toString('utf8')) as Record<string, unknown>
    if (typeof read.id !== 'string' || typeof read.command !== 'string') return null
    const parameters = typeof read.parameters === 'object' && read.parameters !== null ? read.parameters : {}
    const expires = typeof read.expires_at === 'string' ? Date.parse(read.expires_at) : Number(read.expires_at ?? Number.NaN)
    const { id, command } = read
    return {
      ...{ id, command },
      parameters: parameters as Record<string, unknown>,
      expiresAt: Number.isFinite(expires) ? expires : Number.POSITIVE_INFINITY,
    }
  } catch {
    return null
  }
}

/** What the device can do, as the commands need it. */
export interface CommandTarget {
  setInterval(ms: number): void
  calibrate(type: string, reference: number | undefined): boolean
  reboot(): void
  later(ms: number, run: () => void): void
}

/** Runs one command; `answer` may be called twice (accepted, then done). */
export function runCommand(command: Command, target: CommandTarget, now: number, answer: (outcome: Outcome) => void): void {
  if (now > command.expiresAt) answer({ status: 'failed', error: 'it came after its end' })
  else if (Object.hasOwn(known, command.command)) known[command.command]?.(command.parameters, target, answer)
  else answer({ status: 'failed', error: `the node knows no command ${command.command}` })
}

type Run = (parameters: Command['parameters'], target: CommandTarget, answer: (outcome: Outcome) => void) => void

const known: Readonly<Record<string, Run>> = {
  identify: (parameters, target, answer) => {
    const seconds = typeof parameters.seconds === 'number' ? parameters.seconds : 5
    answer({ status: 'accepted' })
    target.later(Math.min(seconds, 600) * 1000, () => answer({ status: 'done', result: { blinked_s: seconds } }))
  },
  set_interval: (parameters, target, answer) => {
    const ms = parameters.interval_ms
    if (typeof ms === 'number' && ms >= 100) {
      target.setInterval(ms)
      answer({ status: 'done', result: { interval_ms: ms } })
    } else answer({ status: 'failed', error: 'interval_ms must be 100 or more' })
  },
  calibrate: (parameters, target, answer) => {
    const type = String(parameters.sensor_type)
    const reference = typeof parameters.reference === 'number' ? parameters.reference : undefined
    if (target.calibrate(type, reference)) answer({ status: 'done', result: { sensor_type: type } })
    else answer({ status: 'failed', error: `there is nothing to calibrate at ${type}` })
  },
  reboot: (_, target, answer) => {
    answer({ status: 'accepted' })
    target.reboot()
    // This answer waits in the node's memory and goes out once it is back.
    answer({ status: 'done' })
  },
}
