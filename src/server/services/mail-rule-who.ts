// Whom a rule reaches: accounts that can sign in, addresses as they stand, the owner of this computer. Everybody once.
import type { MailRule, RuleReach } from '../../contract/schemas/mail.ts'
import { emailKeyOf } from '../../domain/email.ts'
import type { AccountRow } from '../store/account.ts'
import type { Store } from '../store/open.ts'

export interface Reached {
  readonly accountId: string | null
  /** null is the owner's. */
  readonly email: string | null
}
type Recipients = Pick<MailRule, 'recipients' | 'channel'>
type Person = RuleReach['people'][number]

export interface RuleWho {
  people(rule: Pick<MailRule, 'recipients'>): Reached[]
  reach(rule: Recipients): RuleReach
}

const isOn = (one: AccountRow) => one.active && one.state === 'active'

export function createRuleWho({ store }: { store: Pick<Store, 'account' | 'mail'> }): RuleWho {
  const personFrom = ({ name, email, ...row }: AccountRow, channel: MailRule['channel']): Person => {
    if (!isOn({ name, email, ...row })) return { name, email, says: 'off' }
    return { name, email, says: channel === 'mail' ? kept(email) : 'reached' }
  }
  const kept = (email: string) => (store.mail.suppressionOf(emailKeyOf(email)) === undefined ? 'reached' : 'suppressed')
  return {
    people: ({ recipients }) => {
      // Asked at every event: addresses need no accounts.
      let accounts: readonly AccountRow[] | null = null
      const enabled = () => (accounts ??= store.account.listAll().filter(isOn))
      const all = recipients.flatMap((one): Reached[] => {
        if (one.kind === 'address') return [{ accountId: null, email: one.email }]
        if (one.kind === 'owner') return [{ accountId: null, email: null }]
        return enabled()
          .filter((row) => (one.kind === 'account' ? row.id === one.accountId : row.role === one.role))
          .map((row) => ({ accountId: row.id, email: row.email }))
      })
      return [...new Map(all.map((one) => [one.email === null ? '' : emailKeyOf(one.email), one])).values()]
    },
    reach: ({ recipients, channel }) => {
      const accounts = store.account.listAll().filter(({ state }) => state !== 'anonymised')
      const all = recipients.flatMap((one): Person[] => {
        if (one.kind === 'address') return [{ name: one.email, email: one.email, says: kept(one.email) }]
        if (one.kind === 'owner') return [{ name: '', email: null, says: 'reached' }]
        if (one.kind === 'account') {
          const row = accounts.find(({ id }) => id === one.accountId)
          return [row === undefined ? { name: one.accountId, email: null, says: 'gone' } : personFrom(row, channel)]
        }
        const rows = accounts.filter(({ role }) => role === one.role)
        return rows.length === 0 ? [{ name: one.role, email: null, says: 'nobody' }] : rows.map((row) => personFrom(row, channel))
      })
      const people = [...new Map(all.map((one) => [one.email === null ? `${one.name} ${one.says}` : emailKeyOf(one.email), one])).values()]
      return { count: people.filter(({ says }) => says === 'reached').length, people }
    },
  }
}
