// The heat map of a design as it is now, honest as in Monitor: fading, hatched where nothing fresh is, its figures as text beside it.
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tile } from '../../../contract/schemas/dashboard.ts'
import type { SensorRecord } from '../../../contract/schemas/sensor.ts'
import { factsOfType } from '../../../domain/sensor.ts'
import { useApi } from '../../api/api.tsx'
import { designFromDocument } from '../../api/document.ts'
import { describeError } from '../../api/failure.ts'
import { useStandingAlarms } from '../../api/live-alarms.ts'
import { freshnessOf, useLiveValues } from '../../api/live-values.ts'
import { useNow } from '../../api/now.ts'
import { keys } from '../../api/queries.ts'
import { useFormats } from '../../ui/format.ts'
import { type HeatSensor, HeatThumbnail } from '../../ui/heat/heat-thumbnail.tsx'
import type { MarkIcon } from '../../ui/heat/mark.ts'
import { useReadingWords } from '../../ui/reading-words.ts'
import { useVisible } from '../../ui/use-visible.ts'
import { AreaLink } from '../area-link.tsx'
import { useScope } from '../dashboard-context.ts'
import { TileFrame } from '../tile-frame.tsx'
import { HeatScaleKey } from './heat-scale.tsx'

const freshIcon: Readonly<Record<ReturnType<typeof freshnessOf>, MarkIcon>> = {
  fresh: 'ok',
  late: 'late',
  silent: 'silent',
  never: 'never',
}
/** Ages turn values stale; a picture needs no more than this. */
const stepMs = 5_000

/** A picture that fills its panel. */
export function HeatTile({ tile, title }: { tile: Extract<Tile, { kind: 'heat' }>; title: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const words = useReadingWords()
  const { client } = useApi()
  const { sensors: all } = useScope()
  const ref = useRef<HTMLDivElement>(null)
  const isVisible = useVisible(ref)
  const { designId, type } = tile
  const design = useQuery({
    queryKey: ['design-room', ...keys.design(designId)],
    queryFn: ({ signal }) => client.getDesign({ params: { id: designId }, signal }),
    staleTime: 60_000,
    enabled: isVisible,
  })
  const sensors = useMemo(
    () => [...all.values()].filter((s): s is Placed => s.type === type && s.position !== null && s.position.designId === designId),
    [all, type, designId],
  )
  const marks = useHeatSensors(sensors)
  const now = useNow(stepMs)
  const room = design.data ? designFromDocument(design.data.document).room : null
  const spoken = marks.map((m, n) => `${sensors[n]?.nodeName ?? m.id} ${m.text} ${m.word}`).join(', ')
  const unit = sensors[0]?.unit ?? factsOfType(type).unit
  return (
    <TileFrame
      tile={tile}
      title={title}
      note={formats.time(now)}
      link={
        <AreaLink to={`/designs/${designId}`} route="/designs/$designId" search={{ mode: 'monitor', type }} className="tile-link">
          {t('dashboard.openMonitor')}
        </AreaLink>
      }
    >
      <div ref={ref} className="heat-body">
        {design.error ? (
          <p className="tile-none alarm" role="alert">
            {describeError(design.error)}
          </p>
        ) : room === null ? (
          <p className="tile-none">{t(design.isPending ? 'app.loading' : 'dashboard.noRoom')}</p>
        ) : (
          <>
            <div className="heat-picture">
              <HeatThumbnail
                room={room}
                type={type}
                kind={sensors[0]?.valueKind ?? factsOfType(type).kind}
                sensors={marks}
                label={t('dashboard.heatLabel', { title, values: spoken === '' ? t('chart.noData') : spoken })}
                isolines
                print={(level) => words.bare(level, unit)}
              />
            </div>
            {(sensors[0]?.valueKind ?? 'number') === 'number' && (
              <HeatScaleKey
                type={type}
                unit={unit}
                values={marks.flatMap((m) => (m.isFresh && typeof m.value === 'number' ? [m.value] : []))}
              />
            )}
          </>
        )}
      </div>
    </TileFrame>
  )
}

type Placed = SensorRecord & { readonly position: NonNullable<SensorRecord['position']> }

/** The same list until a value, an alarm or a freshness changes. */
function useHeatSensors(sensors: readonly Placed[]): readonly HeatSensor[] {
  const { t } = useTranslation()
  const words = useReadingWords()
  const now = useNow(stepMs)
  const ids = useMemo(() => sensors.map((s) => s.id), [sensors])
  const values = useLiveValues(ids)
  const { alarms } = useStandingAlarms()
  return useMemo(
    () =>
      sensors.map((s): HeatSensor => {
        const live = values.get(s.id) ?? null
        const freshness = freshnessOf(live?.at ?? null, s.intervalMs, now)
        const isFresh = freshness === 'fresh' || freshness === 'late'
        const alarm = alarms.find((a) => a.sensorId === s.id && a.isActive && (a.state === 'unacknowledged' || a.state === 'acknowledged'))
        const isAlarm = alarm !== undefined && isFresh
        return {
          id: s.id,
          xMm: s.position.xMm,
          yMm: s.position.yMm,
          value: live === null || typeof live.value === 'string' ? null : live.value,
          isFresh,
          text: live === null ? '–' : words.any(live.value, s),
          icon: isAlarm ? 'alarm' : freshIcon[freshness],
          word: isAlarm ? t(`alarmKinds.${alarm.kind}`) : t(`freshness.${freshness}`),
          isAlarm,
        }
      }),
    [sensors, values, alarms, now, words, t],
  )
}
