// The use of a key: bars, figures, what is left of its limits, which secret is used, routes and last callers.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Route, routes } from '../../contract/routes.ts'
import type { ApiKeyUsage } from '../../contract/schemas/api-key.ts'
import { describeError } from '../api/failure.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { KeyBars } from './keys-bars.tsx'
import { useApiKeyUsage } from './keys-queries.ts'

const hourMs = 3_600_000

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
  return (
    <>
      <section>
        <h3 className="t13">{t('adminSystem.keys.usage')}</h3>
        {error && <p className="err">{describeError(error)}</p>}
        {usage && (
          <div className="col gap12">
            <div className="key-usage">
              <KeyBars usage={usage} />
              <dl className="key-figures">
                <Figure value={formats.number(usage.today)} word={t('adminSystem.keys.today')} />
                <Figure
                  value={usage.today === 0 ? '–' : formats.percent(usage.errorsToday / usage.today)}
                  word={t('adminSystem.keys.errorsToday', { count: usage.errorsToday, n: formats.number(usage.errorsToday) })}
                />
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
        {isRotating && usage && <Secrets usage={usage} />}
      </section>
      <section>
        <h3 className="t13">{t('adminSystem.keys.routes')}</h3>
        {usage?.routes.length === 0 && <p className="q t12">{t('adminSystem.keys.noCallers')}</p>}
        {usage && usage.routes.length > 0 && (
          <table className="t key-routes">
            <thead>
              <tr>
                <th>{t('adminSystem.keys.route')}</th>
                <th className="r">{t('adminSystem.keys.routeCalls')}</th>
                <th className="r">{t('adminSystem.keys.routeErrors')}</th>
              </tr>
            </thead>
            <tbody>
              {usage.routes.map(({ route, calls, errors }) => (
                <tr key={route}>
                  <td className="mono el" title={routeText(route)}>
                    {routeText(route)}
                  </td>
                  <td className="r">{formats.number(calls)}</td>
                  <td className={errors > 0 ? 'r warn md' : 'r'}>{formats.number(errors)}</td>
                </tr>
              ))}
            </tbody>
          </table>
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
                  <td className="mono el" title={routeText(caller.route)}>
                    {routeText(caller.route)}
                  </td>
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

/** As the address is written; what is no route, as it is (`mqtt`). */
function routeText(name: string): string {
  const route = (routes as Readonly<Record<string, Route>>)[name]
  return route === undefined ? name : `${route.method} ${route.path.slice(1)}`
}

/** Which of the two secrets programs use. Only a call of the last 24 hours speaks against ending the overlap. */
function Secrets({ usage }: { usage: ApiKeyUsage }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const calls = (count: number) => t('adminSystem.keys.calls', { count, n: formats.number(count) })
  const recent = usage.hours.reduce((sum, hour) => sum + hour.oldSecretCalls, 0)
  const last = usage.hours.findLast((hour) => hour.oldSecretCalls > 0)
  return (
    <>
      <dl className="fact-list" style={{ marginTop: 8 }}>
        <dt>{t('adminSystem.keys.newSecret')}</dt>
        <dd className="md">{calls(usage.newSecretCalls)}</dd>
        <dt>{t('adminSystem.keys.oldSecret')}</dt>
        <dd className={recent > 0 ? 'warn md' : 'md'}>
          {calls(usage.oldSecretCalls)}
          {last && (
            <span className="t12">
              {' '}
              {t('adminSystem.keys.oldRecent', {
                n: formats.number(recent),
                from: formats.time(last.at),
                to: formats.time(last.at + hourMs),
              })}
            </span>
          )}
        </dd>
      </dl>
      <p className={`t12 st ${recent > 0 ? 'warn' : 'ok'}`} style={{ marginTop: 6 }}>
        <Icon name={recent > 0 ? 'alertTriangle' : 'circleCheck'} size={14} />
        {t(recent > 0 ? 'adminSystem.keys.stillUsed' : 'adminSystem.keys.oldUnused')}
      </p>
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
