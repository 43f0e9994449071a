// Sessions: which account is signed in, with what program, since when and when it was last used.
import { useTranslation } from 'react-i18next'
import type { Session } from '../../contract/schemas/account.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { SearchBox } from '../ui/search-box.tsx'
import { useAdminSearch } from './admin-search.ts'
import { peopleKeys, useDeed, useSessions } from './people-queries.ts'
import { SectionBody } from './section-body.tsx'

/** Route `/admin/sessions`. */
export function SessionsPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const may = useMay()
  const deed = useDeed()
  const [search, change] = useAdminSearch()
  const sessions = useSessions()
  const words = (search.q ?? '').toLowerCase()
  const shown = (sessions.data ?? []).filter((s) => `${s.accountName} ${s.program}`.toLowerCase().includes(words))
  const end = (s: Session) =>
    deed(
      [peopleKeys.sessions, peopleKeys.accounts],
      () => client.revokeSession({ params: { id: s.id } }),
      t('adminPeople.sessionEnded', { name: s.accountName }),
    )
  return (
    <SectionBody
      title={t('admin.sections.sessions')}
      count={sessions.data && formats.number(shown.length)}
      error={sessions.error}
      bar={<SearchBox label={t('adminPeople.searchSessions')} value={search.q ?? ''} onChange={(q) => change({ q })} width={220} />}
    >
      {sessions.data && shown.length === 0 ? (
        <div className="inset">
          <EmptyState title={t('adminPeople.noSessions')}>{t('adminPeople.noSessionsText')}</EmptyState>
        </div>
      ) : (
        <div className="list-scroll">
          <SessionTable sessions={shown} withName onEnd={may('sessions:delete') ? end : null} />
        </div>
      )}
    </SectionBody>
  )
}

interface TableProps {
  readonly sessions: readonly Session[]
  readonly withName: boolean
  readonly onEnd: ((session: Session) => unknown) | null
}

/** Of everybody, or one's own. */
export function SessionTable({ sessions, withName, onEnd }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <table className="t admin-table">
      <thead>
        <tr>
          {withName && <th>{t('adminPeople.account')}</th>}
          <th>{t('adminPeople.program')}</th>
          <th>{t('adminPeople.lastUsed')}</th>
          <th className="col-wide">{t('adminPeople.since')}</th>
          <th>
            <span className="sr-only">{t('adminPeople.end')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((s) => (
          <tr key={s.id}>
            {withName && <td>{s.accountName}</td>}
            <td className="wrap">
              {s.program || t('common.none')} {s.isCurrent && <span className="tag acc">{t('adminPeople.thisOne')}</span>}
            </td>
            <td>{formats.dateTime(s.lastUsedAt)}</td>
            <td className="col-wide">{formats.dateTime(s.createdAt)}</td>
            <td className="r">
              {onEnd && !s.isCurrent && (
                <button type="button" className="btn d sm" onClick={() => void onEnd(s)}>
                  {t('adminPeople.end')}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
