// `npm run admin -- COMMAND [--data DIR]`: what an administrator does from the command line, on a data folder that is served or not.
// A command is a file in scripts/admin and a row here. Exit code 0 done, 1 refused or bad news, 2 unknown command or flag.
import { createAccount, resetPassword } from './admin/accounts.ts'
import { verifyAudit } from './admin/verify-audit.ts'

export interface AdminCommand {
  readonly what: string
  /** Answers the exit code. */
  readonly run: (argv: readonly string[]) => Promise<number>
}

const commands: Record<string, AdminCommand> = {
  'create-account': createAccount,
  'reset-password': resetPassword,
  'verify-audit': verifyAudit,
}

const [name = '', ...argv] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
try {
  if (command === undefined) {
    const list = Object.entries(commands).map(([one, { what }]) => `  ${one.padEnd(16)} ${what}`)
    process.stderr.write(`Usage: npm run admin -- COMMAND [--data DIR]\n${list.join('\n')}\n`)
    process.exitCode = 2
  } else process.exitCode = await command.run(argv)
} catch (error) {
  process.stderr.write(`plenum: ${(error as Error).message}\n`)
  process.exitCode = (error as Error).name === 'OptionError' ? 2 : 1
}
