// One source of incoming webhooks: its address, traffic, secrets, mapping, and a line that sends one from here.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HookSourceRecord } from '../../contract/schemas/hook.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { CopyLine, useCopy } from '../ui/copy-line.tsx'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { DrawerHead } from './drawer-head.tsx'
import { hookExample } from './hooks-example.ts'
import { MappingPart } from './hooks-mapping-form.tsx'
import { useSourceActions } from './hooks-queries.ts'
import { RotateDialog } from './rotate-dialog.tsx'

interface Props {
  readonly record: HookSourceRecord
  readonly onClose: () => void
  readonly onShown: (secret: string) => void
}

const overlaps = ['0', '1', '24', '168'] as const

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
      <DrawerHead
        title={record.name}
        sub={`${t(`incoming.kinds.${record.kind}`)} · ${t(`incoming.adapters.${record.adapter}`)}`}
        onClose={onClose}
      >
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
      </DrawerHead>
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
        <CodeBlock text={example} />
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
          <Link className="a t12" to="/admin/$section" params={{ section: 'inbox' }} search={{ source: record.id }}>
            {t('incoming.openInbox')}
          </Link>
        )}
      </div>
      <Facts rows={facts} />
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
  const { client } = useApi()
  const { put } = useSourceActions()
  const [isAsking, setIsAsking] = useState(false)
  const rotate = async (overlapHours: number) => {
    const made = await client.rotateHookSecret({ params: { id: record.id }, body: { overlapHours } })
    put(made.source)
    setIsAsking(false)
    if (made.secret !== null) onShown(made.secret)
  }
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
      {isAsking && (
        <RotateDialog
          title={t('incoming.rotateTitle', { name: record.name })}
          text={t('incoming.rotateText')}
          label={t('incoming.overlap')}
          choices={overlaps.map((value) => ({ value, label: t(`incoming.overlaps.h${value}`) }))}
          deed={t('incoming.rotate')}
          onRotate={rotate}
          onClose={() => setIsAsking(false)}
        />
      )}
    </section>
  )
}
