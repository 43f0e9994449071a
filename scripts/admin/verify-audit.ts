// `npm run admin -- verify-audit`: follows the whole audit and says what was done to it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../src/server/clock.ts'
import { createLog } from '../../src/server/log.ts'
import { readOptions } from '../../src/server/options.ts'
import { verifyFolder } from '../../src/server/services/audit-offline.ts'
import type { AdminCommand } from '../admin.ts'
import { runningServer } from './running.ts'

export const verifyAudit: AdminCommand = {
  what: 'follow the audit’s chain and say what was done to it',
  run: async (argv) => {
    const { dataFolder } = readOptions({ argv: [...argv], env: process.env })
    if (!existsSync(join(dataFolder, 'plenum.db')))
      throw new Error(`There is no database in ${dataFolder}; name the data folder with --data`)
    const server = runningServer(dataFolder)
    const verdict =
      server === null
        ? await verifyFolder({ dataFolder, clock: systemClock, log: createLog({ level: 'error' }) })
        : await server.verifyAudit({ body: {} })
    const { entries, firstId, lastId, checkpoints, head, tookMs } = verdict
    const span = entries === 0 ? '' : ` (${firstId} to ${lastId})`
    process.stdout.write(`${verdict.verdict}: ${verdict.detail}\n`)
    process.stdout.write(`${entries} entries${span}, ${checkpoints} checkpoints, head ${head ?? 'none'}, ${Math.round(tookMs)} ms\n`)
    return verdict.verdict === 'ok' ? 0 : 1
  },
}
