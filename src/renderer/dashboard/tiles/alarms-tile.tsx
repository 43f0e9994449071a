// Alarms that are not normal, most urgent first. Pointing at one moves the cursor of every chart to when it was raised.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../../contract/schemas/alarm.ts'
import type { Tile } from '../../../contract/schemas/dashboard.ts'
import { useActiveAlarms, useStandingAlarms } from '../../api/live-alarms.ts'
import { useNow } from '../../api/now.ts'
import { useAlarmName } from '../../ui/alarm-name.ts'
import { useFormats } from '../../ui/format.ts'
import { AlarmStateMark, PriorityMark } from '../../ui/live-marks.tsx'
import { useReadingWords } from '../../ui/reading-words.ts'
import { pointAtTime } from '../../ui/time-cursor.ts'
import { spanText } from '../../ui/value-text.ts'
import { AreaLink } from '../area-link.tsx'
import { useScope } from '../dashboard-context.ts'
import { TileFrame } from '../tile-frame.tsx'

const mostRows = 100

/** A list that fills its panel. */
export function AlarmsTile({ tile, title }: { tile: Extract<Tile, { kind: 'alarms' }>; title: string }) {
  const { t } = useTranslation()
  const scope = useScope()
  const designId = scope.designId ?? tile.designId
  const filter = useMemo(() => (designId === undefined ? {} : { designId }), [designId])
  const { isReady } = useStandingAlarms()
  const active = useActiveAlarms(filter)
  const shelved = useActiveAlarms(filter, 'shelved')
  const rows = [...active, ...shelved].slice(0, mostRows)
  return (
    <TileFrame
      tile={tile}
      title={title}
      note={t('dashboard.alarmNote', { active: active.length, shelved: shelved.length })}
      link={
        <AreaLink to="/alarms" route="/alarms" className="tile-link">
          {t('dashboard.openList')}
        </AreaLink>
      }
    >
      {rows.length === 0 ? (
        <p className="tile-none">{isReady ? t('dashboard.noAlarms') : t('app.loading')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region has to be reachable by keyboard
        <section className="tile-scroll" tabIndex={0} aria-label={title}>
          <table className="t">
            <thead>
              <tr>
                <th>{t('dashboard.priority')}</th>
                <th>{t('dashboard.alarm')}</th>
                <th className="r">{t('dashboard.now')}</th>
                <th>{t('dashboard.state')}</th>
                <th className="r">{t('dashboard.since')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((alarm) => (
                <AlarmRow key={alarm.id} alarm={alarm} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </TileFrame>
  )
}

function AlarmRow({ alarm }: { alarm: AlarmRecord }) {
  const nameOf = useAlarmName()
  const words = useReadingWords()
  const formats = useFormats()
  const { t } = useTranslation()
  const now = useNow()
  const point = () => pointAtTime(alarm.raisedAt, alarm.id)
  const isSilence = alarm.kind === 'noData'
  return (
    <tr onPointerEnter={point} onPointerLeave={() => pointAtTime(null)} onFocus={point}>
      <td>
        <PriorityMark priority={alarm.priority} />
      </td>
      <td className="md">{nameOf(alarm)}</td>
      <td className="r">
        {isSilence && alarm.valueAt !== null
          ? spanText(now - alarm.valueAt)
          : alarm.value === null
            ? '–'
            : words.any(alarm.value, { unit: alarm.unit, type: alarm.type })}
      </td>
      <td>
        <AlarmStateMark alarm={alarm} brief />
      </td>
      <td className="r m">
        {alarm.raisedAt === null ? '' : formats.day(alarm.raisedAt, { today: '', yesterday: t('common.yesterday') }).trim()}
      </td>
    </tr>
  )
}
