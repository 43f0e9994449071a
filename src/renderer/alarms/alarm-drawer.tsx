// One alarm: what is wrong now, what to do, what happened, and every action its state allows.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useStandingAlarms } from '../api/live-alarms.ts'
import { useMay } from '../api/me.ts'
import { sensorKeys, useSensor } from '../api/sensor-queries.ts'
import { useAlarmName } from '../ui/alarm-name.ts'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { AlarmStateMark, PriorityMark } from '../ui/live-marks.tsx'
import { valueText } from '../ui/value-text.ts'
import type { AlarmActions } from './alarm-actions.ts'
import { deedsOf } from './alarm-deeds.ts'
import type { Asked } from './alarm-dialogs.tsx'
import { NowValue } from './alarm-list.tsx'
import { AlarmTimeline } from './alarm-timeline.tsx'
import { EventChart } from './event-chart.tsx'

interface Props {
  readonly alarmId: string
  readonly actions: AlarmActions
  readonly onAsk: (asked: Asked) => void
  readonly onClose: () => void
}

/** The pane at the right. */
export function AlarmDrawer({ alarmId, actions, onAsk, onClose }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const nameOf = useAlarmName()
  const { alarms } = useStandingAlarms()
  const standing = alarms.find((a) => a.id === alarmId)
  const asked = useQuery({
    queryKey: sensorKeys.alarm(alarmId),
    queryFn: ({ signal }) => client.getAlarm({ params: { id: alarmId }, signal }),
  })
  const alarm = standing ?? asked.data
  if (!alarm)
    return (
      <aside className="details" data-pane="details">
        <div className="details-head">
          <span className="grow">{asked.isError && <span className="err">{describeError(asked.error)}</span>}</span>
          <CloseButton onClose={onClose} />
        </div>
      </aside>
    )
  const name = nameOf(alarm)
  return (
    <aside className="details" data-pane="details" aria-label={t('alarms.details', { name })}>
      <div className="details-head">
        <PriorityMark priority={alarm.priority} />
        <div className="grow">
          <h2 className="t15">{name}</h2>
          <AlarmStateMark alarm={alarm} />
        </div>
        <CloseButton onClose={onClose} />
      </div>
      <section>
        <Deeds alarm={alarm} actions={actions} onAsk={onAsk} />
      </section>
      <section>
        <AlarmFacts alarm={alarm} />
      </section>
      {alarm.sensorId !== null && alarm.raisedAt !== null && (
        <section>
          <h3 className="t13">{t('alarms.chart')}</h3>
          <EventChart sensorId={alarm.sensorId} alarm={alarm} name={name} />
        </section>
      )}
      {alarm.advice !== '' && (
        <section>
          <h3 className="t13">{t('alarms.advice')}</h3>
          <p className="m" style={{ whiteSpace: 'pre-wrap' }}>
            {alarm.advice}
          </p>
        </section>
      )}
      <section>
        <h3 className="t13">{t('alarms.timeline')}</h3>
        <AlarmTimeline alarmId={alarm.id} unit={alarm.unit} />
      </section>
    </aside>
  )
}

function CloseButton({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <button type="button" className="btn g x" aria-label={t('common.close')} onClick={onClose}>
      <Icon name="x" />
    </button>
  )
}

function Deeds({ alarm, actions, onAsk }: { alarm: AlarmRecord; actions: AlarmActions; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation()
  const sensor = useSensor(alarm.sensorId ?? '')
  const can = deedsOf(alarm)
  const may = useMay()
  return (
    <div className="row wrap">
      {can.acknowledge && (
        <button type="button" className="btn p" onClick={() => onAsk({ kind: 'acknowledge', alarms: [alarm] })}>
          <Icon name="check" />
          {t('alarms.acknowledge')}
        </button>
      )}
      {can.reset && (
        <button type="button" className="btn" title={t('alarms.clearHint')} onClick={() => void actions.reset(alarm)}>
          <Icon name="refresh" />
          {t('alarms.clear')}
        </button>
      )}
      {can.shelve && (
        <button type="button" className="btn" onClick={() => onAsk({ kind: 'shelve', alarm })}>
          <Icon name="archive" />
          {t('alarms.shelve')}
        </button>
      )}
      {can.unshelve && (
        <button type="button" className="btn" onClick={() => void actions.unshelve(alarm)}>
          {t('alarms.unshelve')}
        </button>
      )}
      {can.unsuppress && (
        <button type="button" className="btn" onClick={() => void actions.unsuppress(alarm)}>
          {t('alarms.unsuppress')}
        </button>
      )}
      {can.putBack ? (
        <button type="button" className="btn" onClick={() => void actions.returnToService(alarm)}>
          {t('alarms.returnToService')}
        </button>
      ) : (
        <button type="button" className="btn g" onClick={() => onAsk({ kind: 'outOfService', alarm })}>
          {t('alarms.outOfService')}
        </button>
      )}
      {alarm.sensorId !== null && (
        <Link className="btn g" to="/sensors/$sensorId" params={{ sensorId: alarm.sensorId }}>
          {t('alarms.openChart')}
        </Link>
      )}
      {sensor?.position?.designId && (
        <Link className="btn g" to="/designs/$designId" params={{ designId: sensor.position.designId }}>
          {t('alarms.openPlan')}
        </Link>
      )}
      {may('timeline:read') && (
        <Link className="btn g" to="/admin/$section" params={{ section: 'timeline' }} search={{ subject: `alarm/${alarm.id}` }}>
          {t('alarms.openTold')}
        </Link>
      )}
    </div>
  )
}

function AlarmFacts({ alarm }: { alarm: AlarmRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const text = (value: number) => valueText(value, alarm.unit, formats, { yes: '', no: '' })
  const when = (at: number | null, who?: string | null) =>
    at === null ? null : who ? t('alarms.facts.by', { time: formats.dateTime(at), who }) : formats.dateTime(at)
  const condition = [
    t(`alarms.conditions.${alarm.kind}`, { limit: alarm.setPoint === null ? '' : text(alarm.setPoint) }),
    ...(alarm.deadband > 0 ? [t('alarms.deadband', { value: text(alarm.deadband) })] : []),
  ].join(', ')
  const rows: [string, React.ReactNode][] = [
    [t('alarms.facts.value'), <NowValue key="value" alarm={alarm} />],
    [t('alarms.facts.condition'), condition],
    [t('alarms.facts.raised'), when(alarm.raisedAt)],
    [t('alarms.facts.returned'), when(alarm.returnedAt)],
    [t('alarms.facts.acknowledged'), when(alarm.acknowledgedAt, alarm.acknowledgedBy)],
    [t('alarms.comment'), alarm.comment],
    [t('alarms.facts.shelved'), when(alarm.shelvedUntil, alarm.shelvedBy)],
    [t('alarms.reason'), alarm.shelvedReason],
    [t('alarms.facts.occurrences'), t('alarms.facts.occurrencesN', { count: alarm.occurrences, n: formats.number(alarm.occurrences) })],
    [
      t('alarms.facts.escalation'),
      alarm.escalation > 0 || alarm.nextEscalationAt !== null
        ? [
            ...(alarm.escalation > 0
              ? [t('alarms.facts.escalated', { n: alarm.escalation, base: alarm.basePriority, now: alarm.priority })]
              : []),
            ...(alarm.nextEscalationAt === null ? [] : [t('alarms.facts.nextStep', { time: formats.time(alarm.nextEscalationAt) })]),
          ].join(', ')
        : null,
    ],
    [
      t('alarms.facts.sensor'),
      alarm.sensorId && (
        <Link key="sensor" to="/sensors/$sensorId" params={{ sensorId: alarm.sensorId }} className="a mono">
          {alarm.sensorId}
        </Link>
      ),
    ],
    [
      t('alarms.facts.node'),
      <Link key="node" to="/nodes/$nodeId" params={{ nodeId: alarm.nodeId }} className="a mono">
        {alarm.nodeId}
      </Link>,
    ],
    [
      t('alarms.facts.rule'),
      <span key="rule">
        <Link to="/alarms/rules" search={{ id: alarm.ruleId }} className="a">
          {alarm.ruleName}
        </Link>
        {alarm.sensorId !== null && (
          <>
            {' · '}
            <Link to="/alarms/rules" search={{ id: 'new', sensor: alarm.sensorId, overrides: alarm.ruleId }} className="a">
              {t('rules.ownRule')}
            </Link>
          </>
        )}
      </span>,
    ],
  ]
  return <Facts rows={rows} />
}
