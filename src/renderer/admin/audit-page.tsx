// The audit: who did what, filtered; one entry with what changed; the verdict over the whole chain; export and archive.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry, AuditVerdict } from '../../contract/schemas/audit.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Facts } from '../ui/facts.tsx'
import { FormField } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { saveFile } from '../ui/save-text.ts'
import { SearchBox } from '../ui/search-box.tsx'
import { toast } from '../ui/toast.tsx'
import { useAdminSearch } from './admin-search.ts'
import { changesOf } from './audit-changes.ts'
import { DrawerHead } from './drawer-head.tsx'
import { SectionBody } from './section-body.tsx'
import './system.css'

/** Section `audit`. */
export function AuditPage() {
  const { t } = useTranslation()
  const { client, session } = useApi()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null)
  const [busy, setBusy] = useState(false)
  const [isArchiving, setIsArchiving] = useState(false)
  const dayAt = (text: string | undefined) => (text && /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00`).toISOString() : null)
  const [from, to] = [dayAt(search.from), dayAt(search.to)]
  const filter = {
    ...(search.q ? { search: search.q } : {}),
    ...(search.actor ? { actor: search.actor } : {}),
    ...(search.action ? { action: search.action } : {}),
    ...(search.subject ? { subject: search.subject } : {}),
    ...(search.outcome === 'done' || search.outcome === 'refused' ? { outcome: search.outcome as 'done' | 'refused' } : {}),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  }
  const entries = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      client.listAudit({ query: { limit: 100, ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  })
  const rows = entries.data?.pages.flatMap((p) => p.items) ?? []
  const told = async (run: () => Promise<void>) => {
    setBusy(true)
    try {
      await run()
    } catch (error) {
      toast({ text: describeError(error), tone: 'alarm' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <SectionBody
      title={t('adminSystem.audit.title')}
      error={entries.error}
      deed={
        <>
          <button
            type="button"
            className="btn"
            disabled={busy}
            onClick={() =>
              void told(async () => saveFile({ session, name: 'audit.csv', blob: await client.getAuditFile({ query: filter }) }))
            }
          >
            <Icon name="download" />
            {t('adminSystem.audit.export')}
          </button>
          {may('audit:write') && (
            <button type="button" className="btn" onClick={() => setIsArchiving(true)}>
              {t('adminSystem.audit.archive')}
            </button>
          )}
          <button
            type="button"
            className="btn p"
            disabled={busy}
            onClick={() => void told(async () => setVerdict(await client.verifyAudit({ body: {} })))}
          >
            <Icon name="shield" />
            {t(busy ? 'adminSystem.audit.verifying' : 'adminSystem.audit.verify')}
          </button>
        </>
      }
      bar={
        <>
          <SearchBox label={t('adminSystem.audit.search')} value={search.q ?? ''} onChange={(q) => change({ q })} width={180} />
          {(['actor', 'action', 'subject'] as const).map((name) => (
            <span key={name} className="f" style={{ width: 118 }}>
              <input
                type="search"
                aria-label={t(`adminSystem.audit.${name}`)}
                placeholder={t(`adminSystem.audit.${name}`)}
                value={search[name] ?? ''}
                onChange={(event) => change({ [name]: event.currentTarget.value })}
              />
            </span>
          ))}
          <PickFilter
            label={t('adminSystem.audit.outcome')}
            any={t('adminSystem.audit.anyOutcome')}
            value={search.outcome ?? ''}
            options={(['done', 'refused'] as const).map((o) => ({ value: o, label: t(`adminSystem.audit.outcomes.${o}`) }))}
            onPick={(outcome) => change({ outcome })}
          />
          {(['from', 'to'] as const).map((name) => (
            <label key={name} className="row t12">
              {t(`adminSystem.audit.${name}`)}
              <span className="f">
                <input type="date" value={search[name] ?? ''} onChange={(event) => change({ [name]: event.currentTarget.value })} />
              </span>
            </label>
          ))}
        </>
      }
      drawer={search.id && <EntryDrawer id={Number(search.id)} onClose={() => change({ id: undefined })} />}
    >
      {verdict && <VerdictBanner verdict={verdict} onClose={() => setVerdict(null)} />}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="list-scroll audit-list" tabIndex={0} aria-label={t('adminSystem.audit.title')}>
          <EntryTable rows={rows} openId={search.id} onOpen={(id) => change({ id })} />
          {entries.hasNextPage && (
            <div className="inset">
              <button type="button" className="btn" disabled={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
                {t('adminSystem.audit.more')}
              </button>
            </div>
          )}
        </section>
      )}
      {entries.data && rows.length === 0 && (
        <div className="inset">
          {Object.keys(filter).length === 0 ? (
            <EmptyState title={t('adminSystem.audit.empty')}>{t('adminSystem.audit.emptyText')}</EmptyState>
          ) : (
            <EmptyState title={t('adminSystem.audit.noMatch')}>{t('adminSystem.audit.noMatchText')}</EmptyState>
          )}
        </div>
      )}
      {isArchiving && <ArchiveDialog onClose={() => setIsArchiving(false)} />}
    </SectionBody>
  )
}

function VerdictBanner({ verdict, onClose }: { verdict: AuditVerdict; onClose: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const isWhole = verdict.verdict === 'ok'
  return (
    <div className="inset" role="status">
      <div className="row wrap">
        <span className={`st ${isWhole ? 'ok' : 'alarm'}`}>
          <Icon name={isWhole ? 'circleCheck' : 'circleX'} />
          {t(`adminSystem.audit.verdicts.${verdict.verdict}`)}
        </span>
        <span className="q t12">
          {t('adminSystem.audit.verdictFacts', {
            n: formats.number(verdict.entries),
            checkpoints: formats.number(verdict.checkpoints),
            ms: formats.number(verdict.tookMs, 0),
          })}
        </span>
        <span className="grow" />
        <button type="button" className="btn g x" aria-label={t('common.close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      <p className="t12 m">{verdict.detail}</p>
      {verdict.brokenAt !== null && <p className="alarm t12">{t('adminSystem.audit.brokenAt', { id: verdict.brokenAt })}</p>}
    </div>
  )
}

function Outcome({ outcome }: { outcome: AuditEntry['outcome'] }) {
  const { t } = useTranslation()
  return (
    <span className={`st ${outcome === 'done' ? 'ok' : 'warn'}`}>
      <Icon name={outcome === 'done' ? 'circleCheck' : 'ban'} size={14} />
      {t(`adminSystem.audit.outcomes.${outcome}`)}
    </span>
  )
}

interface TableProps {
  readonly rows: readonly AuditEntry[]
  readonly openId: string | undefined
  readonly onOpen: (id: string) => void
}

function EntryTable({ rows, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <table className="t">
      <thead>
        <tr>
          {(['at', 'actor', 'program', 'action', 'subject', 'outcome'] as const).map((name) => (
            <th key={name}>{t(`adminSystem.audit.columns.${name}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((entry) => (
          <tr
            key={entry.id}
            data-opens
            className={String(entry.id) === openId ? 'sel' : undefined}
            onClick={() => onOpen(String(entry.id))}
          >
            <td>{formats.dateTime(entry.at)}</td>
            <td>{entry.actorName}</td>
            <td>{entry.program}</td>
            <td>
              <button type="button" className="row-open el" aria-current={String(entry.id) === openId || undefined}>
                {entry.action}
              </button>
            </td>
            <td className="mono">{entry.subject}</td>
            <td>
              <Outcome outcome={entry.outcome} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function EntryDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const { data: entry, error } = useQuery({
    queryKey: ['audit', 'one', id],
    queryFn: ({ signal }) => client.getAuditEntry({ params: { id }, signal }),
  })
  const changes = entry ? changesOf(entry) : []
  const title = t('adminSystem.audit.entry', { id })
  return (
    <aside className="details audit-details" data-pane="details" aria-label={title}>
      <DrawerHead
        title={title}
        onClose={onClose}
        below={
          <>
            {entry && <Outcome outcome={entry.outcome} />}
            {error && <p className="err">{describeError(error)}</p>}
          </>
        }
      />
      {entry && (
        <>
          <section>
            <Facts
              rows={[
                [t('adminSystem.audit.columns.at'), formats.dateTime(entry.at)],
                [t('adminSystem.audit.columns.actor'), `${entry.actorName} (${entry.actorKind})`],
                [t('adminSystem.audit.columns.program'), entry.program],
                [t('adminSystem.audit.columns.action'), entry.action],
                [t('adminSystem.audit.columns.subject'), entry.subject],
                [t('adminSystem.audit.detail'), entry.detail],
                [t('adminSystem.audit.request'), entry.requestId],
                [t('adminSystem.audit.hash'), entry.hash],
              ]}
            />
          </section>
          {changes.length > 0 && (
            <section>
              <h3 className="t13">{t('adminSystem.audit.changed')}</h3>
              <table className="t changes">
                <thead>
                  <tr>
                    <th>{t('adminSystem.audit.field')}</th>
                    <th>{t('adminSystem.audit.change')}</th>
                    <th>{t('adminSystem.audit.before')}</th>
                    <th>{t('adminSystem.audit.after')}</th>
                  </tr>
                </thead>
                <tbody>
                  {changes.map((row) => (
                    <tr key={row.field}>
                      <td className="mono">{row.field}</td>
                      <td className="q nw">{t(`adminSystem.audit.changes.${row.kind}`)}</td>
                      <td className="wrap mono q">{row.before ?? '–'}</td>
                      <td className="wrap mono">{row.after ?? '–'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
        </>
      )}
    </aside>
  )
}

function ArchiveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const queries = useQueryClient()
  const [day, setDay] = useState('')
  const [refusal, setRefusal] = useState<string>()
  const archive = async () => {
    if (day === '') return setRefusal(t('adminSystem.audit.dateNeeded'))
    try {
      const done = await client.archiveAudit({ body: { before: new Date(`${day}T00:00:00`).getTime() } })
      void queries.invalidateQueries({ queryKey: ['audit'] })
      toast({ text: t('adminSystem.audit.archived', { n: formats.number(done.entries), file: done.fileName }) })
      onClose()
    } catch (error) {
      setRefusal(describeError(error))
    }
  }
  return (
    <Dialog title={t('adminSystem.audit.archiveTitle')} onClose={onClose}>
      <form
        className="col gap12"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void archive()
        }}
      >
        <p>{t('adminSystem.audit.archiveLead')}</p>
        <FormField label={t('adminSystem.audit.archiveBefore')} error={refusal}>
          {({ id, describedBy, invalid }) => (
            <input
              id={id}
              type="date"
              className="txt"
              value={day}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          )}
        </FormField>
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p">
            {t('adminSystem.audit.archiveDo')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
