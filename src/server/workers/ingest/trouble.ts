// What went wrong with a commit, in words: what passes by itself or by a person's hand, and what is a bug.
import { AppError } from '../../../contract/errors.ts'
import type { Refusal } from '../../worker-thread.ts'

/** A sentence when the same batch can be stored later: disk, lock, damage. null for a bug. */
export function holdReason(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('SQLITE_FULL'))
    return 'The disk of the data folder is full: readings are not acknowledged, nodes keep them. Free some space; it goes on by itself.'
  if (code.startsWith('SQLITE_IOERR'))
    return 'The disk of the data folder is full or failing: readings are not acknowledged, nodes keep them. Free some space or check the disk.'
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return 'The data folder became read-only: readings are not acknowledged. Make it writable again; it goes on by itself.'
  if (code.startsWith('SQLITE_BUSY')) return 'Another program holds readings.db locked: readings are not acknowledged. Close it.'
  if (isDamage(error)) return 'The database readings.db is damaged. Start Plenum again: it keeps the file and rescues what can be read.'
  return null
}

export function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}

/** As it travels to whoever asked; without inner text when it is a bug. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof AppError) {
    const { code, message, hint, errors } = error
    return { code, message, hint, errors }
  }
  const reason = holdReason(error)
  if (reason !== null) return { code: 'disk_full', message: 'The readings could not be stored', hint: reason, errors: [] }
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error), hint: undefined, errors: [] }
}
