// Accounts: who has one, in which role, and whether they can sign in now.
import { useTranslation } from 'react-i18next'
import type { AccountRecord } from '../../contract/schemas/account.ts'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { AccountDrawer, NewAccountDrawer } from './accounts-drawer.tsx'
import { useAdminSearch } from './admin-search.ts'
import { useAccounts, useRoles } from './people-queries.ts'
import { SectionBody } from './section-body.tsx'

const states = ['active', 'invited', 'waiting', 'disabled', 'anonymised'] as const
const stateMark = {
  active: { icon: 'circleCheck', tone: 'ok' },
  invited: { icon: 'clock', tone: 'warn' },
  waiting: { icon: 'link', tone: 'warn' },
  disabled: { icon: 'ban', tone: 'alarm' },
  anonymised: { icon: 'circleDashed', tone: 'idle' },
} as const

/** Route `/admin/accounts`. */
export function AccountsPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const accounts = useAccounts()
  const roles = useRoles(may('roles:read'))
  const roleName = (id: string) => roles.data?.find((r) => r.id === id)?.name ?? id
  const words = (search.q ?? '').toLowerCase()
  const shown = (accounts.data ?? []).filter(
    (a) => `${a.name} ${a.email} ${roleName(a.role)}`.toLowerCase().includes(words) && (!search.state || a.state === search.state),
  )
  const open = accounts.data?.find((a) => a.id === search.id)
  const invite = may('accounts:write') && (
    <button type="button" className="btn p" onClick={() => change({ id: 'new' })}>
      <Icon name="plus" />
      {t('adminPeople.invite')}
    </button>
  )
  return (
    <SectionBody
      title={t('admin.sections.accounts')}
      count={accounts.data && formats.number(shown.length)}
      deed={invite}
      error={accounts.error}
      bar={
        <>
          <SearchBox label={t('adminPeople.searchAccounts')} value={search.q ?? ''} onChange={(q) => change({ q })} width={220} />
          <PickFilter
            label={t('adminPeople.state')}
            any={t('adminPeople.anyState')}
            value={search.state ?? ''}
            options={states.map((value) => ({ value, label: t(`adminPeople.states.${value}`) }))}
            onPick={(state) => change({ state })}
          />
        </>
      }
      drawer={
        search.id === 'new' ? (
          <NewAccountDrawer roles={roles.data ?? []} onClose={() => change({ id: undefined })} />
        ) : (
          open && <AccountDrawer key={open.id} account={open} roles={roles.data ?? []} onClose={() => change({ id: undefined })} />
        )
      }
    >
      {accounts.data && shown.length === 0 ? (
        <div className="inset">
          <EmptyState title={t('adminPeople.noAccounts')} action={accounts.data.length === 0 && invite}>
            {t(accounts.data.length === 0 ? 'adminPeople.noAccountsText' : 'adminPeople.noMatch')}
          </EmptyState>
        </div>
      ) : (
        <div className="list-scroll">
          <table className="t admin-table">
            <thead>
              <tr>
                <th>{t('adminPeople.nameAndMail')}</th>
                <th>{t('adminPeople.role')}</th>
                <th className="col-wide">{t('adminPeople.factor')}</th>
                <th className="r col-wide">{t('admin.sections.sessions')}</th>
                <th>{t('adminPeople.lastSignIn')}</th>
                <th>{t('adminPeople.state')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((a) => (
                <tr key={a.id} data-opens className={a.id === search.id ? 'sel' : undefined} onClick={() => change({ id: a.id })}>
                  <td className="wrap">
                    <button
                      type="button"
                      className="row-open"
                      aria-current={a.id === search.id || undefined}
                      onClick={() => change({ id: a.id })}
                    >
                      {a.name || a.email}
                    </button>
                    <span className="q t12 sub">{a.email}</span>
                  </td>
                  <td>{roleName(a.role)}</td>
                  <td className="col-wide">{t(a.hasTotp ? 'common.yes' : 'common.no')}</td>
                  <td className="r col-wide">{formats.number(a.sessionCount)}</td>
                  <td>{a.lastSignInAt === null ? <span className="q">{t('devices.never')}</span> : formats.dateTime(a.lastSignInAt)}</td>
                  <td>
                    <AccountState account={a} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </SectionBody>
  )
}

function AccountState({ account }: { account: AccountRecord }) {
  const { t } = useTranslation()
  const { icon, tone } = stateMark[account.state]
  return (
    <span className={`st ${tone}`}>
      <Icon name={icon} size={14} />
      {t(`adminPeople.states.${account.state}`)}
    </span>
  )
}
