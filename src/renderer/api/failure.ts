// An error as one sentence for a person. Decides by code, never by text.
import { AppError } from '../../contract/errors.ts'
import { i18n } from '../i18n/i18n.ts'

export type Failure = 'unreachable' | 'signedOut' | 'stale' | 'gone' | 'refused' | 'broken'

/** What kind of failure this is, for deciding what to do. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof AppError)) return error instanceof TypeError ? 'unreachable' : 'broken'
  switch (error.code) {
    case 'unauthenticated':
      return 'signedOut'
    case 'stale':
      return 'stale'
    case 'not_found':
      return 'gone'
    case 'unavailable':
      return 'unreachable'
    case 'internal':
      return 'broken'
    default:
      return 'refused'
  }
}

/** What happened and what to do, in the person's language; refusals keep the server's own sentence and the field's. */
export function describeError(error: unknown): string {
  switch (failureOf(error)) {
    case 'unreachable':
      return error instanceof AppError && error.message ? `${i18n.t('errors.unavailable')} ${error.message}` : i18n.t('errors.unreachable')
    case 'signedOut':
      return i18n.t('errors.signedOut')
    case 'stale':
      return i18n.t('errors.stale')
    case 'gone':
      return i18n.t('errors.gone')
    case 'refused': {
      const refused = error as AppError
      const fields = refused.errors.map((e) => `${e.pointer.replace(/^\//, '').replaceAll('/', ' › ')}: ${e.detail}`)
      return [fields.length > 0 ? fields.join(' ') : refused.message, refused.hint ?? ''].filter((s) => s !== '').join(' ')
    }
    default:
      return error instanceof Error && error.message !== '' ? `${i18n.t('errors.broken')} ${error.message}` : i18n.t('errors.broken')
  }
}
