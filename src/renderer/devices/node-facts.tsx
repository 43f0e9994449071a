// What is known of a node: facts, place, counters that add up, refusals.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeRecord } from '../../contract/schemas/node.ts'
import { useNow } from '../api/now.ts'
import { durationText, readDuration } from '../ui/duration.ts'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'
import { spanText } from '../ui/value-text.ts'
import { BindDialog } from './bind-dialog.tsx'
import { useNodeActions } from './device-actions.ts'
import { Battery } from './nodes-page.tsx'
import { PlaceText } from './place-text.tsx'

/** The pane at the right. */
export function NodeFacts({ node }: { node: NodeRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow()
  const actions = useNodeActions()
  const [binding, setBinding] = useState(false)
  const when = (at: number | null) =>
    at === null ? (
      <span className="q">{t('devices.never')}</span>
    ) : (
      `${formats.dateTime(at)}, ${t('devices.ago', { span: spanText(now - at) })}`
    )
  const save = (body: Parameters<typeof actions.change>[1]) =>
    void actions.change(node.id, body).then((done) => done && toast({ text: t('node.saved') }))
  const rows: readonly [string, ReactNode][] = [
    [
      t('node.id'),
      <span key="id" className="mono">
        {node.id}
      </span>,
    ],
    [t('node.lastReading'), when(node.lastReadingAt)],
    [t('node.lastSeen'), when(node.lastSeenAt)],
    [
      t('node.connected'),
      t(node.connected === null ? 'node.connectedUnknown' : node.connected ? 'node.connectedYes' : 'node.connectedNo') +
        (node.address ? `, ${node.address}` : ''),
    ],
    [
      t('node.reported'),
      node.reported ?? (
        <span key="none" className="q">
          –
        </span>
      ),
    ],
    [t('node.offset'), <Offset key="offset" ms={node.clockOffsetMs} />],
    [
      t('node.battery'),
      node.batteryLevel === null ? (
        <span key="none" className="q">
          –
        </span>
      ) : (
        <Battery key="level" level={node.batteryLevel} />
      ),
    ],
    [
      t('node.signal'),
      node.signalDbm === null ? (
        <span key="none" className="q">
          –
        </span>
      ) : (
        `${formats.number(node.signalDbm)} dBm`
      ),
    ],
    [
      t('node.firmware'),
      node.firmwareVersion ?? (
        <span key="none" className="q">
          –
        </span>
      ),
    ],
    [
      t('node.capabilities'),
      node.capabilities.length === 0 ? (
        <span key="none" className="q">
          –
        </span>
      ) : (
        node.capabilities.join(', ')
      ),
    ],
    [t('node.registered'), when(node.registeredAt)],
    [t('node.created'), when(node.createdAt)],
    [t('node.credentials'), t(`node.credentialsWords.${node.credentials}`)],
    ...(node.alias.length > 0 ? [[t('node.alias'), node.alias.join(', ')] as const] : []),
    ...(node.replacedAt !== null ? [[t('node.replaced'), when(node.replacedAt)] as const] : []),
  ].map(([label, value]) => [label, value] as [string, ReactNode])
  return (
    <aside className="details" data-pane="facts" aria-label={t('node.facts')}>
      <section>
        <div className="form-fields">
          <TextField label={t('nodes.name')} labelWidth={104} value={node.name} onCommit={(name) => save({ name })} />
          <TextField
            label={t('node.interval')}
            labelWidth={104}
            value={durationText(node.intervalMs)}
            onCommit={(text) => {
              const intervalMs = readDuration(text)
              if (intervalMs === null) toast({ text: t('rules.errors.duration'), tone: 'warn' })
              else save({ intervalMs })
            }}
          />
          <TextField
            label={t('node.notes')}
            labelWidth={104}
            value={node.notes}
            maxLength={5000}
            multiline
            onCommit={(notes) => save({ notes })}
          />
        </div>
      </section>
      <section>
        <h3 className="t13">{t('node.location')}</h3>
        <p className="row">
          <span className="grow">
            <PlaceText location={node.location} />
          </span>
          <button type="button" className="btn sm" onClick={() => setBinding(true)}>
            {t('node.bind')}
          </button>
        </p>
        {node.reportedLocation && (
          <p className="q t12">
            {t('node.reportedLocation')}: {formats.number(node.reportedLocation.x, 2)}, {formats.number(node.reportedLocation.y, 2)},{' '}
            {formats.number(node.reportedLocation.z, 2)}
          </p>
        )}
      </section>
      <section>
        <h3 className="t13">{t('node.facts')}</h3>
        <Facts rows={rows} />
      </section>
      <Counters node={node} />
      <section>
        <h3 className="t13">{t('node.refusals')}</h3>
        {(node.refusals ?? []).length === 0 ? (
          <p className="q t12">{t('node.noRefusals')}</p>
        ) : (
          <ul className="col gap4 t12">
            {[...(node.refusals ?? [])].reverse().map((r) => (
              <li key={`${r.reason} ${r.topic}`}>
                <b>{formats.number(r.count)}×</b> {r.reason} {r.topic && <span className="mono q">{r.topic}</span>}{' '}
                <span className="q">{t('devices.ago', { span: spanText(now - r.lastAt) })}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section style={{ borderBottom: 0 }}>
        <Link to="/alarms" search={{ node: node.id }} className="link">
          {t('alarms.title')}
        </Link>
      </section>
      {binding && (
        <BindDialog
          name={node.name}
          location={node.location}
          onBind={(location) => actions.bind(node, location)}
          onClose={() => setBinding(false)}
        />
      )}
    </aside>
  )
}

/** Above two seconds it is said to be wrong. */
function Offset({ ms }: { ms: number | null }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (ms === null) return <span className="q">–</span>
  const text = Math.abs(ms) < 10_000 ? `${formats.number(ms)} ms` : `${ms < 0 ? '−' : ''}${spanText(Math.abs(ms))}`
  if (Math.abs(ms) <= 2000) return <span>{t('node.offsetOk', { value: text })}</span>
  return (
    <span className="warn">
      <Icon name="alertTriangle" size={12} /> {t('node.offsetBad', { value: text })}
    </span>
  )
}

function Counters({ node }: { node: NodeRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { received, stored, duplicate, quarantined, dropped } = node.counters
  const isEven = received === stored + duplicate + quarantined + dropped
  return (
    <section>
      <h3 className="t13">
        {t('node.counters')} <span className="q">{t('nodes.sum')}</span>
      </h3>
      <p className="counter-sum">
        <b>{formats.number(received)}</b> = {formats.number(stored)} + {formats.number(duplicate)} + {formats.number(quarantined)} +{' '}
        {formats.number(dropped)}{' '}
        <span className={isEven ? 'ok' : 'alarm'}>
          <Icon name={isEven ? 'circleCheck' : 'alertTriangle'} size={14} />
        </span>
      </p>
    </section>
  )
}
