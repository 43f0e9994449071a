// Ids that nobody guesses and that sort by the instant they were made: new rows stand beside each other in the indexes of a database instead of
// touching a page of their own each.
import type { Clock } from '../clock.ts'

const timeLength = 12
const randomLength = 20

/** 32 characters: the instant, then 80 bits of chance out of `randomId`'s. */
export function createOrderedId({ clock, randomId }: { clock: Pick<Clock, 'now'>; randomId: () => string }): () => string {
  return () => clock.now().toString(16).padStart(timeLength, '0') + randomId().replaceAll('-', '').slice(-randomLength)
}
