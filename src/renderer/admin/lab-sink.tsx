// The sink's half of the lab: start, stop, its fault, whether Plenum's mail goes to it, and what came.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LabSmtp, smtpFaults } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { readLabMail } from './lab-mail-drawer.tsx'
import { StopsIn } from './lab-stops-in.tsx'

type Fault = LabSmtp['fault']
type Mail = LabSmtp['received'][number]

interface Props {
  readonly sink: LabSmtp
  readonly openId: number | null
  readonly onPut: (sink: LabSmtp) => void
  readonly onOpen: (id: number) => void
}

export function SinkHalf({ sink, openId, onPut, onOpen }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const refusal = useRefusal()
  const [isBusy, setIsBusy] = useState(false)
  const mayWrite = may('lab:write')
  const run = async (deed: () => Promise<LabSmtp>): Promise<boolean> => {
    refusal.clear()
    setIsBusy(true)
    try {
      onPut(await deed())
      return true
    } catch (error) {
      refusal.take(error, (pointer) => pointer === '/faultFor')
      return false
    } finally {
      setIsBusy(false)
    }
  }
  const giveBack = async () => {
    if (await run(() => client.takeMailFromLab({}))) toast({ text: t('lab.sink.givenBack') })
  }
  const use = async () => {
    if (await run(() => client.sendMailToLab({ body: {} })))
      toast({ text: t('lab.sink.usedToast'), action: { label: t('common.undo'), run: () => void giveBack() } })
  }
  const start = (fault: Fault, faultFor: string[]) => void run(() => client.startLabSmtp({ body: { fault, faultFor } }))
  return (
    <section className="lab-half" aria-labelledby="lab-sink">
      <div className="row wrap lab-head">
        <h2 id="lab-sink" className="t15">
          {t('lab.sink.title')}
        </h2>
        <span className="q" role="status">
          {sink.running ? t('lab.sink.count', { count: sink.received.length }) : t('lab.sink.stopped')}
        </span>
        <span className="grow" />
        {sink.running && mayWrite && (
          <>
            {!sink.isUsedByMail && may('mail:write') && (
              <button type="button" className="btn p" disabled={isBusy} onClick={() => void use()}>
                <Icon name="send" />
                {t('lab.sink.use')}
              </button>
            )}
            <button type="button" className="btn" disabled={isBusy} onClick={() => void run(() => client.stopLabSmtp({}))}>
              {t('lab.stop')}
            </button>
          </>
        )}
      </div>
      {refusal.says !== null && (
        <p className="err lab-line" role="alert">
          {refusal.says}
        </p>
      )}
      {sink.running && sink.port !== null ? (
        <>
          {sink.isUsedByMail && (
            <div className="banner">
              <Icon name="alertTriangle" />
              <span className="grow">{t('lab.sink.used')}</span>
              {may('mail:write') && (
                <button type="button" className="btn sm" disabled={isBusy} onClick={() => void giveBack()}>
                  {t('lab.sink.giveBack')}
                </button>
              )}
            </div>
          )}
          <div className="row wrap lab-line">
            <span className="st ok">
              <Icon name="circleCheck" size={14} />
              <span className="mono">{t('lab.sink.at', { port: sink.port })}</span>
            </span>
            <span className="q t12">
              <StopsIn at={sink.stopsAt} />
            </span>
            {mayWrite && !may('mail:write') && <span className="q t12">{t('lab.sink.mayNot')}</span>}
            <span className="grow" />
            <FaultPick
              key={`${sink.fault} ${sink.faultFor.join()}`}
              sink={sink}
              disabled={isBusy || !mayWrite}
              error={refusal.errors.get('/faultFor')}
              onPick={start}
            />
          </div>
          {sink.received.length === 0 ? (
            <p className="q lab-line">{t('lab.sink.nothing')}</p>
          ) : (
            <MailTable mails={sink.received} openId={openId} onOpen={onOpen} />
          )}
        </>
      ) : (
        <div className="inset">
          <EmptyState
            title={t('lab.sink.empty')}
            action={
              mayWrite && (
                <button type="button" className="btn p" disabled={isBusy} onClick={() => start('none', [])}>
                  {t('lab.sink.start')}
                </button>
              )
            }
          >
            {t('lab.sink.emptyText')}
          </EmptyState>
        </div>
      )}
    </section>
  )
}

interface FaultProps {
  readonly sink: LabSmtp
  readonly disabled: boolean
  readonly error: string | undefined
  readonly onPick: (fault: Fault, faultFor: string[]) => void
}

/** A fault, and for refusals whose mail it is about. */
function FaultPick({ sink, disabled, error, onPick }: FaultProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(sink.faultFor.join(', '))
  const addresses = () => text.split(/[\s,;]+/).filter((one) => one !== '')
  const isAboutSome = sink.fault === 'refuse450' || sink.fault === 'refuse550'
  const send = () => {
    if (addresses().join() !== sink.faultFor.join()) onPick(sink.fault, addresses())
  }
  return (
    <>
      <label className="row">
        <span className="lab">{t('lab.sink.fault')}</span>
        <select
          className="sel"
          value={sink.fault}
          disabled={disabled}
          onChange={(event) => onPick(event.currentTarget.value as Fault, addresses())}
        >
          {smtpFaults.map((fault) => (
            <option key={fault} value={fault}>
              {t(`lab.sink.faults.${fault}`)}
            </option>
          ))}
        </select>
      </label>
      {isAboutSome && (
        <label className="row">
          <span className="lab">{t('lab.sink.faultFor')}</span>
          <span className={error === undefined ? 'f' : 'f bad'} style={{ width: 220 }}>
            <input
              type="text"
              value={text}
              placeholder={t('lab.sink.faultForHint')}
              disabled={disabled}
              aria-invalid={error !== undefined}
              maxLength={2000}
              onChange={(event) => setText(event.currentTarget.value)}
              onBlur={send}
              onKeyDown={(event) => event.key === 'Enter' && send()}
            />
          </span>
        </label>
      )}
      {error !== undefined && (
        <p className="err" role="alert">
          {error}
        </p>
      )}
    </>
  )
}

function MailTable({ mails, openId, onOpen }: { mails: readonly Mail[]; openId: number | null; onOpen: (id: number) => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <table className="t admin-table lab-mails">
      <thead>
        <tr>
          <th>{t('lab.sink.columns.at')}</th>
          <th>{t('lab.sink.columns.subject')}</th>
          <th>{t('lab.sink.columns.to')}</th>
          <th className="r col-wide">{t('lab.sink.columns.size')}</th>
          <th>{t('lab.sink.columns.way')}</th>
        </tr>
      </thead>
      <tbody>
        {mails.map((mail) => {
          const subject = readLabMail(mail).subject || t('lab.sink.noSubject')
          return (
            <tr key={mail.id} data-opens className={mail.id === openId ? 'sel' : undefined} onClick={() => onOpen(mail.id)}>
              <td>{new Date(mail.at).toLocaleTimeString('en-GB')}</td>
              <td className="el">
                <button type="button" className="row-open el" aria-current={mail.id === openId || undefined} title={subject}>
                  {subject}
                </button>
              </td>
              <td className="el" title={mail.to.join(', ')}>
                {mail.to.join(', ')}
              </td>
              <td className="r col-wide">{formats.bytes(mail.bytes)}</td>
              <td>
                {mail.isEncrypted ? (
                  <span className="st ok">
                    <Icon name="lock" size={14} />
                    {t('lab.sink.encrypted')}
                  </span>
                ) : (
                  <span className="st warn">
                    <Icon name="alertTriangle" size={14} />
                    {t('lab.sink.clear')}
                  </span>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
