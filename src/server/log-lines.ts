// The newest lines of the log, kept in memory for the panel. Secrets are masked when a line comes in, so none is ever held here.
import type { LogLine } from '../contract/schemas/audit.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { maskText, maskValue } from './mask.ts'

export interface LogQuery {
  readonly since?: number | undefined
  readonly limit?: number | undefined
  readonly level?: LogLine['level'] | undefined
  readonly search?: string | undefined
}

export interface LogLines {
  /** Passes every line on, and keeps it. */
  readonly log: Log
  /** Oldest first, the newest that fit; `next` is the `since` of the next question. */
  list(query: LogQuery): { items: LogLine[]; next: number }
}

const levels = ['debug', 'info', 'warn', 'error'] as const
const longestFacts = 4000

/** `mostLines` are kept; lines below `level` are not. */
export function keepLogLines({
  log,
  clock,
  level = 'info',
  mostLines = 5000,
}: {
  log: Log
  clock: Pick<Clock, 'now'>
  level?: string
  mostLines?: number
}): LogLines {
  let lines: LogLine[] = []
  let lastId = 0
  const least = (levels as readonly string[]).indexOf(level)
  const take = (of: LogLine['level']) => {
    const pass = log[of].bind(log) as (facts: unknown, message?: string) => void
    return (facts: unknown, message?: string): void => {
      pass(facts, message)
      if (levels.indexOf(of) < least) return
      lastId += 1
      const isText = typeof facts === 'string'
      lines.push({
        id: lastId,
        at: clock.now(),
        level: of,
        message: maskText(isText ? facts : (message ?? '')),
        facts: isText ? '{}' : textOf(facts),
      })
      // Halves: shifting one by one would move the whole list at every line.
      if (lines.length >= 2 * mostLines) lines = lines.slice(-mostLines)
    }
  }
  return {
    log: { debug: take('debug'), info: take('info'), warn: take('warn'), error: take('error') },
    list: ({ since = 0, limit = 200, level: wanted = 'debug', search }) => {
      const from = levels.indexOf(wanted)
      const needle = search?.toLowerCase()
      const found = lines
        .slice(-mostLines)
        .filter((one) => one.id > since && levels.indexOf(one.level) >= from)
        .filter((one) => needle === undefined || `${one.message} ${one.facts}`.toLowerCase().includes(needle))
      return { items: found.slice(-limit), next: lastId }
    },
  }
}

function textOf(facts: unknown): string {
  const text = JSON.stringify(maskValue(facts)) ?? '{}'
  return text.length <= longestFacts ? text : JSON.stringify({ shortened: text.slice(0, longestFacts) })
}
