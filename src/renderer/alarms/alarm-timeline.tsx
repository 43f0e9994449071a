// Every transition of one alarm, newest first, with who and why.

import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AlarmEvent } from '../../contract/schemas/alarm.ts'
import { alarmTransitions } from '../../domain/alarm-transition.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { alarmLook } from '../ui/live-marks.tsx'
import { pointAtTime } from '../ui/time-cursor.ts'
import { valueText } from '../ui/value-text.ts'

/** Every transition but `ended`, which has no word of its own. */
const known: ReadonlySet<string> = new Set(alarmTransitions.filter((one) => one !== 'ended'))

/** Fetches a page at a time. */
export function AlarmTimeline({ alarmId, unit }: { alarmId: string; unit: string }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const events = useInfiniteQuery({
    queryKey: [...sensorKeys.alarmEvents, alarmId],
    queryFn: ({ pageParam, signal }) =>
      client.listAlarmEvents({ query: { alarmId, limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 0,
  })
  const items = events.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <>
      <ol className="timeline">
        {items.map((event) => (
          <Line key={event.id} event={event} unit={unit} />
        ))}
      </ol>
      {events.isError && <p className="err">{describeError(events.error)}</p>}
      {events.hasNextPage && (
        <button type="button" className="btn sm" onClick={() => void events.fetchNextPage()}>
          {t('alarms.earlier')}
        </button>
      )}
    </>
  )
}

function Line({ event, unit }: { event: AlarmEvent; unit: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { icon } = alarmLook[event.to]
  const word = known.has(event.transition)
    ? t(`alarms.transitions.${event.transition as 'raised'}`, { n: event.priority })
    : event.transition
  const value = event.value === null ? null : valueText(event.value, unit, formats, { yes: t('common.yes'), no: t('common.no') })
  return (
    <li onMouseEnter={() => pointAtTime(event.at)} onMouseLeave={() => pointAtTime(null)}>
      <time className="q" dateTime={new Date(event.at).toISOString()} title={formats.dateTime(event.at)}>
        {formats.day(event.at, { today: '', yesterday: t('common.yesterday') }).trim()}
      </time>
      <Icon name={icon} size={14} />
      <span className="what">
        <b className="md">{word}</b>
        {value !== null && <span className="q"> {value}</span>}
        {event.by && <span className="q"> {t('alarms.byWho', { who: event.by })}</span>}
      </span>
      {event.comment && <span className="said">{event.comment}</span>}
    </li>
  )
}
