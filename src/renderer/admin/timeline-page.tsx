// What happened, newest first, of one subject or of all, each with the deliveries, mails and notices it led to.
import { useTranslation } from 'react-i18next'
import type { TimelineItem } from '../../contract/schemas/event.ts'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { placeOf } from '../ui/subject-place.ts'
import { useAdminSearch } from './admin-search.ts'
import { useTimeline } from './event-queries.ts'
import { iconOf, sentenceOf, subjectWords } from './event-words.ts'
import { JobSummary } from './job-lines.tsx'
import { SectionBody } from './section-body.tsx'
import { EventDrawer } from './timeline-drawer.tsx'
import { useTypeOptions } from './timeline-types.ts'
import './system.css'
import './events.css'

/** Start of a day typed as 2026-11-24, or of the one after it; null when it is none. */
function dayAt(text: string | undefined, plusDays: 0 | 1): string | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '')
  if (parts === null) return null
  const day = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + plusDays)
  return Number.isNaN(day.getTime()) ? null : day.toISOString()
}

/** Section `timeline`. */
export function TimelinePage() {
  const { t } = useTranslation()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const [from, to] = [dayAt(search.from, 0), dayAt(search.to, 1)]
  const filter = {
    ...(search.subject === undefined ? {} : { subject: search.subject }),
    ...(search.type === undefined ? {} : { type: search.type }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  }
  const options = useTypeOptions()
  const timeline = useTimeline(filter)
  const rows = timeline.data?.pages.flatMap((page) => page.items) ?? []
  const isFiltered = Object.keys(filter).length > 0
  const named = rows.find(({ event }) => event.subject === search.subject)?.event
  return (
    <SectionBody
      title={t('timeline.title')}
      error={timeline.error}
      bar={
        <>
          <PickFilter
            label={t('timeline.type')}
            any={t('timeline.anyType')}
            value={search.type ?? ''}
            options={options}
            onPick={(type) => change({ type })}
          />
          {(['from', 'to'] as const).map((name) => (
            <label key={name} className="row t12">
              {t(`timeline.${name}`)}
              <span className="f">
                <input type="date" value={search[name] ?? ''} onChange={(event) => change({ [name]: event.currentTarget.value })} />
              </span>
            </label>
          ))}
          {search.subject !== undefined && (
            <button
              type="button"
              className="tag acc subject-tag"
              title={t('timeline.showAll')}
              onClick={() => change({ subject: undefined })}
            >
              <span className="el">{t('timeline.onlyOf', { subject: subjectWords(search.subject, t, named?.data) })}</span>
              <Icon name="x" size={14} />
              <span className="sr-only">{t('timeline.showAll')}</span>
            </button>
          )}
        </>
      }
      drawer={
        search.id !== undefined && (
          <EventDrawer
            key={search.id}
            id={search.id}
            onClose={() => change({ id: undefined })}
            {...(search.subject === undefined ? { onOnly: (subject: string) => change({ subject }) } : {})}
          />
        )
      }
    >
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="list-scroll event-list" tabIndex={0} aria-label={t('timeline.title')} data-beside={search.id ? '' : undefined}>
          <EventTable rows={rows} openId={search.id} onOpen={(id) => change({ id })} />
          {timeline.hasNextPage && (
            <div className="inset">
              <button type="button" className="btn" disabled={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
                {t('timeline.more')}
              </button>
            </div>
          )}
        </section>
      )}
      {timeline.data && rows.length === 0 && (
        <div className="inset">
          <EmptyState
            title={t(isFiltered ? 'timeline.noMatch' : 'timeline.empty')}
            action={
              !isFiltered &&
              may('mail:read') && (
                <PlaceLink place={{ to: '/admin/$section', params: { section: 'rules' } }} className="btn">
                  {t('timeline.ruleHint')}
                </PlaceLink>
              )
            }
          >
            {t(isFiltered ? 'timeline.noMatchText' : 'timeline.emptyText')}
          </EmptyState>
        </div>
      )}
    </SectionBody>
  )
}

interface TableProps {
  readonly rows: readonly TimelineItem[]
  readonly openId: string | undefined
  readonly onOpen: (id: string) => void
}

function EventTable({ rows, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const words = { t, formats }
  return (
    <table className="t admin-table">
      <thead>
        <tr>
          {(['at', 'what', 'about', 'followed'] as const).map((name) => (
            <th key={name} className={name === 'about' ? 'col-about' : undefined}>
              {t(`timeline.columns.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ event, jobs }) => {
          const place = placeOf(event.subject)
          const about = subjectWords(event.subject, t, event.data)
          return (
            <tr key={event.id} data-opens className={event.id === openId ? 'sel' : undefined} onClick={() => onOpen(event.id)}>
              <td className="q">{formats.dateTime(event.at)}</td>
              <td>
                <span className="event-said">
                  <Icon name={iconOf(event.type)} size={16} />
                  <button type="button" className="row-open" aria-current={event.id === openId || undefined}>
                    {sentenceOf(event, words)}
                  </button>
                </span>
              </td>
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click on the link isn't one on the row */}
              <td className="col-about" onClick={(clicked) => clicked.stopPropagation()}>
                {place === null ? (
                  about
                ) : (
                  <PlaceLink place={place} className="a">
                    {about}
                  </PlaceLink>
                )}
              </td>
              <td>
                <JobSummary jobs={jobs} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
