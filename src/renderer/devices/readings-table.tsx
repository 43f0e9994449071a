// The raw readings of a range, value by value as they were sent, drawn only where they are seen and fetched a page at a time.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { TimeRange } from '../ui/time-expression.ts'

const rowPx = 24
const exact = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

/** Keeps to the range it was opened with until the range is changed by hand by more than a tenth, so that rows don't run away. */
function useHeldRange(range: TimeRange): TimeRange {
  const [held, setHeld] = useState(range)
  const span = range.to - range.from
  const isFar = Math.abs(range.from - held.from) > span / 10 || Math.abs(range.to - range.from - (held.to - held.from)) > span / 10
  useEffect(() => {
    if (isFar) setHeld(range)
  }, [isFar, range])
  return held
}

/** Oldest first. */
export function ReadingsTable({ sensor, range }: { sensor: SensorRecord; range: TimeRange }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const { from, to } = useHeldRange(range)
  const scroller = useRef<HTMLDivElement>(null)
  const pages = useInfiniteQuery({
    queryKey: ['readings', sensor.id, from, to],
    queryFn: ({ pageParam, signal }) =>
      client.listReadings({
        params: { id: sensor.id },
        query: { from: String(from), to: String(to), limit: 1000, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const items = pages.data?.pages.flatMap((p) => p.items) ?? []
  const virtual = useVirtualizer({ count: items.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, overscan: 20 })
  const rows = virtual.getVirtualItems()
  const isAtEnd = (rows.at(-1)?.index ?? 0) >= items.length - 40
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => {
    if (isAtEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [isAtEnd, hasNextPage, isFetchingNextPage, fetchNextPage])
  const before = rows[0]?.start ?? 0
  const after = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="list-scroll readings" ref={scroller} tabIndex={0} aria-label={t('sensor.readings')}>
      {pages.isError && <p className="inset err">{describeError(pages.error)}</p>}
      {pages.data && items.length === 0 && <p className="inset q">{t('sensor.noReadings')}</p>}
      {items.length > 0 && (
        <table className="t">
          <thead>
            <tr>
              <th>{t('sensor.time')}</th>
              <th className="r">
                {t('sensor.value')} {sensor.unit}
              </th>
              <th className="r">{t('sensor.seq')}</th>
              <th>
                <span className="q">
                  {t('sensor.loaded', { n: formats.number(items.length) })}
                  {hasNextPage ? '…' : ''}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {before > 0 && <Filler height={before} />}
            {rows.map((row) => {
              const reading = items[row.index]
              if (!reading) return null
              return (
                <tr key={reading.at}>
                  <td className="mono">{exact.format(reading.at)}</td>
                  <td className="r mono">{String(reading.value)}</td>
                  <td className="r mono q">{reading.seq ?? ''}</td>
                  <td>
                    {reading.flagged && (
                      <span className="st warn" title={t('sensor.flagged')}>
                        <Icon name="clock" size={14} />
                        {t('sensor.flagged')}
                      </span>
                    )}
                  </td>
                </tr>
              )
            })}
            {after > 0 && <Filler height={after} />}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Filler({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={4} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}
