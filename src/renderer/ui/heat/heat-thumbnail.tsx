// A small heat map of one room with its sensors, from plain data: the dashboard's tile, or any other place that has no designer.
// The picture is aria-hidden behind a label; whoever shows it offers the same values as text.
import { useEffect, useMemo, useRef, useState } from 'react'
import type { RoomInput } from '../../../domain/design.ts'
import { boundsOfPoints } from '../../../domain/geometry/polygon.ts'
import { prepareRoom } from '../../../domain/layout/room.ts'
import { followTheme } from '../preferences.ts'
import { type HeatPalette, readHeatPalette } from './heat-colours.ts'
import type { HeatSample } from './heat-field.ts'
import { isolineLevels, scaleOf } from './heat-scale.ts'
import type { HeatAnswer } from './heat-worker.ts'
import type { Mark } from './mark.ts'
import { type HeatWorker, openHeatWorker } from './open-heat-worker.ts'
import { type Place, paintHeat, paintIsolines, type Scratch, traceRoom } from './paint-heat.ts'
import { paintMarks } from './paint-marks.ts'

/** A sensor of the shown type: where it hangs, what it says, and how that is written. */
export interface HeatSensor extends HeatSample, Pick<Mark, 'id' | 'icon' | 'word'> {
  readonly text: string
  readonly isAlarm: boolean
}

export interface HeatThumbnailProps {
  readonly room: RoomInput
  readonly type: string
  readonly kind: 'number' | 'boolean' | 'state'
  readonly sensors: readonly HeatSensor[]
  /** Read instead of the picture. */
  readonly label: string
  readonly isolines?: boolean
  readonly print?: (level: number) => string
}

const wallPx = 4
const marginPx = 8

/** Fills its parent. */
export function HeatThumbnail({ room, type, kind, sensors, label, isolines = false, print = String }: HeatThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const worker = useRef<HeatWorker | null>(null)
  const scratch = useRef<Scratch>({ canvas: null })
  const [answer, setAnswer] = useState<HeatAnswer | null>(null)
  const [palette, setPalette] = useState<HeatPalette | null>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const polygon = useMemo(() => {
    const outcome = prepareRoom(room)
    return outcome.kind === 'ok' ? outcome.value.polygon : null
  }, [room])

  useEffect(() => followTheme(() => setPalette(readHeatPalette())), [])
  useEffect(() => {
    const opened = openHeatWorker(setAnswer)
    worker.current = opened
    return () => {
      worker.current = null
      opened.dispose()
    }
  }, [])
  useEffect(() => {
    const host = canvas.current?.parentElement
    if (!host) return
    const measure = () => setSize({ width: host.clientWidth, height: host.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(host)
    measure()
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (!polygon || !palette || kind === 'state') return
    const values = sensors.flatMap((s) => (s.isFresh && typeof s.value === 'number' ? [s.value] : []))
    const scale = scaleOf(type, values)
    const levels = isolines ? isolineLevels(scale, values) : []
    worker.current?.ask({ room: polygon, samples: sensors.map(sampleOf), kind, scale, levels, stops: palette.stops })
  }, [polygon, palette, kind, type, sensors, isolines])
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!canvas.current || !context || !palette || !polygon || size.width === 0 || size.height === 0) return
    const density = window.devicePixelRatio || 1
    canvas.current.width = Math.round(size.width * density)
    canvas.current.height = Math.round(size.height * density)
    context.setTransform(density, 0, 0, density, 0, 0)
    const place = placeRoom(polygon.outer, size)
    context.strokeStyle = palette.wall
    context.lineWidth = 2 * wallPx
    context.lineJoin = 'miter'
    context.beginPath()
    traceRoom(context, place, { outer: polygon.outer, holes: [] })
    context.stroke()
    context.fillStyle = palette.tile
    context.fill()
    const look = { place, palette, room: polygon, density }
    if (answer && kind !== 'state') {
      paintHeat(context, answer, { ...look, scratch: scratch.current })
      paintIsolines(context, answer.isolines, { ...look, print })
    }
    context.fillStyle = palette.wall
    for (const hole of polygon.holes) {
      context.beginPath()
      traceRoom(context, place, { outer: hole, holes: [] })
      context.fill()
    }
    paintMarks(context, { marks: sensors.map(markOf), place, palette, labels: true, pulse: null, small: true })
  }, [answer, palette, polygon, size, sensors, kind, print])

  return <canvas ref={canvas} className="heat-thumbnail" role="img" aria-label={label} />
}

function sampleOf({ xMm, yMm, value, isFresh }: HeatSensor): HeatSample {
  return { xMm, yMm, value, isFresh }
}

function markOf(sensor: HeatSensor): Mark {
  const { id, xMm, yMm, icon, word, isAlarm } = sensor
  return {
    id,
    xMm,
    yMm,
    value: sensor.text,
    icon,
    word,
    detail: '',
    isStale: !sensor.isFresh,
    isAlarm,
    isPulsing: isAlarm,
    isChosen: false,
  }
}

function placeRoom(outer: readonly (readonly [number, number])[], size: { readonly width: number; readonly height: number }): Place {
  const { minX, minY, maxX, maxY } = boundsOfPoints(outer)
  const free = { width: Math.max(20, size.width - 2 * marginPx), height: Math.max(20, size.height - 2 * marginPx) }
  const pxPerMm = Math.min(free.width / (maxX - minX || 1), free.height / (maxY - minY || 1))
  return {
    widthPx: size.width,
    heightPx: size.height,
    pxPerMm,
    xPx: size.width / 2 - ((minX + maxX) / 2) * pxPerMm,
    yPx: size.height / 2 + ((minY + maxY) / 2) * pxPerMm,
  }
}
