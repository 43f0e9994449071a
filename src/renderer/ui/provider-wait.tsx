// What stands in a page while somebody is away at a provider: where to go on, the code of the second factor when it is wanted, a way back.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OidcAnswer } from '../../contract/schemas/account.ts'
import { goToProvider, type ProviderWait as Wait } from '../api/provider-sign-in.ts'
import { SecretField } from './secret-field.tsx'

type Asked = Pick<Parameters<typeof goToProvider>[0], 'client' | 'provider' | 'body'>

export interface ProviderTrip {
  /** null while nobody is away. */
  readonly wait: (Wait & { readonly name: string }) | null
  /** null when it was given up or took too long. Throws what the server refuses. */
  readonly go: (name: string, asked: Asked) => Promise<OidcAnswer | null>
  readonly send: (code: string) => void
  readonly stop: () => void
}

/** One trip at a time; leaving the page ends it. */
export function useProviderTrip(): ProviderTrip {
  const [wait, setWait] = useState<ProviderTrip['wait']>(null)
  const trip = useRef<AbortController | null>(null)
  const codeCame = useRef<((code: string) => void) | null>(null)
  const stop = () => {
    trip.current?.abort()
    codeCame.current?.('')
    setWait(null)
  }
  useEffect(() => () => trip.current?.abort(), [])
  return {
    wait,
    stop,
    send: (code) => codeCame.current?.(code),
    go: async (name, asked) => {
      stop()
      const started = new AbortController()
      trip.current = started
      const { signal } = started
      const askCode = () =>
        new Promise<string>((resolve) => {
          codeCame.current = resolve
        })
      try {
        return await goToProvider({ ...asked, askCode, signal, onWait: (now) => signal.aborted || setWait({ ...now, name }) })
      } catch (error) {
        if (signal.aborted) return null
        throw error
      } finally {
        if (!signal.aborted) setWait(null)
      }
    },
  }
}

/** Draws nothing while nobody is away. */
export function ProviderWait({ trip: { wait, send, stop } }: { trip: ProviderTrip }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  if (wait === null) return null
  const { name } = wait
  if (wait.kind === 'away')
    return (
      <div className="col gap8" role="status">
        <p>{t('accountSignIn.waiting', { name })}</p>
        <p className="q t12">
          <a href={wait.url} target="_blank" rel="noopener noreferrer">
            {t('accountSignIn.noWindow', { name })}
          </a>
        </p>
        <div>
          <button type="button" className="btn" onClick={stop}>
            {t('accountSignIn.stopWaiting')}
          </button>
        </div>
      </div>
    )
  return (
    <form
      className="col gap12"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send(code)
        setCode('')
      }}
    >
      <p role="status">{t('accountSignIn.codeWanted', { name })}</p>
      <SecretField
        label={t('accountSignIn.code')}
        {...(wait.isAgain ? { error: t('accountSignIn.codeRefused') } : { hint: t('accountSignIn.codeHelp') })}
        kind="text"
        autoComplete="one-time-code"
        autoFocus
        value={code}
        onChange={setCode}
      />
      <div className="row">
        <button type="submit" className="btn p" disabled={code.trim().length < 6}>
          {t('signIn.enter')}
        </button>
        <button type="button" className="btn" onClick={stop}>
          {t('common.cancel')}
        </button>
      </div>
    </form>
  )
}
