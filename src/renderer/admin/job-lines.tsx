// What followed from an event: each job with its state by icon and word, and a link to its delivery or message.
import { useTranslation } from 'react-i18next'
import type { JobRecord } from '../../contract/schemas/event.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { groupsOf, jobIcons, type Look, lookOf, looks, newestOfEach, placeOfJob } from './job-look.ts'

export function JobLook({ look, dueAt = null }: { look: Look; dueAt?: number | null }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { icon, tone } = looks[look]
  const isToday = dueAt !== null && new Date(dueAt).toDateString() === new Date().toDateString()
  return (
    <span className={`st ${tone}`}>
      <Icon name={icon} size={14} />
      {t(`jobs.looks.${look}`)}
      {dueAt !== null &&
        dueAt > Date.now() &&
        ` ${t(look === 'again' ? 'jobs.dueAt' : 'jobs.dueFrom', { time: isToday ? formats.time(dueAt) : formats.dateTime(dueAt) })}`}
    </span>
  )
}

/** "Mail to ada@example.org". */
export function useJobName(): (job: Pick<JobRecord, 'kind' | 'to' | 'lane'>) => string {
  const { t } = useTranslation()
  return ({ kind, to, lane }) =>
    t(`jobs.one.${kind}`, { to: to ?? (kind === 'notice' && lane === 'owner' ? t('jobs.owner') : t('jobs.gone')) })
}

/** In the list: what is alike is one line. Too close together to be pressed; the drawer of the row has the links. */
export function JobSummary({ jobs }: { jobs: readonly JobRecord[] }) {
  const { t } = useTranslation()
  const nameOf = useJobName()
  const groups = groupsOf(jobs)
  if (groups.length === 0) return <span className="q">{t('timeline.nothingFollowed')}</span>
  return (
    <ul className="job-lines">
      {groups.map(({ kind, look, jobs: alike }) => {
        const [first] = alike
        const name = first && alike.length === 1 ? nameOf(first) : t(`jobs.many.${kind}`, { count: alike.length })
        return (
          <li key={`${kind} ${look}`}>
            <Icon name={jobIcons[kind]} size={14} />
            <span className="el" title={name}>
              {name}
            </span>
            <JobLook look={look} dueAt={alike.length === 1 ? (first?.dueAt ?? null) : null} />
          </li>
        )
      })}
    </ul>
  )
}

/** In the drawer: one by one, with why a try failed. */
export function JobList({ jobs, isLinked }: { jobs: readonly JobRecord[]; isLinked: (kind: JobRecord['kind']) => boolean }) {
  const nameOf = useJobName()
  return (
    <ul className="job-list">
      {newestOfEach(jobs).map((job) => {
        const place = isLinked(job.kind) ? placeOfJob(job) : null
        return (
          <li key={job.id}>
            <Icon name={jobIcons[job.kind]} size={14} />
            <span className="grow">
              {place === null ? (
                nameOf(job)
              ) : (
                <PlaceLink place={place} className="a">
                  {nameOf(job)}
                </PlaceLink>
              )}
              {job.state !== 'done' && job.lastReason !== null && <span className="q t12 sub">{job.lastReason}</span>}
            </span>
            <JobLook look={lookOf(job)} dueAt={job.dueAt} />
          </li>
        )
      })}
    </ul>
  )
}
