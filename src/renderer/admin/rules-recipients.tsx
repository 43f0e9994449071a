// Whom a rule tells: chips, a list to add from, a line for an address; and whom that reaches now, as the server says.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailRule, RuleReach } from '../../contract/schemas/mail.ts'
import { useMay } from '../api/me.ts'
import { Icon } from '../ui/icon.tsx'
import { useAccounts, useRoles } from './people-queries.ts'
import { keyOfRecipient, type RuleRecipient } from './rules-form.ts'
import { useReach } from './rules-queries.ts'

/** A recipient in words. */
export function useRecipientName(): (one: RuleRecipient) => string {
  const { t } = useTranslation()
  const may = useMay()
  const { data: accounts = [] } = useAccounts(may('accounts:read'))
  const { data: roles = [] } = useRoles(may('roles:read'))
  return (one) => {
    if (one.kind === 'owner') return t('mailRules.fields.owner')
    if (one.kind === 'address') return one.email
    if (one.kind === 'account') return accounts.find(({ id }) => id === one.accountId)?.name ?? t('mailRules.reach.gone')
    return t('mailRules.fields.roleOf', { role: roles.find(({ id }) => id === one.role)?.name ?? one.role })
  }
}

interface Props {
  readonly recipients: readonly RuleRecipient[]
  readonly channel: MailRule['channel']
  readonly error: string | undefined
  readonly onChange: (recipients: RuleRecipient[]) => void
}

export function RecipientPicker({ recipients, channel, error, onChange }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const { data: accounts = [] } = useAccounts(may('accounts:read'))
  const { data: roles = [] } = useRoles(may('roles:read'))
  const nameOf = useRecipientName()
  const [typed, setTyped] = useState('')
  const held = new Set(recipients.map(keyOfRecipient))
  const add = (one: RuleRecipient) => {
    if (!held.has(keyOfRecipient(one))) onChange([...recipients, one])
  }
  const addTyped = () => {
    const email = typed.trim()
    if (email === '') return
    add({ kind: 'address', email })
    setTyped('')
  }
  const offered: readonly RuleRecipient[] = [
    ...roles.map(({ id }): RuleRecipient => ({ kind: 'role', role: id })),
    ...accounts.filter(({ state }) => state !== 'anonymised').map(({ id }): RuleRecipient => ({ kind: 'account', accountId: id })),
    ...(channel === 'notice' ? [{ kind: 'owner' } as const] : []),
  ]
  const options = (kind: RuleRecipient['kind']) =>
    offered
      .filter((one) => one.kind === kind && !held.has(keyOfRecipient(one)))
      .map((one) => (
        <option key={keyOfRecipient(one)} value={keyOfRecipient(one)}>
          {nameOf(one)}
        </option>
      ))
  return (
    <fieldset className="bare col gap4" aria-label={t('mailRules.fields.recipients')}>
      <span className="lab">{t('mailRules.fields.recipients')}</span>
      <ul className="rule-chips">
        {recipients.map((one) => (
          <Chip key={keyOfRecipient(one)} name={nameOf(one)} onRemove={() => onChange(recipients.filter((other) => other !== one))} />
        ))}
      </ul>
      <div className="row wrap">
        <select
          className="sel rule-add"
          aria-label={t('mailRules.fields.addRecipient')}
          value=""
          onChange={(event) => {
            const one = offered.find((other) => keyOfRecipient(other) === event.currentTarget.value)
            if (one) add(one)
          }}
        >
          <option value="">{t('mailRules.fields.addRecipient')}</option>
          {channel === 'notice' && <optgroup label={t('mailRules.fields.here')}>{options('owner')}</optgroup>}
          <optgroup label={t('mailRules.fields.roles')}>{options('role')}</optgroup>
          <optgroup label={t('mailRules.fields.accounts')}>{options('account')}</optgroup>
        </select>
        {channel === 'mail' && (
          <>
            <span className="f grow">
              <input
                type="email"
                autoComplete="off"
                maxLength={254}
                aria-label={t('mailRules.fields.address')}
                placeholder={t('mailRules.fields.address')}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                onBlur={addTyped}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return
                  event.preventDefault()
                  addTyped()
                }}
              />
            </span>
            <button type="button" className="btn" disabled={typed.trim() === ''} onClick={addTyped}>
              {t('mailRules.fields.addAddress')}
            </button>
          </>
        )}
      </div>
      {error !== undefined && (
        <p className="err" role="alert">
          {error}
        </p>
      )}
      <Reach recipients={recipients} channel={channel} />
    </fieldset>
  )
}

/** One of what is chosen, with the way to take it out. */
export function Chip({ name, onRemove }: { name: string; onRemove: () => void }) {
  const { t } = useTranslation()
  return (
    <li className="tag acc rule-chip">
      <span className="el">{name}</span>
      <button type="button" className="chip-x" aria-label={t('mailRules.fields.takeOut', { name })} onClick={onRemove}>
        <Icon name="x" size={12} />
      </button>
    </li>
  )
}

function Reach({ recipients, channel }: Pick<Props, 'recipients' | 'channel'>) {
  const { t } = useTranslation()
  const { data } = useReach(recipients, channel)
  if (data === undefined || recipients.length === 0) return null
  const reached = data.people.filter(({ says }) => says === 'reached').map(({ name }) => name || t('mailRules.reach.owner'))
  const left = data.people.filter((one): one is RuleReach['people'][number] & { says: 'off' } => one.says !== 'reached')
  return (
    <div className="rule-reach" role="status">
      <span className={`st ${data.count === 0 ? 'warn' : 'ok'}`}>
        <Icon name={data.count === 0 ? 'alertTriangle' : 'users'} size={14} />
        {t('mailRules.reach.title')}
      </span>{' '}
      {data.count === 0
        ? t('mailRules.reach.of_zero')
        : t('mailRules.reach.of', { count: data.count, names: reached.slice(0, 12).join(', ') })}
      {reached.length > 12 && ' …'}
      {left.map(({ name, says }) => (
        <span key={`${name} ${says}`} className="warn t12 sub">
          {t(`mailRules.reach.${says}`, { name })}
        </span>
      ))}
    </div>
  )
}
