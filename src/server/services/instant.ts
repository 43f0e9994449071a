// Times as they are sent -> UTC ms: epoch milliseconds, seconds below 1e11, ISO 8601 (the server's local time where it names no zone).
import { type LocalTime, readStamp } from '../../domain/stamp.ts'
import { invalidField } from './refusal.ts'

/** A wall-clock time of this computer's zone. */
export const instantOfWall: LocalTime = ({ year, month, day, hour, minute, second, ms }) => [
  new Date(year, month - 1, day, hour, minute, second, ms).getTime(),
]

/** Throws AppError invalid for text that is no time. */
export function instantFrom(sent: number | string, pointer: string): number {
  const [at] = readStamp(sent, instantOfWall) ?? []
  if (at !== undefined) return at
  const name = pointer.split('/').at(-1)
  throw invalidField(pointer, `${name} can’t be read as a time. Send epoch milliseconds or ISO 8601, like 2026-03-29T08:00:00Z.`)
}
