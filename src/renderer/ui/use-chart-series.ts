// Series of several sensors for one chart: asked once per range, kept growing by live readings between two answers, last week moved over
// this one. Asks nothing while it can't be seen.
import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Client } from '../../contract/client.ts'
import type { SensorRecord, Series } from '../../contract/schemas/sensor.ts'
import { useApi } from '../api/api.tsx'
import { useLiveValuesStore } from '../api/live-values.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { type LiveReading, shiftSeries, withLive } from './chart-data.ts'
import { sensorTitle } from './sensor-name.ts'
import type { ChartSeries } from './time-chart.tsx'
import { addUnits, type TimeRange } from './time-expression.ts'

export interface ChartSeriesOptions {
  readonly sensors: readonly SensorRecord[]
  readonly range: TimeRange
  /** About the width in pixels; 0 waits. */
  readonly points: number
  readonly isLive: boolean
  readonly isVisible: boolean
  readonly compareWeek?: boolean
  /** How each is called in the legend. */
  readonly nameOf?: (sensor: SensorRecord) => string
}

export interface AskedSeries {
  readonly series: readonly ChartSeries[]
  /** As they were answered, without live readings. */
  readonly answers: readonly Series[]
  readonly error: Error | null
  readonly isWaiting: boolean
}

/** What one answer took and gave; the status bar adds them up. */
export interface SeriesFacts {
  readonly buckets: number
  readonly bucketMs: number
  readonly tookMs: number
}
const factsOf = new WeakMap<Series, SeriesFacts>()
/** How long an answer took, where it was asked by this window. */
export const seriesFacts = (series: Series): SeriesFacts | undefined => factsOf.get(series)

interface Question {
  readonly client: Client
  readonly sensorId: string
  readonly range: TimeRange
  readonly points: number
}

const seriesQuery = ({ client, sensorId, range, points }: Question) => ({
  queryKey: [...sensorKeys.series, sensorId, range.from, range.to, points],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const began = performance.now()
    const query = { from: String(Math.max(0, range.from)), to: String(range.to), points }
    const series = await client.getSeries({ params: { id: sensorId }, query, signal })
    factsOf.set(series, { buckets: series.buckets.length, bucketMs: series.bucketMs, tookMs: performance.now() - began })
    return series
  },
  staleTime: 60_000,
  // Ranges that were passed by are not kept: a live page asks a new one all the time.
  gcTime: 20_000,
})

const answersOf = (all: readonly UseQueryResult<Series>[]) => all.map(({ data, error, dataUpdatedAt }) => ({ data, error, dataUpdatedAt }))
const dataOf = (all: readonly UseQueryResult<Series>[]) => all.map(({ data }) => data)

/** A reading as it came. */
interface TailReading extends LiveReading {
  readonly receivedAt: number
}

/** Live readings of a chart reach it this often; its lines move less than a pixel in between. */
const chartTickMs = 1000
/** Charts take turns within a tick, so that many of them never fall into one frame. */
const turns = 12
let nextTurn = 0

/** To the next moment of a turn, ms. */
const untilTurn = (turn: number): number => {
  const offset = (turn * chartTickMs) / turns - (performance.now() % chartTickMs)
  return offset > 0 ? offset : offset + chartTickMs
}

/** Readings that came since the answers, by sensor; renewed once a second. */
function useTail(sensorIds: readonly string[], isOn: boolean): ReadonlyMap<string, readonly TailReading[]> {
  const values = useLiveValuesStore()
  const key = sensorIds.join('\n')
  const [turn] = useState(() => (nextTurn = (nextTurn + 1) % turns))
  const [tail, setTail] = useState<ReadonlyMap<string, readonly TailReading[]>>(new Map())
  useEffect(() => {
    if (!isOn || key === '') return
    const ids = new Set(key.split('\n'))
    const held = new Map<string, TailReading[]>()
    let timer: ReturnType<typeof setTimeout> | null = null
    const stop = values.onValues((changed) => {
      for (const id of changed) {
        const value = ids.has(id) ? values.get(id) : null
        if (!value) continue
        held.set(id, [...(held.get(id) ?? []).slice(-300), { ...value, receivedAt: Date.now() }])
        timer ??= setTimeout(() => {
          timer = null
          setTail(new Map(held))
        }, untilTurn(turn))
      }
    })
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [values, key, isOn, turn])
  return tail
}

/** Asks for every sensor's series and puts them together for a chart. */
export function useChartSeries({
  sensors,
  range,
  points,
  isLive,
  isVisible,
  compareWeek = false,
  nameOf = sensorTitle,
}: ChartSeriesOptions): AskedSeries {
  const { client } = useApi()
  const enabled = isVisible && points > 0
  const before = useMemo(() => ({ from: addUnits(range.from, -1, 'w'), to: addUnits(range.to, -1, 'w') }), [range.from, range.to])
  const asked = useQueries({
    queries: sensors.map((s) => ({ ...seriesQuery({ client, sensorId: s.id, range, points }), enabled })),
    combine: answersOf,
  })
  const weekAgo = useQueries({
    queries: sensors.map((s) => ({ ...seriesQuery({ client, sensorId: s.id, range: before, points }), enabled: enabled && compareWeek })),
    combine: dataOf,
  })
  const tail = useTail(
    useMemo(() => sensors.map((s) => s.id), [sensors]),
    isLive && enabled,
  )
  // While a new range is asked the old answer stays on the screen.
  const last = useRef(new Map<string, { data: Series; at: number }>())
  const series = useMemo(
    () =>
      sensors.map((s, n): ChartSeries => {
        const answer = asked[n]
        if (answer?.data) last.current.set(s.id, { data: answer.data, at: answer.dataUpdatedAt })
        const held = last.current.get(s.id)
        const newer = isLive && held ? (tail.get(s.id) ?? []).filter((r) => r.receivedAt > held.at) : []
        const compared = compareWeek ? weekAgo[n] : undefined
        return {
          id: s.id,
          name: nameOf(s),
          unit: s.unit,
          kind: s.valueKind,
          intervalMs: s.intervalMs,
          series: held ? withLive(held.data, newer) : undefined,
          ...(compared ? { compare: shiftSeries(compared, range.from - before.from) } : {}),
        }
      }),
    [sensors, asked, weekAgo, tail, isLive, compareWeek, nameOf, range.from, before.from],
  )
  const answers = useMemo(() => asked.flatMap(({ data }) => data ?? []), [asked])
  const error = asked.find((a) => a.error !== null)?.error ?? null
  return { series, answers, error, isWaiting: enabled && asked.some((a) => !a.data && a.error === null) }
}
