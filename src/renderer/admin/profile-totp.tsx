// The second factor: a QR code for the authenticator, its first code, then the recovery codes, shown once.
import { useQueryClient } from '@tanstack/react-query'
import QRCode from 'qrcode'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { meKey } from '../api/me.ts'
import { CopyLine } from '../ui/copy-line.tsx'
import { SecretField } from '../ui/secret-field.tsx'

/** Add it or take it off. */
export function ProfileTotp({ hasTotp, hasPassword, isRequired }: { hasTotp: boolean; hasPassword: boolean; isRequired: boolean }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const [started, setStarted] = useState<{ readonly secret: string; readonly uri: string } | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const [says, setSays] = useState<string | null>(null)
  const attempt = async (run: () => Promise<void>) => {
    setSays(null)
    try {
      await run()
    } catch (error) {
      setSays(describeError(error))
    }
    setCode('')
  }
  const send = () =>
    attempt(async () => {
      if (hasTotp) await client.removeTotp({ body: { code: code.trim() } })
      else {
        setCodes((await client.confirmTotp({ body: { code: code.trim() } })).recoveryCodes)
        setStarted(null)
      }
      await queries.invalidateQueries({ queryKey: meKey })
    })
  return (
    <section className="col gap12">
      <h2 className="t15">{t('adminPeople.factor')}</h2>
      {isRequired && <p className="warn">{t('adminPeople.totpRequired')}</p>}
      {codes && (
        <>
          <p className="warn">{t('adminPeople.codesOnce')}</p>
          <CopyLine label={t('adminPeople.recoveryCodes')} text={codes.join(' ')} />
        </>
      )}
      {!hasTotp && !started && (
        <form
          className="row wrap"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const body = hasPassword ? { password } : {}
            void attempt(async () => setStarted(await client.startTotp({ body })))
            setPassword('')
          }}
        >
          {hasPassword && (
            <SecretField
              label={t('adminPeople.current')}
              kind="password"
              autoComplete="current-password"
              value={password}
              onChange={setPassword}
            />
          )}
          <button type="submit" className="btn" disabled={hasPassword && password === ''}>
            {t('adminPeople.addTotp')}
          </button>
        </form>
      )}
      {started && (
        <div className="totp-qr">
          <Qr text={started.uri} label={t('adminPeople.qr')} />
          <div className="grow">
            <p className="m">{t('adminPeople.scan')}</p>
            <code className="mono">{started.secret}</code>
          </div>
        </div>
      )}
      {(started || hasTotp) && (
        <form
          className="row"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <SecretField label={t('accountSignIn.code')} kind="text" autoComplete="one-time-code" value={code} onChange={setCode} />
          <button type="submit" className={hasTotp ? 'btn d' : 'btn p'} disabled={code === ''}>
            {t(hasTotp ? 'adminPeople.removeTotp' : 'adminPeople.confirm')}
          </button>
        </form>
      )}
      <p className="err" role="alert">
        {says}
      </p>
    </section>
  )
}

function Qr({ text, label }: { text: string; label: string }) {
  const { size, d } = useMemo(() => {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
    const dark = Array.from(modules.data).flatMap((on, at) =>
      on ? [`M${(at % modules.size) + 4} ${Math.floor(at / modules.size) + 4}h1v1h-1z`] : [],
    )
    return { size: modules.size + 8, d: dark.join('') }
  }, [text])
  return (
    <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
      <rect width={size} height={size} className="qr-paper" />
      <path d={d} className="qr-ink" />
    </svg>
  )
}
