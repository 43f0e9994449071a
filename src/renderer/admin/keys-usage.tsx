// The use of a key: bars by day, figures, what is left of its limits, which secret is used, routes and last callers.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKeyUsage } from '../../contract/schemas/api-key.ts'
import { describeError } from '../api/failure.ts'
import { useFormats } from '../ui/format.ts'
import { useApiKeyUsage } from './keys-queries.ts'

interface Props {
  readonly keyId: string
  /** Head of the part about rotation. */
  readonly rotation: ReactNode
  readonly isRotating: boolean
}

export function KeyUsage({ keyId, rotation, isRotating }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { data: usage, error } = useApiKeyUsage(keyId)
  const calls = (count: number) => t('adminSystem.keys.calls', { count, n: formats.number(count) })
  return (
    <>
      <section>
        <h3 className="t13">
          {t('adminSystem.keys.usage')} <span className="q t12">{t('adminSystem.keys.usageLead')}</span>
        </h3>
        {error && <p className="err">{describeError(error)}</p>}
        {usage && (
          <div className="col gap12">
            <div className="key-usage">
              <DayBars days={usage.days} />
              <dl className="key-figures">
                <Figure value={formats.number(usage.today)} word={t('adminSystem.keys.today')} />
                <Figure value={formats.percent(usage.errorShare)} word={t('adminSystem.keys.errors')} />
                <Figure
                  value={
                    usage.p50Ms === null || usage.p95Ms === null
                      ? '–'
                      : `${formats.number(usage.p50Ms, 1)} / ${formats.number(usage.p95Ms, 1)} ms`
                  }
                  word={t('adminSystem.keys.times')}
                />
                <Figure value={formats.number(usage.total)} word={t('adminSystem.keys.total')} />
              </dl>
            </div>
            <div className="key-limits">
              {usage.limits.map((limit) => (
                <Limit key={limit.windowS} limit={limit} />
              ))}
            </div>
          </div>
        )}
      </section>
      <section>
        {rotation}
        {isRotating && usage && (
          <dl className="fact-list" style={{ marginTop: 8 }}>
            <dt>{t('adminSystem.keys.newSecret')}</dt>
            <dd className="md">{calls(usage.newSecretCalls)}</dd>
            <dt>{t('adminSystem.keys.oldSecret')}</dt>
            <dd className={usage.oldSecretCalls > 0 ? 'warn md' : 'md'}>
              {calls(usage.oldSecretCalls)}
              {usage.oldSecretCalls > 0 && <span className="t12"> {t('adminSystem.keys.stillUsed')}</span>}
            </dd>
          </dl>
        )}
      </section>
      <section>
        <h3 className="t13">{t('adminSystem.keys.callers')}</h3>
        {usage?.callers.length === 0 && <p className="q t12">{t('adminSystem.keys.noCallers')}</p>}
        {usage && usage.callers.length > 0 && (
          <table className="t key-callers">
            <tbody>
              {usage.callers.slice(0, 8).map((caller) => (
                <tr key={`${caller.at} ${caller.route} ${caller.program}`}>
                  <td>{new Date(caller.at).toLocaleTimeString('en-GB')}</td>
                  <td className="el">{caller.program}</td>
                  <td className="mono el">{caller.route}</td>
                  <td className={caller.status >= 400 ? 'r warn md' : 'r'}>{caller.status}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  )
}

function Figure({ value, word }: { value: string; word: string }) {
  return (
    <div>
      <dd className="md">{value}</dd>
      <dt className="q t12">{word}</dt>
    </div>
  )
}

function DayBars({ days }: { days: ApiKeyUsage['days'] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const most = Math.max(1, ...days.map((d) => d.calls))
  const name = (at: number) => new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  return (
    <ul className="day-bars" aria-label={t('adminSystem.keys.usage')}>
      {days.slice(-14).map((day) => {
        const says = t('adminSystem.keys.dayBar', {
          day: name(day.at),
          calls: formats.number(day.calls),
          errors: formats.number(day.errors),
        })
        return (
          <li key={day.at} title={says}>
            <span className="sr-only">{says}</span>
            <span className="bar-all" style={{ height: `${(day.calls / most) * 100}%` }} aria-hidden />
          </li>
        )
      })}
    </ul>
  )
}

function Limit({ limit }: { limit: ApiKeyUsage['limits'][number] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const used = Math.max(0, limit.limit - limit.remaining)
  const word = { 60: 'minute', 3600: 'hour', 86400: 'day' }[limit.windowS] as 'minute' | 'hour' | 'day' | undefined
  return (
    <div>
      <div className="row t12">
        <span className="grow">{t(`adminSystem.keys.window.${word ?? 'other'}`, { s: limit.windowS })}</span>
        <span className="md">{t('adminSystem.keys.used', { n: formats.number(used), all: formats.number(limit.limit) })}</span>
      </div>
      <div className="limit-bar" aria-hidden>
        <span style={{ width: `${Math.min(100, (used / limit.limit) * 100)}%` }} />
      </div>
      <span className="q t12">
        {t('adminSystem.keys.remaining', { n: formats.number(limit.remaining), time: new Date(limit.resetAt).toLocaleTimeString('en-GB') })}
      </span>
    </div>
  )
}
