// What a node sent that could not be stored: topic, reason, and the first bytes as they came.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'

/** A page at a time, asked again every ten seconds while it is on the screen. */
export function QuarantinePanel({ nodeId }: { nodeId: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const list = useInfiniteQuery({
    queryKey: sensorKeys.quarantine(nodeId),
    queryFn: ({ pageParam, signal }) =>
      client.listQuarantine({ params: { id: nodeId }, query: { limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  })
  const items = list.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <section className="part" aria-label={t('node.quarantine')}>
      <h2 className="t13">
        {t('node.quarantine')} <span className="q">{items.length > 0 && t('node.quarantineLead')}</span>
      </h2>
      {list.isError && <p className="err">{describeError(list.error)}</p>}
      {list.data && items.length === 0 && <p className="q">{t('node.noQuarantine')}</p>}
      {items.length > 0 && (
        <ul className="samples">
          {items.map((item) => (
            <li key={item.id}>
              <div className="row wrap t12">
                <time className="q nw" dateTime={new Date(item.at).toISOString()}>
                  {formats.dateTime(item.at)}
                </time>
                <span className="warn md">{item.reason}</span>
                <span className="mono el">{item.topic}</span>
                <span className="q">{t('node.bytes', { n: formats.number(item.bytes) })}</span>
              </div>
              <pre className="code-block mono">{item.sample}</pre>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <button type="button" className="btn sm" onClick={() => void list.fetchNextPage()}>
          {t('alarms.more')}
        </button>
      )}
    </section>
  )
}
