// What happened while the person was away: alarms, silent nodes, nodes that joined, each with the way to it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeRecord } from '../../contract/schemas/node.ts'
import { useApi } from '../api/api.tsx'
import { useDesignOfAlarm } from '../api/live-alarms.ts'
import { useDesigns } from '../api/queries.ts'
import { sensorKeys, useNodes } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { AlarmStateMark, NodeStateMark } from '../ui/live-marks.tsx'
import { valueText } from '../ui/value-text.ts'
import { type SinceRow, sinceRows } from './since-rows.ts'
import { followVisits, useVisits } from './visits.ts'

const mostRows = 6
const noNodes: readonly NodeRecord[] = []

/** A section of the start page; nothing on the first visit. */
export function SinceLastVisit() {
  const since = useVisits((s) => s.lastVisitAt)
  useEffect(followVisits, [])
  return since === null ? null : <Since since={since} />
}

function Since({ since }: { since: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const { data: nodes = noNodes } = useNodes()
  const events = useQuery({
    queryKey: [...sensorKeys.alarmEvents, 'since', since],
    queryFn: ({ signal }) => client.listAlarmEvents({ query: { from: String(since), limit: 1000 }, signal }),
    staleTime: 30_000,
  })
  const alarms = useQuery({
    queryKey: [...sensorKeys.alarmEvents, 'all-alarms'],
    queryFn: ({ signal }) => client.listAlarms({ query: { group: 'all', limit: 1000 }, signal }),
    staleTime: 30_000,
  })
  const rows = useMemo(
    () => sinceRows({ events: events.data?.items ?? [], alarms: alarms.data?.items ?? [], nodes }, since),
    [events.data, alarms.data, nodes, since],
  )
  if (!events.isSuccess || !alarms.isSuccess) return null
  return (
    <section className="since" aria-label={t('since.title')}>
      <div className="section-head">
        <h2 className="t15">{t('since.title')}</h2>
        <span className="q">{formats.dateTime(since)}</span>
      </div>
      {rows.length === 0 ? (
        <p className="m">{t('since.nothing')}</p>
      ) : (
        <table className="t list start-table">
          <tbody>
            {rows.slice(0, mostRows).map((row) => (
              <Row key={`${row.kind}${row.kind === 'alarm' ? row.alarm.id : row.node.id}`} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > mostRows && (
        <p className="q t12">{t('since.more', { count: rows.length - mostRows, n: formats.number(rows.length - mostRows) })}</p>
      )}
    </section>
  )
}

function Row({ row }: { row: SinceRow }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const designOf = useDesignOfAlarm()
  const designs = useDesigns({ search: '', projectId: null })
  const designId = designOf(row.kind === 'alarm' ? row.alarm : { sensorId: null, nodeId: row.node.id })
  const design = designs.data?.pages.flatMap((p) => p.items).find(({ id }) => id === designId)
  return (
    <tr>
      <td className="m since-time">{formats.day(row.at, { today: '', yesterday: t('common.yesterday') })}</td>
      <td className="since-state">
        <Mark row={row} />
      </td>
      <td className="md">{textOf()}</td>
      <td className="r">
        {designId !== null && (
          <Link
            to="/designs/$designId"
            params={{ designId }}
            search={{
              mode: 'monitor',
              ...(row.kind === 'alarm' && row.alarm.sensorId ? { type: row.alarm.type, sensor: row.alarm.sensorId } : {}),
            }}
            className="a since-link"
          >
            {design?.name ?? t('monitor.monitor')}
          </Link>
        )}
      </td>
    </tr>
  )

  function textOf(): string {
    const time = formats.time(row.at)
    if (row.kind !== 'alarm') {
      if (row.kind === 'joined') return t('since.nodeJoined', { name: row.node.name })
      return t(row.node.state === 'offline' ? 'since.nodeOffline' : 'since.nodeSilent', { name: row.node.name, time })
    }
    const { alarm } = row
    const name = `${(alarm.sensorId ?? alarm.nodeId).replaceAll('_', ' ')}: ${t(`alarmKinds.${alarm.kind}`)}`
    if (alarm.value === null || alarm.kind === 'noData') return name
    return t('since.raisedAt', { name, value: valueText(alarm.value, alarm.unit, formats, { yes: t('monitor.yes'), no: t('monitor.no') }) })
  }
}

function Mark({ row }: { row: SinceRow }) {
  const { t } = useTranslation()
  if (row.kind === 'alarm') return <AlarmStateMark alarm={row.alarm} brief />
  if (row.kind === 'silent') return <NodeStateMark state={row.node.state} reason={row.node.reason} />
  return (
    <span className="st ok">
      <Icon name="plug" size={14} />
      {t('since.joined')}
    </span>
  )
}
