// Tickets: one-use addresses of 60 s for download links, which can't carry a token. Kept in memory, by hash only.
import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { notFound } from './refusal.ts'

export interface ExportTickets {
  /** The ticket's secret, once. */
  issue(exportId: string): { secret: string; expiresAt: number }
  /** The export's id, once; throws not_found for a used, old or unknown ticket. */
  redeem(secret: string): string
}

const lifeMs = 60_000
const mostTickets = 1000

/** `randomSecret` must be unguessable: 32 random bytes as text. */
export function createExportTickets({ clock, randomSecret }: { clock: Clock; randomSecret: () => string }): ExportTickets {
  const byHash = new Map<string, { exportId: string; expiresAt: number }>()
  const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')
  const dropOld = () => {
    for (const [hash, ticket] of byHash) {
      // Oldest first: the first one that is still good ends the sweep, unless there are too many.
      if (ticket.expiresAt > clock.now() && byHash.size < mostTickets) return
      byHash.delete(hash)
    }
  }
  return {
    issue: (exportId) => {
      dropOld()
      const secret = randomSecret()
      const expiresAt = clock.now() + lifeMs
      byHash.set(hashOf(secret), { exportId, expiresAt })
      return { secret, expiresAt }
    },
    redeem: (secret) => {
      const hash = hashOf(secret)
      const ticket = byHash.get(hash)
      byHash.delete(hash)
      if (ticket === undefined || ticket.expiresAt <= clock.now())
        throw notFound('ticket', 'A download address works once, for 60 s. Ask for a new one with POST /api/v1/exports/{id}/ticket.')
      return ticket.exportId
    },
  }
}
