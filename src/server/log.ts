// The log: JSON lines on standard error, never on standard output (that belongs to the ready line). Must not receive tokens or bodies.
import pino, { type BaseLogger } from 'pino'
import { maskValue } from './mask.ts'

/** What the parts of the server need of a log. */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>

/** A pino log on standard error, written synchronously so that the last line before a crash is there. */
export function createLog({ level }: { level: string }): Log {
  const redact = { paths: ['token', 'authorization', '*.token', '*.authorization'], censor: '[redacted]' }
  return pino(
    {
      ...{ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, redact },
      hooks: {
        // Keys and tokens wherever they stand in a line: in an address, in the text of an error.
        logMethod(args, method) {
          method.apply(this, args.map((one) => maskValue(one)) as typeof args)
        },
      },
    },
    pino.destination({ fd: 2, sync: true }),
  )
}
