// Join a node: the open window with its code, QR and countdown, the nodes that wait to be confirmed, and the warning of an open LAN.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { JoinWindow } from '../../contract/schemas/node.ts'
import { useApi } from '../api/api.tsx'
import { useNow } from '../api/now.ts'
import { sensorKeys, useJoinWindow } from '../api/sensor-queries.ts'
import { say } from '../ui/app-state.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { countdown, shortFingerprint, shownCode, useJoin, useOpenJoin } from './join-actions.ts'
import { JoinPending } from './join-pending.tsx'
import { JoinQr } from './join-qr.tsx'
import { saveBlob } from './start-actions.ts'

/** Wrong codes that close the window. */
const mostWrong = 5

/** The block at the top of the right column, or in a drawer where there is no column. */
export function JoinPanel() {
  const join = useJoinWindow()
  if (!join.data) return null
  return (
    <>
      <WindowBlock join={join.data} />
      {(join.data.isOpen || join.data.pending.length > 0) && <JoinPending pending={join.data.pending} />}
    </>
  )
}

function WindowBlock({ join }: { join: JoinWindow }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow()
  const queries = useQueryClient()
  const { client } = useApi()
  const open = useOpenJoin()
  const close = useMutation({
    mutationFn: () => client.closeJoinWindow({}),
    onSuccess: () => {
      useJoin.setState({ isShown: false })
      void queries.invalidateQueries({ queryKey: sensorKeys.join })
    },
  })
  const leftMs = (join.opensUntil ?? 0) - now
  const isOpen = join.isOpen && join.code !== null && leftMs > 0
  // What ran out by the clock is asked again once, for whatever the server did then.
  const ranOut = useRef(false)
  useEffect(() => {
    if (join.isOpen && leftMs <= 0 && !ranOut.current) {
      ranOut.current = true
      void queries.invalidateQueries({ queryKey: sensorKeys.join })
    }
    if (leftMs > 0) ranOut.current = false
  }, [join.isOpen, leftMs, queries])
  return (
    <section className="blk join" aria-label={t('join.title')}>
      <div className="row">
        <h2 className="t15 grow">{t('join.title')}</h2>
        {isOpen && (
          <span className="tag acc" role="timer">
            <Icon name="clock" size={14} />
            {t('join.left', { time: countdown(leftMs) })}
          </span>
        )}
      </div>
      {isOpen && join.code !== null ? (
        <>
          <p className="t12 m">{t('join.lead')}</p>
          {join.uri !== null && <JoinQr text={join.uri} label={t('join.qr')} />}
          <Code code={join.code} />
          <Facts join={join} />
          <div className="row wrap">
            <button type="button" className="btn sm" disabled={open.isPending} onClick={() => open.mutate()}>
              {t('join.again')}
            </button>
            <button type="button" className="btn sm" disabled={close.isPending} onClick={() => close.mutate()}>
              {t('join.close')}
            </button>
          </div>
        </>
      ) : (
        <>
          <p className="t12 m">
            {join.mqttPort === null && join.mqttsPort === null
              ? t('join.noBroker')
              : join.wrongCodes >= mostWrong
                ? t('join.closedByWrong', { n: formats.number(mostWrong) })
                : t('join.closed')}
          </p>
          <button type="button" className="btn p" disabled={open.isPending} onClick={() => open.mutate()}>
            {t('join.open')}
          </button>
        </>
      )}
    </section>
  )
}

function Code({ code }: { code: string }) {
  const { t } = useTranslation()
  const copy = async () => {
    await navigator.clipboard.writeText(code)
    say(t('join.copied'))
  }
  return (
    <div className="row join-code">
      <span className="code8 grow">{shownCode(code)}</span>
      <button type="button" className="btn x" aria-label={t('join.copy')} title={t('join.copy')} onClick={() => void copy()}>
        <Icon name="copy" />
      </button>
    </div>
  )
}

function Facts({ join }: { join: JoinWindow }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client, session } = useApi()
  const save = useMutation({
    mutationFn: async () =>
      saveBlob({ shell: session.shell, fileName: 'plenum-ca.pem', blob: (await client.getBrokerCertificate({})) as Blob }),
  })
  const port = join.mqttsPort ?? join.mqttPort
  return (
    <dl className="kvl">
      <dt>{t('join.host')}</dt>
      <dd>{port === null ? join.host : t('join.hostPort', { host: join.host, port: String(port) })}</dd>
      {join.mqttsPort !== null && join.mqttPort !== null && (
        <>
          <dt>{t('join.plainPort')}</dt>
          <dd>{t('join.port', { port: String(join.mqttPort) })}</dd>
        </>
      )}
      {join.caFingerprint !== null && (
        <>
          <dt>{t('join.fingerprint')}</dt>
          <dd className="mono" title={join.caFingerprint}>
            {shortFingerprint(join.caFingerprint)}
          </dd>
          <dt>{t('join.certificate')}</dt>
          <dd>
            <button type="button" className="link" onClick={() => save.mutate()}>
              {t('join.download')}
            </button>
          </dd>
        </>
      )}
      <dt>{t('join.wrong')}</dt>
      <dd>{t('join.wrongN', { n: formats.number(join.wrongCodes), most: formats.number(mostWrong) })}</dd>
    </dl>
  )
}
