// Verifies the audit of a folder that nothing serves: reads only. The signing key is opened where the key file lies in clear beside it; where
// a keystore sealed it, the verdict can't be better than unanchored and says why.

import { createPrivateKey, createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { AuditVerdict } from '../../contract/schemas/audit.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { headFileName } from '../store/audit-chain.ts'
import { verifyAudit } from '../store/audit-verify.ts'
import { createSecretStore } from '../store/secret.ts'
import { signingKeyName } from './audit-anchor.ts'
import { openSecretBox } from './secret-box.ts'

export async function verifyFolder(parts: { dataFolder: string; clock: Pick<Clock, 'now'>; log: Log }): Promise<AuditVerdict> {
  const { dataFolder, clock } = parts
  const headPath = join(dataFolder, headFileName)
  const headText = existsSync(headPath) ? readFileSync(headPath, 'utf8') : null
  return verifyAudit({ dataFolder, headText, publicKey: await publicKeyOf(parts) }, clock.now)
}

async function publicKeyOf({ dataFolder, clock, log }: Parameters<typeof verifyFolder>[0]): Promise<string | null> {
  const keyPath = join(dataFolder, 'secret.key')
  if (!existsSync(keyPath) || !readFileSync(keyPath, 'utf8').includes('"key"')) return null
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'), { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    const secret = { ...createSecretStore(db), replaceAll: () => {} }
    const box = await openSecretBox({ dataFolder, store: { secret }, clock, log })
    const key = box.get(signingKeyName)
    if (key === null) return null
    return createPublicKey(createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' }))
      .export({ format: 'der', type: 'spki' })
      .toString('base64url')
  } finally {
    db.close()
  }
}
