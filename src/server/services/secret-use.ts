// A secret box that tells the audit who took a secret out of it. The value is told nowhere.
import type { AuditTrail } from '../caller.ts'
import type { Secrets } from './secret-box.ts'

export function noteSecretUses(secrets: Secrets, trail: Pick<AuditTrail, 'note'>): Secrets {
  return {
    ...secrets,
    get: (name) => {
      const plain = secrets.get(name)
      if (plain !== null) trail.note({ action: 'secret.used', outcome: 'done', subject: `secret/${name}` })
      return plain
    },
  }
}
