// One event: in words, whom it was told, and as others get it.
import { useTranslation } from 'react-i18next'
import type { JobRecord } from '../../contract/schemas/event.ts'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { useCopy } from '../ui/copy-line.tsx'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { placeOf } from '../ui/subject-place.ts'
import { DrawerHead } from './drawer-head.tsx'
import { useEvent } from './event-queries.ts'
import { eventName, linesOf, sentenceOf, subjectWords } from './event-words.ts'
import { JobList } from './job-lines.tsx'

interface Props {
  readonly id: string
  readonly onClose: () => void
  /** Shows the timeline of its subject; left out where that is what is shown. */
  readonly onOnly?: (subject: string) => void
}

const neededFor: Readonly<Record<JobRecord['kind'], string>> = {
  ...{ webhook: 'deliveries:read', mail: 'mail:read', inbox: 'inbox:read', notice: '', digest: '' },
}

/** The pane at the right. */
export function EventDrawer({ id, onClose, onOnly }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const copy = useCopy()
  const { data: item, error } = useEvent(id)
  if (!item)
    return (
      <aside className="details event-details" data-pane="details" aria-label={t('timeline.title')}>
        <DrawerHead
          title={t('timeline.title')}
          below={error ? <p className="err">{describeError(error)}</p> : item === null && <p className="q">{t('timeline.gone')}</p>}
          onClose={onClose}
        />
      </aside>
    )
  const { event, jobs, counts } = item
  const words = { t, formats }
  const title = sentenceOf(event, words)
  const place = placeOf(event.subject)
  const about = subjectWords(event.subject, t, event.data)
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t('timeline.facts.at'), formats.dateTime(event.at)],
    [t('timeline.facts.by'), event.actor],
    [
      t('timeline.facts.about'),
      place === null ? (
        about
      ) : (
        <PlaceLink key="about" place={place}>
          {about}
        </PlaceLink>
      ),
    ],
    [t('timeline.facts.type'), <span key="type" className="mono">{`${event.type} · v${event.version}`}</span>],
  ]
  const raw = JSON.stringify({ ...event, seq: undefined }, null, 2)
  const unseen = counts.reduce((sum, { count }) => sum + count, 0) - jobs.length
  return (
    <aside className="details event-details" data-pane="details" aria-label={title}>
      <DrawerHead title={title} sub={eventName(event.type, t)} onClose={onClose}>
        {onOnly && (
          <button type="button" className="btn" onClick={() => onOnly(event.subject)}>
            <Icon name="filter" />
            {t('timeline.onlyThis')}
          </button>
        )}
      </DrawerHead>
      <section>
        <Facts rows={facts} />
      </section>
      <section>
        <h3 className="t13">{t('timeline.followed')}</h3>
        {jobs.length === 0 ? (
          <p className="q">{t('timeline.followedNone')}</p>
        ) : (
          <JobList jobs={jobs} isLinked={(kind) => may(neededFor[kind])} />
        )}
        {unseen > 0 && <p className="q">{t('timeline.notAll', { count: unseen })}</p>}
      </section>
      <section>
        <h3 className="t13">{t('timeline.data')}</h3>
        <Facts rows={linesOf(event, words)} />
      </section>
      <section>
        <div className="row">
          <h3 className="t13 grow">{t('timeline.raw')}</h3>
          <button type="button" className="btn sm" onClick={() => void copy(raw)}>
            <Icon name="copy" size={14} />
            {t('timeline.copy')}
          </button>
        </div>
        <CodeBlock text={raw} />
      </section>
    </aside>
  )
}
