// One key: what it may, its limits, its use, its rotation, who calls with it, and ready examples.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKeyRecord, CreatedApiKey } from '../../contract/schemas/api-key.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { useNow } from '../api/now.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { useCopy } from '../ui/copy-line.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { spanText } from '../ui/value-text.ts'
import { DrawerHead } from './drawer-head.tsx'
import { exampleLanguages, exampleOf } from './keys-examples.ts'
import { KeyForm } from './keys-form.tsx'
import { useKeyActions } from './keys-queries.ts'
import { KeyUsage } from './keys-usage.tsx'
import { RotateDialog } from './rotate-dialog.tsx'

interface Props {
  readonly record: ApiKeyRecord
  readonly onClose: () => void
  readonly onShown: (made: CreatedApiKey) => void
}

const overlaps = ['1', '24', '72', '168', '720'] as const

/** The pane at the right. */
export function KeyDrawer({ record, onClose, onShown }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(60_000)
  const may = useMay()
  const actions = useKeyActions()
  const [isRevoking, setIsRevoking] = useState(false)
  const lacked = record.scopes.filter((s) => !record.effectiveScopes.includes(s))
  const { expiresAt } = record
  const isExpired = expiresAt !== null && expiresAt <= now
  return (
    <aside className="details key-details" data-pane="details" aria-label={record.name}>
      <DrawerHead
        title={record.name}
        onClose={onClose}
        below={
          <>
            <span className="mono q t12">{record.prefix}_••••••••</span>
            {record.description !== '' && <p className="q t12">{record.description}</p>}
            <span className={`t12 st ${isExpired ? 'alarm' : record.state === 'expiresSoon' ? 'warn' : 'idle'}`}>
              <Icon name="clock" size={14} />
              {expiresAt === null
                ? t('adminSystem.keys.neverExpires')
                : isExpired
                  ? t('adminSystem.keys.expiredOn', { day: formats.dateTime(expiresAt) })
                  : t('adminSystem.keys.expiresOn', { span: spanText(expiresAt - now), day: formats.dateTime(expiresAt) })}
            </span>
          </>
        }
      >
        {may('api-keys:write') && !isExpired && (
          <button type="button" className="btn" onClick={() => void actions.turn(record, !record.active)}>
            {t(record.active ? 'adminSystem.keys.pause' : 'adminSystem.keys.resume')}
          </button>
        )}
        {may('api-keys:delete') && (
          <button type="button" className="btn d" onClick={() => setIsRevoking(true)}>
            {t('adminSystem.keys.revoke')}
          </button>
        )}
      </DrawerHead>
      {lacked.length > 0 && (
        <div className="banner" role="status">
          <Icon name="alertTriangle" />
          <span>{t('adminSystem.keys.shrunk', { scopes: lacked.join(', ') })}</span>
        </div>
      )}
      <KeyForm key={JSON.stringify([record.scopes, record.perMinute, record.perHour, record.perDay, record.name])} record={record} />
      <KeyUsage keyId={record.id} rotation={<Rotation record={record} onShown={onShown} />} isRotating={record.oldSecretUntil !== null} />
      <Example scopes={record.effectiveScopes} />
      <p className="inset q t12">
        {t('adminSystem.keys.madeBy', { time: formats.dateTime(record.createdAt), who: record.ownerName || t('adminSystem.none') })}
      </p>
      {isRevoking && (
        <AskDialog
          title={t('adminSystem.keys.revokeTitle', { name: record.name })}
          text={t('adminSystem.keys.revokeText')}
          deed={t('adminSystem.keys.revoke')}
          onYes={() => actions.revoke(record).then((done) => (done ? onClose() : setIsRevoking(false)))}
          onClose={() => setIsRevoking(false)}
        />
      )}
    </aside>
  )
}

/** Two secrets for a while. */
function Rotation({ record, onShown }: Pick<Props, 'record' | 'onShown'>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(60_000)
  const may = useMay()
  const { client } = useApi()
  const { put, overlap } = useKeyActions()
  const [isAsking, setIsAsking] = useState(false)
  const rotate = async (overlapHours: number) => {
    const made = await client.rotateApiKey({ params: { id: record.id }, body: { overlapHours } })
    const { key: _, ...held } = made
    put(held)
    setIsAsking(false)
    onShown(made)
  }
  const until = record.oldSecretUntil
  const mayWrite = may('api-keys:write')
  return (
    <>
      <div className="row wrap">
        <h3 className="t13" style={{ margin: 0 }}>
          {t('adminSystem.keys.rotation')}
        </h3>
        <span className="grow" />
        {mayWrite && until !== null && (
          <>
            <button
              type="button"
              className="btn sm"
              onClick={() => void overlap(record, Math.min(720, Math.ceil((until - now) / 3_600_000) + 24))}
            >
              {t('adminSystem.keys.extend')}
            </button>
            <button type="button" className="btn sm" onClick={() => void overlap(record, 0)}>
              {t('adminSystem.keys.end')}
            </button>
          </>
        )}
        {mayWrite && until === null && record.state !== 'expired' && (
          <button type="button" className="btn sm" onClick={() => setIsAsking(true)}>
            {t('adminSystem.keys.rotate')}
          </button>
        )}
      </div>
      {until !== null && <p className="q t12">{t('adminSystem.keys.twoLive', { time: formats.dateTime(until) })}</p>}
      {isAsking && (
        <RotateDialog
          title={t('adminSystem.keys.rotateTitle', { name: record.name })}
          text={t('adminSystem.keys.rotateLead')}
          label={t('adminSystem.keys.overlap')}
          choices={overlaps.map((value) => ({ value, label: t('adminSystem.keys.hours', { count: Number(value) }) }))}
          deed={t('adminSystem.keys.rotateDo')}
          onRotate={rotate}
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  )
}

function Example({ scopes }: { scopes: readonly string[] }) {
  const { t } = useTranslation()
  const { session } = useApi()
  const copy = useCopy()
  const [language, setLanguage] = useState<(typeof exampleLanguages)[number]>('curl')
  const text = exampleOf({ language, scopes, baseUrl: session.baseUrl })
  if (text === null)
    return (
      <section>
        <h3 className="t13">{t('adminSystem.keys.example')}</h3>
        <p className="q t12">{t('adminSystem.keys.noExample')}</p>
      </section>
    )
  return (
    <section>
      <div className="row wrap" style={{ marginBottom: 8 }}>
        <h3 className="t13" style={{ margin: 0 }}>
          {t('adminSystem.keys.example')}
        </h3>
        <span className="grow" />
        <fieldset className="seg" aria-label={t('adminSystem.keys.language')}>
          {exampleLanguages.map((name) => (
            <button key={name} type="button" aria-pressed={name === language} onClick={() => setLanguage(name)}>
              {name}
            </button>
          ))}
        </fieldset>
        <button type="button" className="btn g" onClick={() => void copy(text)}>
          <Icon name="copy" size={14} />
          {t('adminSystem.keys.copyExample')}
        </button>
      </div>
      <pre className="code-block mono">{text}</pre>
      <p className="q t12">{t('adminSystem.keys.exampleLead')}</p>
    </section>
  )
}
