// Accounts from the command line: the way back in when nobody can sign in any more. Passwords come by standard input, never as an argument,
// which every program on the machine can read.
import { AppError } from '../../src/contract/errors.ts'
import type { AdminCommand } from '../admin.ts'
import { readFlags, readStandardInput, withServer } from './with-server.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)
const complain = (error: unknown): number => {
  if (!(error instanceof AppError)) throw error
  const fields = error.errors.map(({ detail }) => detail)
  process.stderr.write(`plenum: ${[fields.length > 0 ? fields.join(' ') : error.message, error.hint ?? ''].join(' ').trim()}\n`)
  return 1
}
const need = (flags: Map<string, string>, name: string): string => {
  const value = flags.get(name)
  if (value !== undefined && value !== '') return value
  throw Object.assign(new Error(`--${name} is missing`), { name: 'OptionError' })
}

export const createAccount: AdminCommand = {
  what: 'make an account: --email E --role R --password-stdin',
  run: async (argv) => {
    const flags = readFlags(argv, ['email', 'role', 'password-stdin', 'data'])
    const [email, role] = [need(flags, 'email'), need(flags, 'role')]
    if (!flags.has('password-stdin'))
      throw Object.assign(new Error('--password-stdin is missing: the password comes by standard input'), { name: 'OptionError' })
    const password = await readStandardInput()
    return withServer(flags.get('data'), async (client) => {
      try {
        const account = await client.createAccount({ body: { email, role, password } })
        say(`${account.email} is ${account.role}, id ${account.id}`)
        return 0
      } catch (error) {
        return complain(error)
      }
    })
  },
}

export const resetPassword: AdminCommand = {
  what: 'set a new password, end every session and take the second factor off: --email E --password-stdin',
  run: async (argv) => {
    const flags = readFlags(argv, ['email', 'password-stdin', 'data'])
    const email = need(flags, 'email').toLowerCase()
    if (!flags.has('password-stdin'))
      throw Object.assign(new Error('--password-stdin is missing: the password comes by standard input'), { name: 'OptionError' })
    const password = await readStandardInput()
    return withServer(flags.get('data'), async (client) => {
      try {
        let cursor: string | undefined
        do {
          const page = await client.listAccounts({ query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) } })
          const account = page.items.find((one) => one.email.toLowerCase() === email)
          if (account !== undefined) {
            const { link } = await client.resetAccount({ params: { id: account.id }, body: {} })
            const token = new URL(link.replace('/#/', '/')).searchParams.get('token') ?? ''
            if (account.state === 'invited') await client.acceptInvitation({ body: { token, password } })
            else await client.redeemPasswordReset({ body: { token, password } })
            if (account.hasTotp) await client.removeAccountTotp({ params: { id: account.id }, body: {} })
            say(
              `${account.email} has a new password; ${account.hasTotp ? 'its second factor is off and ' : ''}every session of it has ended`,
            )
            return 0
          }
          cursor = page.next ?? undefined
        } while (cursor !== undefined)
        process.stderr.write(`plenum: there is no account ${email}\n`)
        return 1
      } catch (error) {
        return complain(error)
      }
    })
  },
}
