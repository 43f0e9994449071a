// Sign-in providers: where people may sign in with an account they have elsewhere. List, and beside it the wizard or the one that is open.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProviderRecord } from '../../contract/schemas/account.ts'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { useAdminSearch } from './admin-search.ts'
import { useProviders, useRoles } from './people-queries.ts'
import { ProviderDrawer } from './providers-drawer.tsx'
import { NewProviderDrawer } from './providers-wizard.tsx'
import { SectionBody } from './section-body.tsx'

/** Route `/admin/providers`. */
export function ProvidersPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const providers = useProviders()
  const roles = useRoles(may('roles:read')).data ?? []
  /** Just made: it is tested as soon as it is open. */
  const [fresh, setFresh] = useState<string | null>(null)
  const rows = providers.data ?? []
  const open = rows.find((p) => p.id === search.id)
  const close = () => change({ id: undefined, kind: undefined })
  const add = may('sign-in-providers:write') && (
    <button type="button" className="btn p" onClick={() => change({ id: 'new' })}>
      <Icon name="plus" />
      {t('providers.add')}
    </button>
  )
  return (
    <SectionBody
      title={t('admin.sections.providers')}
      count={providers.data && formats.number(rows.length)}
      error={providers.error}
      deed={rows.length > 0 && add}
      drawer={
        search.id === 'new' && may('sign-in-providers:write') ? (
          <NewProviderDrawer
            roles={roles}
            kind={search.kind}
            onKind={(kind) => change({ id: 'new', kind })}
            onClose={close}
            onMade={(id) => {
              setFresh(id)
              change({ id, kind: undefined })
            }}
          />
        ) : (
          open && <ProviderDrawer key={open.id} record={open} roles={roles} isFresh={open.id === fresh} onClose={close} />
        )
      }
    >
      {providers.data && rows.length === 0 && (
        <div className="inset">
          <EmptyState title={t('providers.empty')} action={add}>
            <p>{t('providers.emptyText')}</p>
            <ol className="numbered">
              <li>{t('providers.emptySteps.register')}</li>
              <li>{t('providers.emptySteps.enter')}</li>
              <li>{t('providers.emptySteps.test')}</li>
            </ol>
          </EmptyState>
        </div>
      )}
      {rows.length > 0 && (
        <div className="list-scroll">
          <table className="t admin-table">
            <thead>
              <tr>
                <th>{t('common.name')}</th>
                <th className="col-wide">{t('providers.kind')}</th>
                <th className="col-wide">{t('providers.newAccounts')}</th>
                <th>{t('providers.lastTest')}</th>
                <th>{t('adminPeople.state')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((p) => (
                <tr key={p.id} data-opens className={p.id === search.id ? 'sel' : undefined} onClick={() => change({ id: p.id })}>
                  <td className="wrap">
                    <button type="button" className="row-open" aria-current={p.id === search.id || undefined}>
                      {p.name}
                    </button>
                    <span className="q t12 sub el">{p.issuer}</span>
                  </td>
                  <td className="col-wide">{t(`providers.kinds.${p.kind}.name`)}</td>
                  <td className="col-wide">
                    {p.newAccountRole === null ? (
                      <span className="q">{t('providers.none')}</span>
                    ) : (
                      (roles.find((r) => r.id === p.newAccountRole)?.name ?? p.newAccountRole)
                    )}
                  </td>
                  <td>
                    <TestMark record={p} />
                  </td>
                  <td>
                    <span className={`st ${p.active ? 'ok' : 'idle'}`}>
                      <Icon name={p.active ? 'circleCheck' : 'ban'} size={14} />
                      {t(p.active ? 'providers.on' : 'providers.off')}
                    </span>
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

function TestMark({ record: { lastTest } }: { record: ProviderRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (lastTest === null) return <span className="q">{t('providers.untested')}</span>
  return (
    <span className={`st ${lastTest.ok ? 'ok' : 'alarm'}`} title={lastTest.detail}>
      <Icon name={lastTest.ok ? 'circleCheck' : 'circleX'} size={14} />
      {formats.dateTime(lastTest.at)}
    </span>
  )
}
