// SQLite's errors that a person can do something about, as refusals. Everything else stays a bug.
import { AppError } from '../../contract/errors.ts'

/** AppError for a full or read-only disk or a lock held too long; otherwise the error itself. Nothing was changed in any case. */
export function refusalFromSqlite(error: unknown): unknown {
  const code = codeOf(error)
  if (code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_IOERR'))
    return new AppError('disk_full', 'The change could not be saved: the disk of the data folder is full or failing', {
      hint: 'Free some space on it and try again. What was saved before is untouched.',
      cause: error,
    })
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return new AppError('disk_full', 'The change could not be saved: the data folder is read-only', {
      hint: 'Make the folder writable again and retry. What was saved before is untouched.',
      cause: error,
    })
  if (code.startsWith('SQLITE_BUSY'))
    return new AppError('unavailable', 'The database is busy: another program holds it open', {
      hint: 'Close programs that read plenum.db and try again.',
      cause: error,
    })
  return error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
