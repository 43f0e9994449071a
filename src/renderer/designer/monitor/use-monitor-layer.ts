// Feeds the layer: marks at most ten times a second as readings come and once a second as they age, heat from the worker, pulses.
// Nothing here re-renders React when a reading comes.
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { prepareRoom } from '../../../domain/layout/room.ts'
import { useLiveValuesStore } from '../../api/live-values.ts'
import { serverNow } from '../../api/now.ts'
import { useFormats } from '../../ui/format.ts'
import { readHeatPalette } from '../../ui/heat/heat-colours.ts'
import { isolineLevels, scaleOf } from '../../ui/heat/heat-scale.ts'
import { type HeatWorker, openHeatWorker } from '../../ui/heat/open-heat-worker.ts'
import { followTheme } from '../../ui/preferences.ts'
import { useDesigner } from '../designer-context.tsx'
import { alarmsAt } from './alarm-history.ts'
import { createMonitorLayer, type MonitorLayer } from './monitor-layer.ts'
import { useMonitor, useMonitorLook } from './monitor-state.ts'
import { alarmsBySensor, frameMoment, liveMoment, type Moment, markOf, sampleOf } from './plan-marks.ts'
import type { PlacedSensor } from './plan-sensors.ts'
import { useAlarmHistory, useFrames, usePlanAlarms, usePlanType } from './use-plan.ts'
import { createMarkWords } from './words.ts'

/** Shortest time between two heat maps; marks follow every 100 ms. */
const heatEveryMs = 500
const pulseFrameMs = 100

/** Puts the layer on the editor while Monitor is shown. */
export function useMonitorLayer(): void {
  const { editor } = useDesigner()
  const layer = useRef<MonitorLayer | null>(null)
  useEffect(() => {
    const made = createMonitorLayer({
      point: (pointedAt) => useMonitor.setState({ pointedAt }),
      choose: (chosen) => useMonitor.setState({ chosen }),
    })
    layer.current = made
    editor.watch(made)
    const stop = followTheme(() => {
      made.setPalette(readHeatPalette())
      editor.repaintLive()
    })
    return () => {
      stop()
      layer.current = null
      editor.watch(null)
    }
  }, [editor])
  useContent(layer)
  useHeat(layer)
  usePulse(layer)
}

type LayerRef = { readonly current: MonitorLayer | null }

/** The moment of each sensor of the shown type, live or earlier. */
function useMomentOf(): (sensor: PlacedSensor) => Moment {
  const values = useLiveValuesStore()
  const at = useMonitor((s) => s.at)
  const frames = useFrames()
  return useMemo(
    () => (sensor) => {
      if (at === null) return liveMoment(values.get(sensor.record.id), sensor.record.intervalMs, serverNow())
      return frames ? frameMoment(frames, sensor, at) : { value: null, at: null, freshness: 'silent' as const }
    },
    [values, at, frames],
  )
}

function useContent(layer: LayerRef): void {
  const { t } = useTranslation()
  const formats = useFormats()
  const { editor } = useDesigner()
  const values = useLiveValuesStore()
  const { shown } = usePlanType()
  const { bySensor } = usePlanAlarms()
  const history = useAlarmHistory()
  const momentOf = useMomentOf()
  const at = useMonitor((s) => s.at)
  const chosen = useMonitor((s) => s.chosen)
  const pointedAt = useMonitor((s) => s.pointedAt)
  const { heat, isolines, fixtures, labels } = useMonitorLook()
  useEffect(() => {
    layer.current?.set({ heat, isolines, fixtures, labels, print: (level) => formats.number(level, 2) })
    editor.repaintLive({ withPlan: true })
  }, [layer, editor, heat, isolines, fixtures, labels, formats])
  useEffect(() => {
    const words = createMarkWords(t, formats, serverNow)
    const then = at === null ? null : alarmsAt(history.spans, at)
    const alarms =
      then === null
        ? bySensor
        : alarmsBySensor(
            [...history.alarms.values()].flatMap((alarm) =>
              then.has(alarm.id) ? [{ ...alarm, isActive: true, state: 'acknowledged' as const }] : [],
            ),
          )
    const tell = () => {
      const marks = shown.map((sensor) => {
        const { id } = sensor.record
        const alarm = alarms.get(id) ?? null
        return markOf({ sensor, moment: momentOf(sensor), alarm, words, isChosen: id === chosen, isPointedAt: id === pointedAt })
      })
      layer.current?.set({ marks })
      editor.repaintLive()
    }
    tell()
    if (at !== null) return
    const ids = new Set(shown.map(({ record }) => record.id))
    const stop = values.onValues((changed) => {
      for (const id of changed) if (ids.has(id)) return tell()
    })
    const timer = setInterval(tell, 1000)
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [t, formats, editor, values, shown, bySensor, history, momentOf, at, chosen, pointedAt, layer])
}

function useHeat(layer: LayerRef): void {
  const { editor } = useDesigner()
  const values = useLiveValuesStore()
  const { shown, type, kind } = usePlanType()
  const momentOf = useMomentOf()
  const at = useMonitor((s) => s.at)
  const isShown = useMonitorLook((s) => s.heat)
  const worker = useRef<HeatWorker | null>(null)
  const painted = useRef('')
  useEffect(() => {
    const opened = openHeatWorker((answer) => {
      layer.current?.set({ answer })
      editor.repaintLive()
    })
    worker.current = opened
    return () => {
      worker.current = null
      opened.dispose()
    }
  }, [layer, editor])
  useEffect(() => {
    // Another quantity's colours go at once; those of the same one stay until the new ones are there.
    if (painted.current !== type || !isShown) layer.current?.set({ answer: null })
    painted.current = type
    if (!isShown || kind === 'state') return editor.repaintLive()
    let room = editor.store.getState().design.room
    let polygon = polygonOf(room)
    let askedAt = Number.NEGATIVE_INFINITY
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = ''
    const ask = () => {
      timer = undefined
      const { design } = editor.store.getState()
      if (design.room !== room) {
        room = design.room
        polygon = polygonOf(room)
      }
      if (!polygon) return
      askedAt = performance.now()
      const samples = shown.map((sensor) => sampleOf(sensor, momentOf(sensor)))
      const fresh = samples.flatMap(({ value, isFresh }) => (isFresh && typeof value === 'number' ? [value] : []))
      const scale = scaleOf(type, fresh)
      // The same answer isn't worked out twice.
      const key = JSON.stringify(samples)
      if (key === asked) return
      asked = key
      worker.current?.ask({ room: polygon, samples, kind, scale, levels: isolineLevels(scale, fresh), stops: readHeatPalette().stops })
    }
    const soon = () => {
      timer ??= setTimeout(ask, Math.max(0, askedAt + heatEveryMs - performance.now()))
    }
    ask()
    if (at !== null) return () => clearTimeout(timer)
    const ids = new Set(shown.map(({ record }) => record.id))
    const stop = values.onValues((changed) => {
      for (const id of changed) if (ids.has(id)) return soon()
    })
    // Values grow old without a reading.
    const ageing = setInterval(soon, 5_000)
    return () => {
      stop()
      clearInterval(ageing)
      clearTimeout(timer)
    }
  }, [layer, editor, values, shown, type, kind, momentOf, at, isShown])
}

function polygonOf(room: Parameters<typeof prepareRoom>[0] | null) {
  const outcome = room && prepareRoom(room)
  return outcome?.kind === 'ok' ? outcome.value.polygon : null
}

/** Rings grow only while something pulses, ten pictures a second, and stand still for whoever wants no motion. */
function usePulse(layer: LayerRef): void {
  const { editor } = useDesigner()
  useEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)')
    const timer = setInterval(() => {
      if (!document.hidden && !still.matches && layer.current?.content().marks.some((mark) => mark.isPulsing)) editor.repaintLive()
    }, pulseFrameMs)
    return () => clearInterval(timer)
  }, [layer, editor])
}
