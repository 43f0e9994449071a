// One job that came to nothing: why, because of what, and what can be done about it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobRecord } from '../../contract/schemas/event.ts'
import { useMay } from '../api/me.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { About } from './dead-letters-page.tsx'
import { DrawerHead } from './drawer-head.tsx'
import { useDeadLetterActions, useEvent } from './event-queries.ts'
import { sentenceOf } from './event-words.ts'
import { JobLook, useJobName } from './job-lines.tsx'
import { placeOfJob } from './job-look.ts'

const opens = {
  webhook: { permission: 'deliveries:read', label: 'deadLetters.openDelivery' },
  mail: { permission: 'mail:read', label: 'deadLetters.openMail' },
  inbox: { permission: 'inbox:read', label: 'deadLetters.openInbox' },
} as const

/** The pane at the right. */
export function DeadLetterDrawer({ job, onClose }: { job: JobRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const actions = useDeadLetterActions()
  const nameOf = useJobName()
  const [isDropping, setIsDropping] = useState(false)
  const { data: item } = useEvent(may('timeline:read') ? (job.eventId ?? '') : '')
  const title = nameOf(job)
  const place = placeOfJob(job)
  const opened = job.kind === 'notice' || job.kind === 'digest' ? null : opens[job.kind]
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t('deadLetters.facts.reason'), job.lastReason],
    [t('deadLetters.facts.attempts'), formats.number(job.attempts)],
    [t('deadLetters.facts.first'), formats.dateTime(job.createdAt)],
    [t('deadLetters.facts.last'), job.endedAt === null ? null : formats.dateTime(job.endedAt)],
    [t('deadLetters.facts.about'), <About key="about" subject={job.subject} />],
    [
      t('deadLetters.facts.event'),
      item ? (
        <PlaceLink key="event" place={{ to: '/admin/$section', params: { section: 'timeline' }, search: { id: item.event.id } }}>
          {sentenceOf(item.event, { t, formats })}
        </PlaceLink>
      ) : null,
    ],
  ]
  return (
    <aside className="details event-details" data-pane="details" aria-label={title}>
      <DrawerHead title={title} below={<JobLook look="failed" />} onClose={onClose}>
        {may('dead-letters:write') && (
          <button type="button" className="btn p" onClick={() => void actions.retry(job.id).then((done) => done && onClose())}>
            <Icon name="refresh" />
            {t('deadLetters.retry')}
          </button>
        )}
        {may('dead-letters:delete') && (
          <button type="button" className="btn d" onClick={() => setIsDropping(true)}>
            {t('deadLetters.drop')}
          </button>
        )}
      </DrawerHead>
      <section>
        <Facts rows={facts} />
      </section>
      {place !== null && opened !== null && may(opened.permission) && (
        <section>
          <PlaceLink place={place} className="btn">
            {t(opened.label)}
          </PlaceLink>
        </section>
      )}
      {isDropping && (
        <AskDialog
          title={t('deadLetters.dropTitle')}
          text={t('deadLetters.dropText', { what: title })}
          deed={t('deadLetters.drop')}
          onYes={() => actions.drop(job.id).then((done) => (done ? onClose() : setIsDropping(false)))}
          onClose={() => setIsDropping(false)}
        />
      )}
    </aside>
  )
}
