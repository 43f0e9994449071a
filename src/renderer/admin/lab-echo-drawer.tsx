// One echo: its address, how it answers, which webhooks send there, and what came.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type EchoRecord, type EchoRequests, echoFaults } from '../../contract/schemas/webhook.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { prettyJson } from '../ui/pretty-json.ts'
import { DrawerHead } from './drawer-head.tsx'
import { labKeys, useEchoRequests, useWebhooksTo } from './lab-queries.ts'
import { StopsIn } from './lab-stops-in.tsx'
import { useDeed } from './people-queries.ts'

interface Props {
  readonly echo: EchoRecord
  readonly onClose: () => void
}
type Request = EchoRequests['items'][number]

/** The pane at the right. */
export function EchoDrawer({ echo, onClose }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const may = useMay()
  const deed = useDeed()
  const webhooks = useWebhooksTo(echo.url, may('webhooks:read'))
  const { port } = new URL(echo.url)
  const title = t('lab.echo.name', { port })
  const stop = async () => {
    const says = t((webhooks.data?.length ?? 0) > 0 ? 'lab.echo.stopped' : 'lab.echo.stoppedPlain')
    const done = await deed([labKeys.echoes], async () => (await client.stopEcho({ params: { id: echo.id } })) ?? true, says)
    if (done === null) return
    queries.setQueryData<EchoRecord[]>(labKeys.echoes, (held) => held?.filter(({ id }) => id !== echo.id))
    onClose()
  }
  return (
    <aside className="details hook-details" data-pane="details" aria-label={title}>
      <DrawerHead title={title} below={<Stops at={echo.stopsAt} />} onClose={onClose}>
        {may('lab:write') && (
          <button type="button" className="btn" onClick={() => void stop()}>
            {t('lab.stop')}
          </button>
        )}
      </DrawerHead>
      <section>
        <CopyLine label={t('lab.echo.address')} text={echo.url} />
      </section>
      <Answers key={`${echo.fault} ${echo.retryAfterS}`} echo={echo} />
      <Senders echo={echo} port={port} webhooks={webhooks.data} />
      <Received echo={echo} />
    </aside>
  )
}

const Stops = ({ at }: { at: number }) => (
  <span className="q t12">
    <StopsIn at={at} />
  </span>
)

/** The fault, changed while it runs. */
function Answers({ echo }: { echo: EchoRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const may = useMay()
  const deed = useDeed()
  const [seconds, setSeconds] = useState(String(echo.retryAfterS))
  const [error, setError] = useState<string>()
  const change = async (body: { fault?: EchoRecord['fault']; retryAfterS?: number }) => {
    const changed = await deed([], () => client.changeEcho({ params: { id: echo.id }, body }))
    if (changed !== null)
      queries.setQueryData<EchoRecord[]>(labKeys.echoes, (held) => held?.map((one) => (one.id === changed.id ? changed : one)))
  }
  const send = () => {
    const isRight = /^\d{1,4}$/.test(seconds.trim()) && Number(seconds) <= 3600
    setError(isRight ? undefined : t('lab.echo.retryAfterRange'))
    if (isRight && Number(seconds) !== echo.retryAfterS) void change({ retryAfterS: Number(seconds) })
  }
  if (echo.badTls)
    return (
      <section>
        <p>{t('lab.echo.badTlsText')}</p>
      </section>
    )
  if (!may('lab:write'))
    return (
      <section>
        <p>{t(`lab.echo.faults.${echo.fault}`)}</p>
      </section>
    )
  return (
    <section className="form-fields">
      <FormSelect
        label={t('lab.echo.fault')}
        value={echo.fault}
        options={echoFaults.map((value) => ({ value, label: t(`lab.echo.faults.${value}`) }))}
        onChange={(fault) => void change({ fault })}
      />
      {echo.fault === 'rateLimit' && (
        <form
          noValidate
          onBlur={send}
          onSubmit={(event) => {
            event.preventDefault()
            send()
          }}
        >
          <FormText label={t('lab.echo.retryAfter')} unit="s" value={seconds} maxLength={4} error={error} onChange={setSeconds} />
        </form>
      )}
    </section>
  )
}

/** Webhooks of this server that point here, or the button that makes one. */
function Senders({
  echo,
  port,
  webhooks,
}: {
  echo: EchoRecord
  port: string
  webhooks: readonly { id: string; name: string }[] | undefined
}) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const deed = useDeed()
  const mayMake = may('webhooks:write') && may('webhooks:consent')
  const make = async () => {
    const name = t('lab.echo.madeName', { port })
    const body = { name, url: echo.url, events: ['*'], allowLoopback: true }
    await deed([labKeys.webhooks], () => client.createWebhook({ body }), t('lab.echo.made', { name }))
  }
  const isNone = webhooks?.length === 0
  return (
    <section>
      <h3 className="t13">{t('lab.echo.webhooks')}</h3>
      {webhooks && !isNone && (
        <ul>
          {webhooks.map(({ id, name }) => (
            <li key={id}>
              <Link className="a" to="/admin/$section" params={{ section: 'webhooks' }} search={{ id }}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {isNone && <p className="q">{t('lab.echo.noWebhook')}</p>}
      {webhooks?.length !== 0 && webhooks !== undefined ? null : mayMake ? (
        <button type="button" className="btn lab-make" onClick={() => void make()}>
          <Icon name="plus" />
          {t('lab.echo.make')}
        </button>
      ) : (
        <p className="q t12">{t('lab.echo.mayNot')}</p>
      )}
    </section>
  )
}

function Received({ echo }: { echo: EchoRecord }) {
  const { t } = useTranslation()
  const requests = useEchoRequests(echo.id, echo.received)
  return (
    <section>
      <h3 className="t13">{t('lab.echo.received')}</h3>
      {requests.data?.length === 0 && <p className="q">{t('lab.echo.nothing')}</p>}
      <ol className="lab-requests">
        {requests.data?.map((request) => (
          <li key={request.id}>
            <RequestRow request={request} />
          </li>
        ))}
      </ol>
    </section>
  )
}

const verdicts: Readonly<Record<Request['signature'], { readonly icon: IconName; readonly tone: string }>> = {
  valid: { icon: 'circleCheck', tone: 'ok' },
  wrong: { icon: 'circleX', tone: 'alarm' },
  missing: { icon: 'alertTriangle', tone: 'warn' },
  unknown: { icon: 'help', tone: 'idle' },
}

function RequestRow({ request }: { request: Request }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const verdict = verdicts[request.signature]
  return (
    <details>
      <summary>
        <span className="mono">{new Date(request.at).toLocaleTimeString('en-GB')}</span>
        <span className={`st ${verdict.tone}`}>
          <Icon name={verdict.icon} size={14} />
          {t(`lab.echo.signature.${request.signature}`)}
        </span>
        <span className="q t12 el grow">
          {request.method}, {formats.bytes(request.bytes)}, {t('lab.answered', { what: request.answered })}
        </span>
      </summary>
      <h4 className="t12">{t('lab.echo.headers')}</h4>
      <table className="t lab-headers">
        <tbody>
          {Object.entries(request.headers).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="mono">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h4 className="t12">{t('lab.echo.body')}</h4>
      {request.body === '' ? (
        <p className="q t12">{t('lab.echo.noBody')}</p>
      ) : (
        <CodeBlock text={prettyJson(request.body)} className="hook-body" />
      )}
    </details>
  )
}
