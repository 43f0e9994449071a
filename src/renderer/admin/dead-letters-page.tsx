// What came to nothing after all its tries: by where it ends, one by one, with a way to try it again or to drop it; and what the outbox does.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DeadLetters, type JobRecord, jobKinds } from '../../contract/schemas/event.ts'
import { useMay } from '../api/me.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { durationText } from '../ui/duration.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { placeOf } from '../ui/subject-place.ts'
import { useAdminSearch } from './admin-search.ts'
import { DeadLetterDrawer } from './dead-letters-drawer.tsx'
import { type Lane, useDeadLetterActions, useDeadLetters, useOutbox } from './event-queries.ts'
import { subjectWords } from './event-words.ts'
import { useJobName } from './job-lines.tsx'
import { jobIcons } from './job-look.ts'
import { SectionBody } from './section-body.tsx'
import './system.css'
import './events.css'

type LaneRow = DeadLetters['lanes'][number]

/** A lane in words: an endpoint, a rule, a kind of mail. */
export function useLaneName(): (lane: Lane & { readonly to: string | null }) => string {
  const { t } = useTranslation()
  return ({ kind, lane, to }) => {
    const own = (['bulk', 'account', 'event', 'owner'] as const).find((one) => one === lane)
    if (own !== undefined) return t(`jobs.lanes.${own}`)
    const name = to ?? t('jobs.gone')
    return kind === 'webhook' && lane.endsWith('/test') ? t('jobs.lanes.test', { name }) : name
  }
}

/** Section `dead-letters`. */
export function DeadLettersPage() {
  const { t } = useTranslation()
  const [search, change] = useAdminSearch()
  const kind = jobKinds.find((one) => one === search.kind)
  const lane = kind === undefined || search.lane === undefined ? null : { kind, lane: search.lane }
  const letters = useDeadLetters(lane)
  const rows = letters.data?.pages.flatMap((page) => page.items) ?? []
  const lanes = letters.data?.pages[0]?.lanes ?? []
  const total = lanes.reduce((sum, { count }) => sum + count, 0)
  const open = rows.find((row) => String(row.id) === search.id)
  return (
    <SectionBody
      title={t('deadLetters.title')}
      count={letters.data && total > 0 ? t('deadLetters.count', { count: total }) : undefined}
      error={letters.error}
      drawer={open && <DeadLetterDrawer key={open.id} job={open} onClose={() => change({ id: undefined })} />}
    >
      <OutboxStrip />
      {lanes.length > 0 && <LaneTable lanes={lanes} chosen={lane} onChoose={(one) => change({ kind: one?.kind, lane: one?.lane })} />}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="list-scroll dead-list" tabIndex={0} aria-label={t('deadLetters.title')}>
          <LetterTable rows={rows} openId={open?.id} onOpen={(id) => change({ id: String(id) })} />
          {letters.hasNextPage && (
            <div className="inset">
              <button type="button" className="btn" disabled={letters.isFetchingNextPage} onClick={() => void letters.fetchNextPage()}>
                {t('deadLetters.more')}
              </button>
            </div>
          )}
        </section>
      )}
      {letters.data && rows.length === 0 && (
        <div className="inset">
          <EmptyState title={t(lane === null ? 'deadLetters.empty' : 'deadLetters.emptyLane')}>
            {t(lane === null ? 'deadLetters.emptyText' : 'deadLetters.emptyLaneText')}
          </EmptyState>
        </div>
      )}
    </SectionBody>
  )
}

/** Waiting, running and dead by kind. */
function OutboxStrip() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { data = [], isSuccess } = useOutbox()
  const busy = data.filter(({ waiting, running, dead }) => waiting + running + dead > 0)
  if (!isSuccess) return null
  return (
    <section className="outbox-strip" aria-label={t('deadLetters.outbox')}>
      {busy.length === 0 && (
        <span className="st ok">
          <Icon name="circleCheck" size={14} />
          {t('deadLetters.quiet')}
        </span>
      )}
      {busy.map((one) => (
        <span key={one.kind} className="row">
          <Icon name={jobIcons[one.kind]} size={14} />
          <b>{t(`jobs.kinds.${one.kind}`)}</b>
          {(['waiting', 'running', 'dead'] as const).map((state) => (
            <span key={state} className={state === 'dead' && one.dead > 0 ? 'alarm' : one[state] > 0 ? undefined : 'q'}>
              {t(`deadLetters.${state}`)} {formats.number(one[state])}
            </span>
          ))}
          {one.oldestDueMs >= 60_000 && (
            <span className="warn">
              {t('deadLetters.oldest')} {durationText(Math.floor(one.oldestDueMs / 60_000) * 60_000)}
            </span>
          )}
        </span>
      ))}
    </section>
  )
}

interface LaneProps {
  readonly lanes: readonly LaneRow[]
  readonly chosen: Lane | null
  readonly onChoose: (lane: Lane | null) => void
}

function LaneTable({ lanes, chosen, onChoose }: LaneProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const actions = useDeadLetterActions()
  const nameOf = useLaneName()
  const [asked, setAsked] = useState<LaneRow | null>(null)
  const isChosen = (one: LaneRow) => chosen?.kind === one.kind && chosen.lane === one.lane
  return (
    <section className="lane-table" aria-label={t('deadLetters.groups')}>
      <table className="t admin-table">
        <thead>
          <tr>
            <th>{t('deadLetters.lane')}</th>
            <th>{t('deadLetters.kind')}</th>
            <th className="r">{t('deadLetters.columns.count')}</th>
            <th className="r">{t('deadLetters.columns.newest')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {lanes.map((one) => (
            <tr key={`${one.kind} ${one.lane}`} className={isChosen(one) ? 'sel' : undefined}>
              <td>
                <button type="button" className="link el" aria-pressed={isChosen(one)} onClick={() => onChoose(isChosen(one) ? null : one)}>
                  {nameOf(one)}
                </button>
              </td>
              <td>
                <span className="row">
                  <Icon name={jobIcons[one.kind]} size={14} />
                  {t(`jobs.kinds.${one.kind}`)}
                </span>
              </td>
              <td className="r">{formats.number(one.count)}</td>
              <td className="r">{formats.dateTime(one.newestAt)}</td>
              <td>
                <span className="lane-deeds">
                  {may('dead-letters:write') && (
                    <button type="button" className="btn sm" onClick={() => void actions.retryAll(one)}>
                      <Icon name="refresh" size={14} />
                      {t('deadLetters.retryAll')}
                    </button>
                  )}
                  {may('dead-letters:delete') && (
                    <button type="button" className="btn sm d" onClick={() => setAsked(one)}>
                      {t('deadLetters.dropAll')}
                    </button>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && (
        <AskDialog
          title={t('deadLetters.dropAllTitle', { count: asked.count })}
          text={t('deadLetters.dropAllText', { lane: nameOf(asked), what: t(`jobs.many.${asked.kind}`, { count: asked.count }) })}
          deed={t('deadLetters.dropAll')}
          onYes={() => actions.dropAll(asked).then(() => setAsked(null))}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  )
}

interface TableProps {
  readonly rows: readonly JobRecord[]
  readonly openId: number | undefined
  readonly onOpen: (id: number) => void
}

function LetterTable({ rows, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const nameOf = useJobName()
  return (
    <table className="t admin-table">
      <thead>
        <tr>
          <th>{t('deadLetters.columns.what')}</th>
          <th>{t('deadLetters.columns.about')}</th>
          <th>{t('deadLetters.columns.reason')}</th>
          <th className="r">{t('deadLetters.columns.attempts')}</th>
          <th className="r">{t('deadLetters.columns.last')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((job) => (
          <tr key={job.id} data-opens className={job.id === openId ? 'sel' : undefined} onClick={() => onOpen(job.id)}>
            <td>
              <span className="row">
                <Icon name={jobIcons[job.kind]} size={14} />
                <button type="button" className="row-open el" aria-current={job.id === openId || undefined}>
                  {nameOf(job)}
                </button>
              </span>
            </td>
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click on the link isn't one on the row */}
            <td className="el" onClick={(clicked) => clicked.stopPropagation()}>
              <About subject={job.subject} />
            </td>
            <td className="el" title={job.lastReason ?? undefined}>
              {job.lastReason ?? '–'}
            </td>
            <td className="r">{formats.number(job.attempts)}</td>
            <td className="r">{formats.dateTime(job.endedAt ?? job.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A subject with its link. */
export function About({ subject }: { subject: string | null }) {
  const { t } = useTranslation()
  if (subject === null) return '–'
  const place = placeOf(subject)
  const words = subjectWords(subject, t)
  return place === null ? (
    words
  ) : (
    <PlaceLink place={place} className="a">
      {words}
    </PlaceLink>
  )
}
