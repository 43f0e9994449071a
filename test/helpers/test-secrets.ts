// Secrets for tests of services that only pass them on: kept in memory, in clear.
import type { Secrets } from '../../src/server/services/secret-box.ts'

export function createTestSecrets(): Secrets {
  const kept = new Map<string, Uint8Array>()
  return {
    put: (name, plain) => void kept.set(name, Uint8Array.from(plain)),
    get: (name) => kept.get(name) ?? null,
    remove: (name) => void kept.delete(name),
    state: () => ({ protection: 'none', detail: 'in memory', secrets: [] }),
  }
}
