// Which stretch of time shows an alarm best. Pure.

/** From two hours before it was raised until it returned and half an hour more, at most a day, never past now; whole minutes. */
export function eventRange({ raisedAt, returnedAt, now }: { raisedAt: number; returnedAt: number | null; now: number }) {
  const from = raisedAt - 2 * 3_600_000
  const end = returnedAt !== null && returnedAt >= raisedAt ? returnedAt + 1_800_000 : now
  const to = Math.max(Math.min(end, now, from + 86_400_000), raisedAt + 600_000)
  return { from: Math.floor(from / 60_000) * 60_000, to: Math.ceil(to / 60_000) * 60_000 }
}
