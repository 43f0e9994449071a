// What the colours mean: scale, limits, how they fade with distance, and what hatching says.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleRecord } from '../../../contract/schemas/alarm.ts'
import { formatLength } from '../../../domain/units.ts'
import { useApi } from '../../api/api.tsx'
import { useLiveValuesStore } from '../../api/live-values.ts'
import { useNow } from '../../api/now.ts'
import { sensorKeys } from '../../api/sensor-queries.ts'
import { useFormats } from '../../ui/format.ts'
import { noTrustMm, trustAt } from '../../ui/heat/heat-field.ts'
import { scaleOf, ticksOf } from '../../ui/heat/heat-scale.ts'
import { Icon } from '../../ui/icon.tsx'
import { figureText } from '../../ui/value-text.ts'
import { useAutosaveState, useDesigner, useUnits } from '../designer-context.tsx'
import { useMonitor, useMonitorLook } from './monitor-state.ts'
import { frameMoment, isFresh, liveMoment } from './plan-marks.ts'
import { useFrames, usePlanNodes, usePlanType } from './use-plan.ts'
import { booleanWords, typeName } from './words.ts'

/** Distances whose strength the legend shows, top to bottom. */
const rows = [0, 0.55, 0.8, 0.97].map((share) => trustAt(1_200 + share * (noTrustMm - 1_200)))

/** The card at the upper right of the plan. */
export function Legend() {
  const { t } = useTranslation()
  const formats = useFormats()
  const name = useAutosaveState((s) => s.name)
  const nodes = usePlanNodes()
  const { type, kind, unit } = usePlanType()
  const isOpen = useMonitorLook((s) => s.legend)
  const at = useMonitor((s) => s.at)
  const now = useNow()
  const units = useUnits()
  const online = nodes.filter((node) => node.state === 'online' || node.state === 'late').length
  const silent = nodes.length - online
  const words = [
    t('monitor.nodes', { count: nodes.length, n: formats.number(nodes.length) }),
    t('monitor.online', { n: formats.number(online) }),
    ...(silent > 0 ? [t('monitor.silentN', { n: formats.number(silent) })] : []),
  ]
  const toggle = () => useMonitorLook.setState({ legend: !isOpen })
  if (!isOpen) {
    return (
      <button type="button" className="btn sm legend-closed" aria-expanded={false} onClick={toggle}>
        <Icon name="infoCircle" size={14} />
        {t('monitor.legend')}
      </button>
    )
  }
  return (
    <section className="legend" aria-label={t('monitor.legend')}>
      <div className="row">
        <b className="grow el">{name}</b>
        <button type="button" className="btn g sm x" aria-label={t('monitor.hideLegend')} aria-expanded onClick={toggle}>
          <Icon name="x" size={14} />
        </button>
      </div>
      <p className="t12 m">{words.join(', ')}</p>
      <div className="row t12 legend-head">
        <b className="md grow">{unit === '' ? typeName(t, type) : t('monitor.legendTitle', { type: typeName(t, type), unit })}</b>
        <span className="q">{clockOf(at ?? now)}</span>
      </div>
      {kind === 'number' && (
        <Scale
          away={t('monitor.away', {
            distance:
              units.system === 'metric'
                ? `${formats.number(noTrustMm / 1000, 1)} m`
                : formatLength(noTrustMm, { ...units, withUnit: true, decimals: 0 }),
          })}
        />
      )}
      {kind === 'boolean' && <Zones />}
      {kind === 'state' && <p className="t12 m">{t('monitor.noState')}</p>}
      {kind !== 'state' && (
        <div className="row t12 m">
          <Hatching />
          {t('monitor.noFresh')}
        </div>
      )}
    </section>
  )
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
export const clockOf = (at: number): string => clock.format(at)

/** The scale the map is painted with now. */
function useScale() {
  const { shown, type } = usePlanType()
  // Once a second is often enough for a scale: the clock asks, not each reading.
  const values = useLiveValuesStore()
  const at = useMonitor((s) => s.at)
  const frames = useFrames()
  const now = useNow()
  return scaleOf(
    type,
    shown.flatMap((sensor) => {
      const { id, intervalMs } = sensor.record
      const moment = at === null ? liveMoment(values.get(id) ?? null, intervalMs, now) : frames ? frameMoment(frames, sensor, at) : null
      return moment && isFresh(moment) && typeof moment.value === 'number' ? [moment.value] : []
    }),
  )
}

const widthPx = 160

function Scale({ away }: { away: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { unit } = usePlanType()
  const scale = useScale()
  const limits = useLimits()
  const xOf = (value: number) => ((value - scale.lo) / (scale.hi - scale.lo)) * widthPx
  const onScale = limits.filter(({ value }) => value >= scale.lo && value <= scale.hi)
  return (
    <div className="legend-scale">
      <div className="legend-ramp" aria-hidden>
        {rows.map((opacity) => (
          <span key={opacity} style={{ opacity: opacity * 0.85 }} />
        ))}
      </div>
      <div className="legend-far t11 m">
        <span>{t('monitor.near')}</span>
        <span>{away}</span>
      </div>
      <svg width={widthPx + 24} height={26} viewBox={`-12 0 ${widthPx + 24} 26`} role="img" aria-label={describe()}>
        {onScale.map(({ kind, value }) => (
          <path key={`${kind}${value}`} className="legend-limit" d={`M${xOf(value)} 0v6`} />
        ))}
        {ticksOf(scale).map((tick) => (
          <text key={tick} x={xOf(tick)} y={19} textAnchor="middle">
            {figureText(tick, '', { ...formats, fixed: (value) => formats.number(value, 2) })}
          </text>
        ))}
      </svg>
      {onScale.length > 0 && (
        <p className="t11 m legend-limits">
          {onScale.map(({ kind, value }) => (
            <span key={`${kind}${value}`}>
              {t('monitor.limit', { name: t(`alarmKinds.${kind}`), value: `${figureText(value, unit, formats)}` })}
            </span>
          ))}
        </p>
      )}
    </div>
  )

  function describe(): string {
    const ends = `${figureText(scale.lo, unit, formats)} – ${figureText(scale.hi, unit, formats)} ${unit}`
    return [ends, ...onScale.map(({ kind, value }) => `${t(`alarmKinds.${kind}`)} ${figureText(value, unit, formats)}`)].join(', ')
  }
}

type LimitKind = 'hihi' | 'hi' | 'lo' | 'lolo'
const limitKinds: ReadonlySet<string> = new Set(['hihi', 'hi', 'lo', 'lolo'])
const noRules: readonly AlarmRuleRecord[] = []

/** Limits the rules of this type and of these sensors watch. */
function useLimits(): readonly { readonly kind: LimitKind; readonly value: number }[] {
  const { client } = useApi()
  const { designId } = useDesigner()
  const { type, shown } = usePlanType()
  const rules = useQuery({
    queryKey: [...sensorKeys.alarmRules, 'limits'],
    queryFn: ({ signal }) => client.listAlarmRules({ query: { limit: 100 }, signal }),
    staleTime: 60_000,
  })
  const items = rules.data?.items ?? noRules
  return useMemo(() => {
    const ids = new Set(shown.map(({ record }) => record.id))
    const nodes = new Set(shown.map(({ record }) => record.nodeId))
    const isOurs = ({ target }: AlarmRuleRecord) =>
      target.kind === 'type'
        ? target.type === type
        : target.kind === 'sensor'
          ? ids.has(target.sensorId)
          : target.kind === 'node'
            ? nodes.has(target.nodeId) && target.type === type
            : target.kind === 'zone' && target.designId === designId && target.type === type
    const found = new Map<string, { kind: LimitKind; value: number }>()
    for (const rule of items) {
      if (!rule.enabled || rule.setPoint === null || !limitKinds.has(rule.kind) || !isOurs(rule)) continue
      found.set(`${rule.kind}${rule.setPoint}`, { kind: rule.kind as LimitKind, value: rule.setPoint })
    }
    return [...found.values()].sort((a, b) => a.value - b.value)
  }, [items, shown, type, designId])
}

function Zones() {
  const { t } = useTranslation()
  const { type } = usePlanType()
  const { yes, no } = booleanWords(t, type)
  return (
    <>
      <div className="row t12 legend-zones">
        <span className="swatch on" aria-hidden /> {yes}
        <span className="swatch off" aria-hidden /> {no}
      </div>
      <p className="t11 m">{t('monitor.zones')}</p>
    </>
  )
}

/** A swatch of the stale zone. */
function Hatching() {
  return (
    <svg width={24} height={12} aria-hidden className="legend-hatch">
      <rect width={24} height={12} />
      <path d="M-4 12L8 0M2 12L14 0M8 12L20 0M14 12L26 0M20 12L32 0" />
    </svg>
  )
}
