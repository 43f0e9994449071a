// Every save is a revision: look at any of them, restore any of them; nothing is lost by restoring.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DesignRecord } from '../../contract/schemas/design.ts'
import { useApi } from '../api/api.tsx'
import { designFromDocument } from '../api/document.ts'
import { describeError } from '../api/failure.ts'
import { keys } from '../api/queries.ts'
import { SideDrawer } from '../ui/dialog.tsx'
import { useFormats } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'
import { DesignFacts } from './design-facts.tsx'
import { useDesigner } from './designer-context.tsx'

/** A drawer with the list on top and the chosen revision below it. */
export function RevisionsDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const { designId } = useDesigner()
  const [number, setNumber] = useState<number | null>(null)
  const list = useInfiniteQuery({
    queryKey: keys.revisions(designId),
    queryFn: ({ pageParam, signal }) =>
      client.listRevisions({
        params: { id: designId },
        query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 0,
  })
  const items = list.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <SideDrawer title={t('revisions.title')} onClose={onClose}>
      <p className="pad m t12">{t('revisions.lead')}</p>
      <ul className="revisions">
        {items.map((item, n) => (
          <li key={item.number}>
            <button type="button" className="revision" aria-pressed={number === item.number} onClick={() => setNumber(item.number)}>
              <b>{item.number}</b>
              <span className="grow">
                {t(`revisions.${item.cause}`)}
                <span className="q"> · {item.name}</span>
              </span>
              <span className="q">{n === 0 ? t('revisions.current') : formats.dateTime(item.savedAt)}</span>
            </button>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <p className="pad">
          <button type="button" className="btn sm" onClick={() => void list.fetchNextPage()}>
            {t('start.showMore')}
          </button>
        </p>
      )}
      {list.isError && <p className="pad err">{describeError(list.error)}</p>}
      {number !== null && <Preview number={number} isCurrent={number === items[0]?.number} onRestored={onClose} />}
    </SideDrawer>
  )
}

function Preview({ number, isCurrent, onRestored }: { number: number; isCurrent: boolean; onRestored: () => void }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const { designId, autosave } = useDesigner()
  const revision = useQuery({
    queryKey: [...keys.revisions(designId), number],
    queryFn: ({ signal }) => client.getRevision({ params: { id: designId, number }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const restore = useMutation({
    mutationFn: async (which: number) => {
      // What is not saved yet becomes a revision of its own first.
      await autosave.flush()
      return client.restoreRevision({ params: { id: designId, number: which }, body: {} })
    },
    onSuccess: (record: DesignRecord, which) => {
      const before = autosave.store.getState().revision
      autosave.adopt(record)
      void queries.invalidateQueries({ queryKey: keys.revisions(designId) })
      toast({
        text: t('revisions.restoredToast', { n: which }),
        ...(which === before ? {} : { action: { label: t('common.undo'), run: () => restore.mutate(before) } }),
      })
      onRestored()
    },
  })
  if (revision.isError) return <p className="pad err">{describeError(revision.error)}</p>
  if (!revision.data) return null
  return (
    <section className="pad revision-preview" aria-label={t('revisions.preview', { n: number })}>
      <h3 className="t13">{t('revisions.preview', { n: number })}</h3>
      <DesignFacts name={revision.data.name} design={designFromDocument(revision.data.document)} />
      <button type="button" className="btn p" disabled={isCurrent || restore.isPending} onClick={() => restore.mutate(number)}>
        {t('revisions.restore')}
      </button>
    </section>
  )
}
