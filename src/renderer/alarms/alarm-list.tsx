// The list of alarms: dense rows of two lines, chosen by mouse or keyboard, drawn only where they are seen.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { useLiveValue } from '../api/live-values.ts'
import { useNow } from '../api/now.ts'
import { useAlarmName } from '../ui/alarm-name.ts'
import { useFormats } from '../ui/format.ts'
import { AlarmStateMark, PriorityMark } from '../ui/live-marks.tsx'
import { useReadingWords } from '../ui/reading-words.ts'
import { spanText, valueText } from '../ui/value-text.ts'

const rowPx = 48

interface Props {
  readonly alarms: readonly AlarmRecord[]
  readonly chosen: ReadonlySet<string>
  readonly openId: string | null
  /** The row that has, or would get, the focus. */
  readonly cursor: number
  readonly onCursor: (at: number, extend: boolean) => void
  readonly onToggle: (alarm: AlarmRecord, range: boolean) => void
  readonly onAll: () => void
  readonly onOpen: (alarm: AlarmRecord) => void
  /** Keys the list leaves to the page: acknowledge, shelve. */
  readonly onKey: (event: KeyboardEvent, alarm: AlarmRecord | undefined) => void
}

/** Rows with a roving focus. */
export function AlarmList({ alarms, chosen, openId, cursor, onCursor, onToggle, onAll, onOpen, onKey }: Props) {
  const { t } = useTranslation()
  const nameOf = useAlarmName()
  const scroller = useRef<HTMLDivElement>(null)
  const wantsFocus = useRef(false)
  const rows = useVirtualizer({ count: alarms.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, overscan: 8 })
  const at = Math.min(cursor, alarms.length - 1)

  const move = (to: number, extend: boolean) => {
    const next = Math.max(0, Math.min(alarms.length - 1, to))
    wantsFocus.current = true
    onCursor(next, extend)
    rows.scrollToIndex(next)
  }
  useEffect(() => {
    if (!wantsFocus.current) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)
    if (row) {
      wantsFocus.current = false
      row.focus({ preventScroll: true })
    }
  })
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target instanceof HTMLInputElement && event.key === ' ') return
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowPx) / rowPx) - 1)
    const steps: Record<string, number> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      Home: 0,
      End: alarms.length - 1,
      PageUp: at - pageRows,
      PageDown: at + pageRows,
    }
    const alarm = alarms[at]
    const to = steps[event.key]
    if (to !== undefined && !event.ctrlKey && !event.metaKey) move(to, event.shiftKey)
    else if (event.key === ' ' && alarm) onToggle(alarm, event.shiftKey)
    else if (event.key === 'Enter' && alarm) onOpen(alarm)
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) onAll()
    else return onKey(event, alarm)
    event.preventDefault()
  }
  const allChosen = alarms.length > 0 && alarms.every((a) => chosen.has(a.id))
  const items = rows.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = rows.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div className="alarm-list" ref={scroller}>
      <table
        className="t alarm-table"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern of a grid on a table, rows are chosen by keys
        role="grid"
        aria-label={t('alarms.title')}
        aria-rowcount={alarms.length + 1}
        aria-multiselectable
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            <th>
              <label className="pick-box">
                <input
                  type="checkbox"
                  aria-label={t('alarms.columns.all')}
                  checked={allChosen}
                  ref={(box) => {
                    if (box) box.indeterminate = !allChosen && chosen.size > 0
                  }}
                  onChange={onAll}
                />
              </label>
            </th>
            <th>
              <span className="sr-only">{t('alarms.filter.priority')}</span>
            </th>
            <th>{t('alarms.columns.alarm')}</th>
            <th className="r">{t('alarms.columns.now')}</th>
            <th className="col-wide">{t('alarms.columns.state')}</th>
            <th className="r">{t('alarms.columns.since')}</th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Filler height={before} />}
          {items.map((item) => {
            const alarm = alarms[item.index]
            if (!alarm) return null
            return (
              <Row
                key={alarm.id}
                alarm={alarm}
                name={nameOf(alarm)}
                at={item.index}
                isChosen={chosen.has(alarm.id)}
                isOpen={openId === alarm.id}
                isCursor={item.index === at}
                onToggle={onToggle}
                onOpen={onOpen}
                onCursor={onCursor}
              />
            )
          })}
          {after > 0 && <Filler height={after} />}
        </tbody>
      </table>
    </div>
  )
}

/** Stands for the rows that aren't drawn. */
function Filler({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={6} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

interface RowProps extends Pick<Props, 'onToggle' | 'onOpen' | 'onCursor'> {
  readonly alarm: AlarmRecord
  readonly name: string
  readonly at: number
  readonly isChosen: boolean
  readonly isOpen: boolean
  readonly isCursor: boolean
}

const Row = memo(function Row({ alarm, name, at, isChosen, isOpen, isCursor, onToggle, onOpen, onCursor }: RowProps) {
  const { t } = useTranslation()
  return (
    <tr
      aria-rowindex={at + 2}
      aria-selected={isChosen}
      aria-current={isOpen || undefined}
      data-at={at}
      tabIndex={isCursor ? 0 : -1}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('.pick-box')) return
        onCursor(at, false)
        onOpen(alarm)
      }}
      onKeyDown={undefined}
    >
      <td>
        <label className="pick-box">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t('alarms.columns.select', { name })}
            checked={isChosen}
            onChange={(event) => onToggle(alarm, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        </label>
      </td>
      <td>
        <PriorityMark priority={alarm.priority} />
      </td>
      <td className="alarm-name">
        <span className="el md">{name}</span>
        <span className="el q t12 col-wide">{alarm.ruleName}</span>
        <span className="col-narrow t12">
          <AlarmStateMark alarm={alarm} />
        </span>
      </td>
      <td className="r">
        <NowValue alarm={alarm} />
        <Limit alarm={alarm} />
      </td>
      <td className="col-wide alarm-state">
        <AlarmStateMark alarm={alarm} />
        {(alarm.shelvedReason ?? alarm.comment) && <span className="el q t12">{alarm.shelvedReason ?? alarm.comment}</span>}
      </td>
      <td className="r">
        <Since at={alarm.raisedAt ?? alarm.changedAt} />
      </td>
    </tr>
  )
})

/** The live value of the alarm's sensor, or what it had at its last transition. */
export function NowValue({ alarm }: { alarm: AlarmRecord }) {
  const { t } = useTranslation()
  const words = useReadingWords()
  const live = useLiveValue(alarm.sensorId ?? '')
  const value = live && (alarm.valueAt === null || live.at >= alarm.valueAt) ? live.value : alarm.value
  if (value === null) return <span className="q">{t('alarms.facts.noValue')}</span>
  return <span className="md nw">{words.any(value, alarm)}</span>
}

function Limit({ alarm }: { alarm: AlarmRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (alarm.setPoint === null) return null
  const value = valueText(alarm.setPoint, alarm.unit, formats, { yes: '', no: '' })
  return <span className="q t12 nw">{t('alarms.limit', { value })}</span>
}

function Since({ at }: { at: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(10_000)
  return (
    <>
      <time className="nw" dateTime={new Date(at).toISOString()}>
        {formats.day(at, { today: '', yesterday: t('common.yesterday') }).trim()}
      </time>
      <span className="q t12 nw">{spanText(now - at)}</span>
    </>
  )
}
