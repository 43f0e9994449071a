// One sensor at a glance: its value now, its state, the shape of the range, and the extremes; of a boolean how long it was true.
import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tile } from '../../../contract/schemas/dashboard.ts'
import type { SensorRecord } from '../../../contract/schemas/sensor.ts'
import { useLiveValue } from '../../api/live-values.ts'
import { lanesOf, trueMs } from '../../ui/chart-data.ts'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useReadingWords } from '../../ui/reading-words.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import { spanText } from '../../ui/value-text.ts'
import { useScope } from '../dashboard-context.ts'
import { iconOfType } from '../sensor-icon.ts'
import { TileMenu } from '../tile-frame.tsx'
import { SensorState } from './sensor-state.tsx'
import { useSensorLine } from './use-sensor-line.ts'

type ValueTileProps = { readonly tile: Extract<Tile, { kind: 'value' }>; readonly title: string }

/** Says so when its sensor is gone. */
export function ValueTile({ tile, title }: ValueTileProps) {
  const { t } = useTranslation()
  const { sensors } = useScope()
  const sensor = sensors.get(tile.sensorId)
  return (
    <div className="value">
      <div className="row t12 gap4 m value-head">
        <Icon name={iconOfType(sensor?.type ?? '')} size={14} />
        <h2 className="el grow">{title}</h2>
        <TileMenu tile={tile} title={title} />
      </div>
      {sensor ? <ValueBody sensor={sensor} /> : <p className="q t12">{t('dashboard.sensorGone', { id: tile.sensorId })}</p>}
    </div>
  )
}

function ValueBody({ sensor }: { sensor: SensorRecord }) {
  const { t } = useTranslation()
  const ref = useRef<HTMLDivElement>(null)
  const words = useReadingWords()
  const formats = useFormats()
  const { page } = useScope()
  const live = useLiveValue(sensor.id)
  const { line, bounds, error } = useSensorLine(sensor, ref)
  const lanes = useMemo(() => (line && line.kind !== 'number' ? lanesOf(line) : []), [line])
  const since = page.isLive ? lanes.at(-1)?.from : undefined
  const { unit, type } = sensor
  return (
    <div ref={ref} className="value-body">
      <div className="row value-row">
        <p className={live !== null && typeof live.value !== 'number' ? 'value-now word grow el' : 'value-now grow el'}>
          {live === null ? '–' : typeof live.value === 'number' ? words.bare(live.value, unit) : words.word(live.value, type)}
          {live !== null && typeof live.value === 'number' && unit !== '' && <span>{unit}</span>}
        </p>
        <SensorState sensor={sensor} />
      </div>
      <div className="value-picture">{line && <Sparkline line={line} range={page.range} />}</div>
      <div className="row t11 q value-foot">
        {error ? (
          <span className="err el">{t('dashboard.noHistory')}</span>
        ) : line?.kind === 'boolean' ? (
          <>
            <span className="el">
              {t(type === 'occupancy' ? 'values.occupiedFor' : 'values.onFor', { span: spanText(trueMs(line, page.range)) })}
            </span>
            <span className="grow" />
            {since !== undefined && <span className="nw">{t('values.since', { time: formats.time(since) })}</span>}
          </>
        ) : bounds ? (
          <>
            <span>{t('values.min', { value: words.bare(bounds.min, unit) })}</span>
            <span className="grow" />
            <span>{t('values.max', { value: words.bare(bounds.max, unit) })}</span>
          </>
        ) : (
          line && <span>{t(line.start.length === 0 ? 'values.noReadings' : 'values.state')}</span>
        )}
      </div>
    </div>
  )
}
