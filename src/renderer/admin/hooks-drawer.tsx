// One source of incoming webhooks: its address, traffic, secrets, mapping, and a line that sends one from here.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HookSourceRecord } from '../../contract/schemas/hook.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { CopyLine, useCopy } from '../ui/copy-line.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormSelect } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { hookExample } from './hooks-example.ts'
import { MappingPart } from './hooks-mapping-form.tsx'
import { useSourceActions } from './hooks-queries.ts'

interface Props {
  readonly record: HookSourceRecord
  readonly onClose: () => void
  readonly onShown: (secret: string) => void
}

/** The pane at the right. */
export function SourceDrawer({ record, onClose, onShown }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const actions = useSourceActions()
  const { session } = useApi()
  const copy = useCopy()
  const [isRemoving, setIsRemoving] = useState(false)
  const address = `${session.baseUrl}/api/v1/hooks/${record.source}`
  const example = hookExample(record, address)
  return (
    <aside className="details hook-details" data-pane="details" aria-label={record.name}>
      <div className="details-head">
        <div className="grow">
          <h2 className="t15">{record.name}</h2>
          <span className="q t12">
            {t(`incoming.kinds.${record.kind}`)} · {t(`incoming.adapters.${record.adapter}`)}
          </span>
        </div>
        {may('hook-sources:write') && (
          <button type="button" className="btn" onClick={() => void actions.turn(record, !record.active)}>
            {t(record.active ? 'incoming.pause' : 'incoming.resume')}
          </button>
        )}
        {may('hook-sources:delete') && (
          <button type="button" className="btn d" onClick={() => setIsRemoving(true)}>
            {t('incoming.remove')}
          </button>
        )}
        <button type="button" className="btn g x" aria-label={t('common.close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      <section>
        <CopyLine label={t('incoming.address')} text={address} />
        <p className="q t12">{t(`incoming.adapterHints.${record.adapter}`)}</p>
      </section>
      <Traffic record={record} />
      <Secrets record={record} onShown={onShown} />
      <MappingPart key={record.revision} record={record} />
      <section>
        <div className="row">
          <h3 className="t13 grow">{t('incoming.example')}</h3>
          <button type="button" className="btn sm" onClick={() => void copy(example)}>
            <Icon name="copy" size={14} />
            {t('devices.copy')}
          </button>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
        <pre className="code-block mono" tabIndex={0}>
          {example}
        </pre>
      </section>
      {isRemoving && (
        <AskDialog
          title={t('incoming.removeTitle', { name: record.name })}
          text={t('incoming.removeText')}
          deed={t('incoming.remove')}
          onYes={() => actions.remove(record).then((done) => (done ? onClose() : setIsRemoving(false)))}
          onClose={() => setIsRemoving(false)}
        />
      )}
    </aside>
  )
}

function Traffic({ record }: Pick<Props, 'record'>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const { stats } = record
  const facts = [
    [t('incoming.facts.received'), formats.number(stats.received)],
    [t('incoming.facts.repeats'), formats.number(stats.repeats)],
    [t('incoming.facts.failed'), formats.number(stats.failed)],
    [t('incoming.facts.refused'), formats.number(stats.refused)],
    [t('incoming.facts.last'), stats.lastAt === null ? t('incoming.never') : formats.dateTime(stats.lastAt)],
  ] as const
  return (
    <section>
      <div className="row">
        <h3 className="t13 grow">{t('incoming.traffic')}</h3>
        {may('inbox:read') && (
          <Link className="t12" to="/admin/$section" params={{ section: 'inbox' }} search={{ source: record.id }}>
            {t('incoming.openInbox')}
          </Link>
        )}
      </div>
      <dl className="fact-list">
        {facts.map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {stats.lastRefusal !== null && stats.lastRefusedAt !== null && (
        <p className="warn t12" style={{ marginTop: 8 }}>
          {t('incoming.lastRefusal', { time: formats.dateTime(stats.lastRefusedAt), reason: stats.lastRefusal })}
        </p>
      )}
    </section>
  )
}

function Secrets({ record, onShown }: Omit<Props, 'onClose'>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const [isAsking, setIsAsking] = useState(false)
  if (record.adapter === 'key')
    return (
      <section>
        <h3 className="t13">{t('incoming.secrets')}</h3>
        <p className="q t12">{t('incoming.noSecret')}</p>
      </section>
    )
  return (
    <section>
      <div className="row">
        <h3 className="t13 grow">{t('incoming.secrets')}</h3>
        {may('hook-sources:write') && (
          <button type="button" className="btn sm" onClick={() => setIsAsking(true)}>
            {t('incoming.rotate')}
          </button>
        )}
      </div>
      <ul className="t12">
        {record.secrets.map((secret) => (
          <li key={secret.id}>
            {t('incoming.secretSince', { day: formats.dateTime(secret.createdAt) })}
            {', '}
            {secret.lastUsedAt === null
              ? t('incoming.secretUnused')
              : t('incoming.secretUsed', { time: formats.dateTime(secret.lastUsedAt) })}
            {secret.endsAt !== null && `, ${t('incoming.secretEnds', { time: formats.dateTime(secret.endsAt) })}`}
          </li>
        ))}
      </ul>
      {isAsking && <RotateDialog record={record} onShown={onShown} onClose={() => setIsAsking(false)} />}
    </section>
  )
}

const overlaps = ['0', '1', '24', '168'] as const

function RotateDialog({ record, onShown, onClose }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const { put } = useSourceActions()
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]>('24')
  const [refusal, setRefusal] = useState<string | null>(null)
  const rotate = async () => {
    try {
      const made = await client.rotateHookSecret({ params: { id: record.id }, body: { overlapHours: Number(overlap) } })
      put(made.source)
      onClose()
      if (made.secret !== null) onShown(made.secret)
    } catch (error) {
      setRefusal(describeError(error))
    }
  }
  return (
    <Dialog title={t('incoming.rotateTitle', { name: record.name })} onClose={onClose}>
      <p>{t('incoming.rotateText')}</p>
      <FormSelect
        label={t('incoming.overlap')}
        value={overlap}
        options={overlaps.map((value) => ({ value, label: t(`incoming.overlaps.h${value}`) }))}
        onChange={setOverlap}
      />
      {refusal !== null && (
        <p className="err" role="alert">
          {refusal}
        </p>
      )}
      <div className="actions">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className="btn p" data-autofocus onClick={() => void rotate()}>
          {t('incoming.rotate')}
        </button>
      </div>
    </Dialog>
  )
}
