// Several sensors over the range: band, mean, gaps, set-points, last week laid over; or the same as a table.
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleRecord } from '../../../contract/schemas/alarm.ts'
import type { Tile } from '../../../contract/schemas/dashboard.ts'
import type { SensorRecord } from '../../../contract/schemas/sensor.ts'
import { useApi } from '../../api/api.tsx'
import { describeError } from '../../api/failure.ts'
import { allPages, sensorKeys } from '../../api/sensor-queries.ts'
import { useReadingWords } from '../../ui/reading-words.ts'
import { sensorTitle } from '../../ui/sensor-name.ts'
import { type ChartLimit, TimeChart } from '../../ui/time-chart.tsx'
import { useChartSeries } from '../../ui/use-chart-series.ts'
import { useVisible, useWidth } from '../../ui/use-visible.ts'
import { useArranging } from '../arrange-context.ts'
import { sensorsOf, useScope } from '../dashboard-context.ts'
import { limitsOf } from '../limits.ts'
import { TileFrame } from '../tile-frame.tsx'
import { useReportFacts } from '../use-facts.ts'

/** Every rule, once per window. */
function useRules(): readonly AlarmRuleRecord[] {
  const { client } = useApi()
  const rules = useQuery({
    queryKey: [...sensorKeys.alarmRules, 'all'],
    queryFn: ({ signal }) =>
      allPages<AlarmRuleRecord>((cursor) =>
        client.listAlarmRules({ query: { limit: 100, ...(cursor === null ? {} : { cursor }) }, signal }),
      ),
    staleTime: 60_000,
  })
  return rules.data ?? noRules
}
const nodeOf = ({ nodeId }: SensorRecord): string => nodeId
const noRules: readonly AlarmRuleRecord[] = []

/** A chart that fills its panel. */
export function ChartTile({ tile, title }: { tile: Extract<Tile, { kind: 'chart' }>; title: string }) {
  const { t } = useTranslation()
  const scope = useScope()
  const arranging = useArranging()
  const words = useReadingWords()
  const ref = useRef<HTMLDivElement>(null)
  const isVisible = useVisible(ref)
  const width = useWidth(ref)
  const [asTable, setAsTable] = useState(false)
  const { sensorIds } = tile
  const { sensors: all, designId, page } = scope
  const sensors = useMemo(() => sensorsOf(sensorIds, { sensors: all, designId }), [sensorIds, all, designId])
  const compareWeek = tile.compareWeek ?? false
  // Of one quantity the node is name enough; the panel’s title has the rest.
  const nameOf =
    new Set(sensors.map((s) => s.type)).size === 1 && new Set(sensors.map((s) => s.nodeId)).size === sensors.length ? nodeOf : sensorTitle
  const asked = useChartSeries({ sensors, range: page.range, points: width, isLive: page.isLive, isVisible, compareWeek, nameOf })
  useReportFacts(tile.id, asked)
  const rules = useRules()
  const limits = useMemo(
    () =>
      limitsOf(sensors, rules).map(({ kind, value, unit, nodeIds }): ChartLimit => {
        const label = `${t(`alarmKinds.${kind}`)} ${words.of(value, unit)}`
        return { value, unit, label: nodeIds.length === 1 && sensors.length > 1 ? `${nodeIds[0]} ${label}` : label }
      }),
    [sensors, rules, t, words.of],
  )
  const deeds = [
    { label: t('dashboard.asTable'), icon: 'table' as const, isOn: asTable, run: () => setAsTable(!asTable) },
    {
      label: t('dashboard.compareWeek'),
      icon: 'history' as const,
      isOn: compareWeek,
      run: () => arranging.change({ ...tile, compareWeek: !compareWeek }),
    },
  ]
  const isNumeric = sensors.some((s) => s.valueKind === 'number')
  return (
    <TileFrame tile={tile} title={title} note={isNumeric ? t('dashboard.chartNote', { count: sensors.length }) : undefined} deeds={deeds}>
      <div ref={ref} className="fill">
        {asked.error && asked.series.every((s) => !s.series) ? (
          <p className="chart-none alarm" role="alert">
            {describeError(asked.error)}
          </p>
        ) : (
          <TimeChart
            label={title}
            series={asked.series}
            range={page.range}
            now={page.now}
            limits={limits}
            onZoom={page.zoom}
            onBack={page.back}
            asTable={asTable}
          />
        )}
      </div>
    </TileFrame>
  )
}
