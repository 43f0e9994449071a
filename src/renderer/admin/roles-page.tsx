// Roles: the built-in ones to read, own ones to make from the permissions of the API.
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleRecord } from '../../contract/schemas/account.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay, useMe } from '../api/me.ts'
import { FormText } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { toast } from '../ui/toast.tsx'
import { useAdminSearch } from './admin-search.ts'
import { DrawerHead } from './drawer-head.tsx'
import { peopleKeys, useDeed, usePermissions, useRoles } from './people-queries.ts'
import { SectionBody } from './section-body.tsx'

/** Route `/admin/roles`. */
export function RolesPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const roles = useRoles()
  const open = roles.data?.find((r) => r.id === search.id)
  const from = roles.data?.find((r) => r.id === search.from)
  return (
    <SectionBody
      title={t('admin.sections.roles')}
      count={roles.data && formats.number(roles.data.length)}
      error={roles.error}
      deed={
        may('roles:write') && (
          <button type="button" className="btn p" onClick={() => change({ id: 'new', from: undefined })}>
            <Icon name="plus" />
            {t('adminPeople.newRole')}
          </button>
        )
      }
      drawer={
        (search.id === 'new' || open) && (
          <RoleDrawer
            key={`${search.id} ${search.from ?? ''} ${open?.revision ?? 0}`}
            role={open ?? null}
            from={from ?? null}
            onOpen={(id, copied) => change({ id, from: copied })}
          />
        )
      }
    >
      <div className="list-scroll">
        <table className="t admin-table">
          <thead>
            <tr>
              <th>{t('adminPeople.role')}</th>
              <th className="r">{t('admin.sections.accounts')}</th>
              <th className="r">{t('adminPeople.permissions')}</th>
              <th>{t('adminPeople.kind')}</th>
            </tr>
          </thead>
          <tbody>
            {roles.data?.map((r) => (
              <tr key={r.id} data-opens className={r.id === search.id ? 'sel' : undefined} onClick={() => change({ id: r.id })}>
                <td className="wrap">
                  <button
                    type="button"
                    className="row-open"
                    aria-current={r.id === search.id || undefined}
                    onClick={() => change({ id: r.id })}
                  >
                    {r.name}
                  </button>
                  <span className="q t12 sub">{r.description}</span>
                </td>
                <td className="r">{formats.number(r.accountCount)}</td>
                <td className="r">{formats.number(r.permissions.length)}</td>
                <td>{t(r.isBuiltIn ? 'adminPeople.builtIn' : 'adminPeople.own')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </SectionBody>
  )
}

interface DrawerProps {
  readonly role: RoleRecord | null
  readonly from: RoleRecord | null
  readonly onOpen: (id: string | undefined, from?: string) => void
}

/** Name and the permission matrix: a row for each thing, a box for each deed. What the caller lacks can't be given. */
function RoleDrawer({ role, from, onOpen }: DrawerProps) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const { data: me } = useMe()
  const deed = useDeed()
  const permissions = usePermissions()
  const [name, setName] = useState(role?.name ?? (from ? t('adminPeople.copyOf', { name: from.name }) : ''))
  const [description, setDescription] = useState(role?.description ?? from?.description ?? '')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set((role ?? from)?.permissions ?? []))
  const [says, setSays] = useState<string | null>(null)
  const isFixed = role?.isBuiltIn === true || !may('roles:write')
  const things = useMemo(() => {
    const rows = new Map<string, string[]>()
    for (const { id } of permissions.data ?? []) {
      const [thing = '', did = ''] = id.split(':')
      rows.set(thing, [...(rows.get(thing) ?? []), did])
    }
    return [...rows].sort(([a], [b]) => a.localeCompare(b))
  }, [permissions.data])
  const save = async () => {
    const body = { name: name.trim(), description: description.trim(), permissions: [...chosen] }
    setSays(null)
    try {
      const saved = role
        ? await client.changeRole({ params: { id: role.id }, body, ifMatch: role.revision })
        : await client.createRole({ body })
      toast({ text: t('adminPeople.roleSaved', { name: saved.name }) })
      onOpen(saved.id)
    } catch (error) {
      setSays(describeError(error))
    }
    await deed([peopleKeys.roles], async () => null)
  }
  const remove = async (gone: RoleRecord) => {
    const done = await deed([peopleKeys.roles], async () => (await client.deleteRole({ params: { id: gone.id } })) ?? true)
    if (!done) return
    onOpen(undefined)
    const body = { name: gone.name, description: gone.description, permissions: gone.permissions }
    const back = { label: t('common.undo'), run: () => void deed([peopleKeys.roles], () => client.createRole({ body })) }
    toast({ text: t('adminPeople.roleDeleted', { name: gone.name }), action: back })
  }
  return (
    <aside className="details" data-pane="drawer" aria-label={role?.name ?? t('adminPeople.newRole')}>
      <DrawerHead title={role?.name ?? t('adminPeople.newRole')} onClose={() => onOpen(undefined)} />
      <form
        className="col grow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <section className="form-fields">
          {isFixed ? (
            <>
              {role?.description && <p className="m">{role.description}</p>}
              {role?.isBuiltIn && <p className="q t12">{t('adminPeople.fixed')}</p>}
            </>
          ) : (
            <>
              <FormText label={t('common.name')} value={name} onChange={setName} />
              <FormText label={t('adminPeople.description')} value={description} maxLength={500} onChange={setDescription} />
            </>
          )}
        </section>
        <section>
          <h3 className="t13">{t('adminPeople.permissions')}</h3>
          <table className="matrix">
            <tbody>
              {things.map(([thing, deeds]) => (
                <tr key={thing}>
                  <th scope="row" className="mono">
                    {thing}
                  </th>
                  <td>
                    {deeds.map((did) => {
                      const id = `${thing}:${did}`
                      return (
                        <label key={id} title={permissions.data?.find((p) => p.id === id)?.routes.join('\n')}>
                          <input
                            type="checkbox"
                            aria-label={id}
                            checked={chosen.has(id)}
                            disabled={isFixed || (me?.kind !== 'owner' && !may(id) && !chosen.has(id))}
                            onChange={(event) => {
                              const next = new Set(chosen)
                              if (event.currentTarget.checked) next.add(id)
                              else next.delete(id)
                              setChosen(next)
                            }}
                          />
                          {did}
                        </label>
                      )
                    })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <div className="details-foot">
          {!isFixed && (
            <button type="submit" className="btn p" disabled={name.trim() === ''}>
              {t('common.save')}
            </button>
          )}
          {role && may('roles:write') && (
            <button type="button" className="btn" onClick={() => onOpen('new', role.id)}>
              {t('common.duplicate')}
            </button>
          )}
          <span className="err grow" role="alert">
            {says}
          </span>
          {role && !role.isBuiltIn && may('roles:delete') && (
            <button type="button" className="btn d" onClick={() => void remove(role)}>
              {t('common.delete')}
            </button>
          )}
        </div>
      </form>
    </aside>
  )
}
