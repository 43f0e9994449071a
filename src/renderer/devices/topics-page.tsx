// The broker's topics as a live tree: counts and last payloads, the history behind a topic, and binding it to a symbol by drag or by dialog.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { describeError } from '../api/failure.ts'
import { useSensorsById } from '../api/sensor-queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { sensorTitle } from '../ui/sensor-name.ts'
import { BindDialog } from './bind-dialog.tsx'
import { useSensorActions } from './device-actions.ts'
import type { TopicsSearch } from './device-search.ts'
import { DevicesFrame } from './devices-frame.tsx'
import { TopicDetail } from './topic-detail.tsx'
import { branchPaths, filterTopics, topicRows } from './topic-tree.ts'
import { TopicTree } from './topic-tree-view.tsx'
import { useTopics } from './use-topics.ts'

const routeApi = getRouteApi('/topics')
/** Where readings are, open at first. */
const firstOpen = ['ceiling', 'ceiling/sensors']

/** Route `/topics`. */
export function TopicsPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const navigate = useNavigate()
  const search: TopicsSearch = routeApi.useSearch()
  const { topics, isReady, error } = useTopics()
  const sensors = useSensorsById()
  const actions = useSensorActions()
  const [binding, setBinding] = useState<string | null>(null)
  const [open, setOpen] = useState<ReadonlySet<string>>(() => {
    const levels = (search.topic ?? '').split('/')
    return new Set([...firstOpen, ...levels.map((_, n) => levels.slice(0, n).join('/'))])
  })
  const q = search.q ?? ''
  const shown = useMemo(() => filterTopics(topics, q), [topics, q])
  const rows = useMemo(() => topicRows(shown, open, q !== ''), [shown, open, q])
  const change = (patch: { readonly [K in keyof TopicsSearch]?: TopicsSearch[K] | undefined }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...patch }).filter(([, v]) => v !== undefined))
    void navigate({ to: '/topics', search: next as TopicsSearch, replace: true })
  }
  const bound = binding === null ? undefined : sensors.get(binding)
  return (
    <DevicesFrame
      here="topics"
      bar={
        <>
          <search className="f" style={{ width: 220 }}>
            <Icon name="search" />
            <input
              type="search"
              aria-label={t('topics.search')}
              placeholder={t('topics.search')}
              value={q}
              onChange={(event) => change({ q: event.currentTarget.value || undefined })}
            />
          </search>
          <span className="q t12" role="status">
            {isReady && t('topics.count', { count: shown.length, n: formats.number(shown.length) })}
          </span>
          <span className="grow" />
          <button type="button" className="btn g" disabled={q !== ''} onClick={() => setOpen(branchPaths([...topics.values()]))}>
            {t('topics.expandAll')}
          </button>
          <button type="button" className="btn g" disabled={q !== ''} onClick={() => setOpen(new Set())}>
            {t('topics.collapseAll')}
          </button>
        </>
      }
      status={<span>{t('topics.keys')}</span>}
    >
      <div className="body">
        <main id="main" tabIndex={-1} data-pane="topics" className="area-main">
          <h1 className="sr-only">{t('topics.title')}</h1>
          {error !== null && (
            <p className="banner alarm" role="alert">
              {t('topics.gone')} {describeError(error)}
            </p>
          )}
          {rows.length > 0 && (
            <TopicTree
              rows={rows}
              chosen={search.topic ?? null}
              onChoose={(topic) => change({ topic })}
              onOpen={(paths) => setOpen(new Set([...open, ...paths]))}
              onClose={(paths) => setOpen(new Set([...open].filter((p) => !paths.includes(p))))}
              onBind={setBinding}
            />
          )}
          {isReady && rows.length === 0 && (
            <div className="inset">
              <EmptyState title={q === '' ? t('topics.empty') : t('topics.noMatch', { search: q })}>
                {q === '' && t('topics.emptyText')}
              </EmptyState>
            </div>
          )}
        </main>
        <TopicDetail item={topics.get(search.topic ?? '') ?? null} onBind={setBinding} />
      </div>
      {bound && (
        <BindDialog
          name={sensorTitle(bound)}
          location={bound.location}
          onBind={(location) => actions.bind(bound, location)}
          onClose={() => setBinding(null)}
        />
      )}
    </DevicesFrame>
  )
}
