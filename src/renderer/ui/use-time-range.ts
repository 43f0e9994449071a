// The one time range of a page. It lives in the route's search, so that Back works and a link opens the exact view; `at` in it is the
// moment the picture was paused.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { serverNow } from '../api/now.ts'
import { isoOf, readRange, shiftRange, type TimeRange, type TypedRange } from './time-expression.ts'
import { usePageShown } from './use-visible.ts'

export interface RangeSearch {
  readonly from?: string
  readonly to?: string
  readonly at?: string
}

export const defaultRange: TypedRange = { from: 'now-24h', to: 'now' }
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

/** Takes a route's search for what it is; anything else in it is left out. */
export function validateRangeSearch(search: Record<string, unknown>): RangeSearch {
  const [from, to, at] = [text(search.from), text(search.to), text(search.at)]
  return { ...(from ? { from } : {}), ...(to ? { to } : {}), ...(at ? { at } : {}) }
}

export interface PageRange {
  readonly typed: TypedRange
  readonly range: TimeRange
  /** The moment `now` stands for. */
  readonly now: number
  /** Ends now and moves on with it. */
  readonly isLive: boolean
  readonly isPaused: boolean
  apply(typed: TypedRange): void
  zoom(range: TimeRange): void
  shift(step: 1 | -1): void
  pause(): void
  resume(): void
  /** The range before the last change; does nothing at the first. */
  back(): void
  readonly canGoBack: boolean
  /** Search that opens exactly this view. */
  exactSearch(): RangeSearch
}

interface Options {
  readonly search: RangeSearch
  /** Navigates; each call is a step of the browser's history. */
  readonly setSearch: (search: RangeSearch) => void
  readonly fallback?: TypedRange
}

/** How often a live range moves: about once per pixel, between a second and a minute. */
const stepOf = (spanMs: number) => Math.min(60_000, Math.max(1000, Math.round(spanMs / 900 / 1000) * 1000))

/** Resolves the search of a route, moves while it is live, and changes it. */
export function useTimeRange({ search, setSearch, fallback = defaultRange }: Options): PageRange {
  const isShown = usePageShown()
  const typed = useMemo(
    () => ({ from: search.from ?? fallback.from, to: search.to ?? fallback.to }),
    [search.from, search.to, fallback.from, fallback.to],
  )
  const pausedAt = search.at === undefined ? null : Date.parse(search.at)
  const isPaused = pausedAt !== null && Number.isFinite(pausedAt)
  const [ticked, setTicked] = useState(serverNow)
  const now = isPaused ? pausedAt : ticked
  const read = useMemo(() => {
    const own = readRange(typed, now)
    // An address that can't be read shows the usual range; the field says what is wrong with it.
    return own.kind === 'ok' ? own : readRange(fallback, now)
  }, [typed, now, fallback])
  const { from, to } = read.kind === 'ok' ? read.range : { from: now - 86_400_000, to: now }
  // The same object until an end moves: yesterday stays yesterday while the clock goes on.
  const range = useMemo(() => ({ from, to }), [from, to])
  const moves = read.kind === 'ok' && read.isLive
  const ticks = moves && !isPaused
  const isLive = ticks && to >= now
  const stepMs = stepOf(range.to - range.from)
  useEffect(() => {
    if (!ticks || !isShown) return
    setTicked(serverNow())
    const timer = setInterval(() => setTicked(serverNow()), stepMs)
    return () => clearInterval(timer)
  }, [ticks, isShown, stepMs])

  const past = useRef<RangeSearch[]>([])
  const [depth, setDepth] = useState(0)
  const change = useCallback(
    (next: RangeSearch) => {
      past.current = [...past.current.slice(-49), search]
      setDepth(past.current.length)
      setSearch(next)
    },
    [search, setSearch],
  )
  const back = useCallback(() => {
    const before = past.current.at(-1)
    if (!before) return
    past.current = past.current.slice(0, -1)
    setDepth(past.current.length)
    setSearch(before)
  }, [setSearch])
  const apply = useCallback(
    (next: TypedRange) => {
      // A range picked anew is live again.
      setTicked(serverNow())
      change({ from: next.from, to: next.to })
    },
    [change],
  )
  const setExact = useCallback(
    ({ from, to }: TimeRange) => {
      // Whole seconds read better, where they are fine enough.
      const step = to - from > 120_000 ? 1000 : 1
      const round = (at: number) => Math.max(0, Math.round(at / step) * step)
      change({ from: isoOf(round(from)), to: isoOf(Math.max(round(from) + step, round(to))) })
    },
    [change],
  )
  return {
    typed,
    range,
    now,
    isLive,
    isPaused,
    apply,
    zoom: setExact,
    shift: (step) => setExact(shiftRange(range, step)),
    pause: () => {
      if (!isLive) return
      change({ ...search, ...typed, at: isoOf(now) })
    },
    resume: () => change(moves && to >= now ? { ...typed } : { ...fallback }),
    back,
    canGoBack: depth > 0,
    exactSearch: () => (moves ? { ...typed, at: isoOf(now) } : { ...typed }),
  }
}
