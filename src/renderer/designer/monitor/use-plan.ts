// What Monitor's panes share about the open plan: its sensors, the shown type, its nodes and alarms, frames of an earlier moment.
// Every list behind it is held once per window, so each pane simply asks.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AlarmRecord } from '../../../contract/schemas/alarm.ts'
import type { NodeRecord } from '../../../contract/schemas/node.ts'
import type { Frames, SensorRecord } from '../../../contract/schemas/sensor.ts'
import { factsOfType } from '../../../domain/sensor.ts'
import { useApi } from '../../api/api.tsx'
import { useActiveAlarms } from '../../api/live-alarms.ts'
import { useNow } from '../../api/now.ts'
import { sensorKeys, useNodes, useSensors } from '../../api/sensor-queries.ts'
import { useDesignSearch } from '../design-search.ts'
import { useDesigner, useEditorState } from '../designer-context.tsx'
import { type AlarmSpan, alarmSpans } from './alarm-history.ts'
import { useMonitor, useMonitorLook } from './monitor-state.ts'
import { alarmsBySensor } from './plan-marks.ts'
import { type PlacedSensor, placeSensors, typesOf } from './plan-sensors.ts'
import { frameSteps, rangeOf, type SliderRange, stepOf } from './timeline.ts'

const noSensors: readonly SensorRecord[] = []
const noNodes: readonly NodeRecord[] = []

/** Sensors on this plan, of every type. */
export function usePlacedSensors(): readonly PlacedSensor[] {
  const { designId } = useDesigner()
  const { data: sensors = noSensors } = useSensors()
  const { data: nodes = noNodes } = useNodes()
  const fixtures = useEditorState((s) => s.design.fixtures)
  return useMemo(() => placeSensors({ sensors, nodes, designId, fixtures }), [sensors, nodes, designId, fixtures])
}

export interface PlanType {
  readonly types: readonly string[]
  readonly type: string
  readonly kind: 'number' | 'boolean' | 'state'
  readonly unit: string
  /** Those of the shown type. */
  readonly shown: readonly PlacedSensor[]
}

/** The shown type: the address', else the first there is. */
export function usePlanType(): PlanType {
  const placed = usePlacedSensors()
  const { search } = useDesignSearch()
  return useMemo(() => {
    const types = typesOf(placed)
    const type = search.type !== undefined && types.includes(search.type) ? search.type : (types[0] ?? search.type ?? 'temperature')
    const shown = placed.filter(({ record }) => record.type === type)
    const first = shown[0]?.record
    return { types, type, kind: first?.valueKind ?? factsOfType(type).kind, unit: first?.unit ?? factsOfType(type).unit, shown }
  }, [placed, search.type])
}

/** Nodes with at least one sensor on this plan. */
export function usePlanNodes(): readonly NodeRecord[] {
  const placed = usePlacedSensors()
  const { data: nodes = noNodes } = useNodes()
  return useMemo(() => {
    const ids = new Set(placed.map(({ record }) => record.nodeId))
    return nodes.filter(({ id }) => ids.has(id))
  }, [placed, nodes])
}

/** The sensor the slider and the chart are about: the chosen one, else the one with the most urgent alarm, else the first. */
export function useChosenSensor(): PlacedSensor | undefined {
  const { shown } = usePlanType()
  const chosen = useMonitor((s) => s.chosen)
  const { bySensor } = usePlanAlarms()
  return (
    shown.find(({ record }) => record.id === chosen) ?? shown.find(({ record }) => bySensor.get(record.id)?.isActive === true) ?? shown[0]
  )
}

/** Alarms of this plan that are not normal. */
export function usePlanAlarms() {
  const { designId } = useDesigner()
  const active = useActiveAlarms({ designId })
  const shelved = useActiveAlarms({ designId }, 'shelved')
  const suppressed = useActiveAlarms({ designId }, 'suppressed')
  return useMemo(
    () => ({ active, shelved, suppressed, bySensor: alarmsBySensor([...active, ...shelved, ...suppressed]) }),
    [active, shelved, suppressed],
  )
}

/** What the slider covers now; it moves in whole steps, and stands still while an earlier moment inside it is shown. */
export function useSliderRange(): SliderRange {
  const span = useMonitorLook((s) => s.span)
  const now = useNow(Math.max(stepOf(span), 10_000))
  const at = useMonitor((s) => s.at)
  const bucket = at === null ? null : Math.floor(at / stepOf(span)) * stepOf(span)
  const range = rangeOf(span, bucket, now)
  const { from, to } = range
  return useMemo(() => ({ from, to }), [from, to])
}

/** Values of the shown type over the slider's range; asked once an earlier moment is wanted. */
export function useFrames(): Frames | undefined {
  const { designId } = useDesigner()
  const { client } = useApi()
  const { type, kind } = usePlanType()
  const { from, to } = useSliderRange()
  const isWanted = useMonitor((s) => s.at !== null) && kind !== 'state'
  const frames = useQuery({
    queryKey: ['sensor-frames', designId, type, from, to],
    queryFn: ({ signal }) =>
      client.getSensorFrames({ query: { designId, type, from: String(from), to: String(to), steps: frameSteps }, signal }),
    enabled: isWanted,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return isWanted ? frames.data : undefined
}

const noSpans: readonly AlarmSpan[] = []
export interface PlanHistory {
  readonly spans: readonly AlarmSpan[]
  readonly alarms: ReadonlyMap<string, AlarmRecord>
}

/** Which alarm of this plan held when, over the slider's range. */
export function useAlarmHistory(): PlanHistory {
  const { designId } = useDesigner()
  const { client } = useApi()
  const { from, to } = useSliderRange()
  const alarms = useQuery({
    queryKey: [...sensorKeys.alarmEvents, 'alarms-of', designId],
    queryFn: ({ signal }) => client.listAlarms({ query: { designId, group: 'all', limit: 1000 }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const events = useQuery({
    queryKey: [...sensorKeys.alarmEvents, 'of-range', from, to],
    queryFn: ({ signal }) => client.listAlarmEvents({ query: { from: String(from), to: String(to), limit: 1000 }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  return useMemo(() => {
    const byId = new Map((alarms.data?.items ?? []).map((alarm) => [alarm.id, alarm]))
    if (!alarms.data || !events.data) return { spans: noSpans, alarms: byId }
    const own = events.data.items.filter(({ alarmId }) => byId.has(alarmId))
    return { spans: alarmSpans(own, { alarms: alarms.data.items, from }), alarms: byId }
  }, [alarms.data, events.data, from])
}
