// The refusals several services share, so that the same trouble always reads the same.
import { AppError, type ErrorCode } from '../../contract/errors.ts'
import type { Problem } from '../../domain/problem.ts'

/** 404 for a noun that is absent or deleted. */
export function notFound(noun: string, hint = `It may have been deleted. List the ${noun}s again.`): AppError {
  return new AppError('not_found', `There is no such ${noun}`, { hint })
}

/** 412: somebody saved in between. Carries the revision that is current now, so that both versions can be offered. */
export function staleRevision({ noun, sent, current, at }: { noun: string; sent: number; current: number; at: number }): AppError {
  return new AppError(
    'stale',
    `The ${noun} was changed in another window or program at ${new Date(at).toISOString()}: you read revision ${sent}, it is at revision ${current} now`,
    {
      hint: 'Read it again, then save your version over it or as a copy. Nothing was overwritten.',
      errors: [{ pointer: 'header/if-match', detail: `The current revision is ${current}.` }],
    },
  )
}

/** Passes when `sent` is null (any revision) or current; else throws the 412. */
export function requireCurrent(check: { noun: string; sent: number | null; current: number; at: number }): void {
  if (check.sent !== null && check.sent !== check.current) throw staleRevision({ ...check, sent: check.sent })
}

/** 412 for a record that has no versions: no tag can be the one that was read. */
export function refuseVersion(noun: string, sent: number | null): void {
  if (sent === null) return
  throw new AppError('stale', `A ${noun} has no version, so If-Match "${sent}" fits none`, {
    hint: 'Leave If-Match out; only the fields that are sent change.',
    errors: [{ pointer: 'header/if-match', detail: 'This record has no ETag.' }],
  })
}

/** 422 for one field. */
export function invalidField(pointer: string, detail: string, code: ErrorCode = 'invalid'): AppError {
  return new AppError(code, detail, { errors: [{ pointer, detail }] })
}

/** What the domain refused, as one refusal with every pointer. */
export function refusalFromProblems(problems: readonly Problem[]): AppError {
  const codes = new Set(problems.map((p) => p.code))
  const code: ErrorCode = codes.has('too_large') ? 'too_large' : codes.has('unsupported_version') ? 'unsupported_version' : 'invalid'
  const first = problems.find((p) => code === 'invalid' || p.code === code)
  return new AppError(code, first?.detail ?? 'The design was refused', {
    errors: problems.map(({ pointer, detail }) => ({ pointer, detail })),
  })
}
