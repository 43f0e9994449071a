// How alarms, nodes and readings show their state everywhere: a shape with a number, or an icon with a word. Never colour alone.
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import type { AlarmState } from '../../domain/alarm.ts'
import type { NodeState } from '../../domain/node.ts'
import { useFormats } from './format.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'
import './live-marks.css'

type Tone = 'ok' | 'warn' | 'alarm' | 'idle'

/** 1 and 2 a filled square, 3 a circle, 4 a dashed square, the number inside. */
export function PriorityMark({ priority }: { priority: number }) {
  const { t } = useTranslation()
  return (
    <span className={`priority p${priority}`} role="img" aria-label={t('alarms.priorityN', { n: priority })}>
      {priority}
    </span>
  )
}

export const alarmLook: Readonly<Record<AlarmState, { readonly icon: IconName; readonly tone: Tone }>> = {
  normal: { icon: 'circleCheck', tone: 'ok' },
  unacknowledged: { icon: 'alertTriangle', tone: 'alarm' },
  acknowledged: { icon: 'check', tone: 'idle' },
  returnedUnacknowledged: { icon: 'history', tone: 'warn' },
  latchedUnacknowledged: { icon: 'pin', tone: 'alarm' },
  latchedAcknowledged: { icon: 'pin', tone: 'idle' },
  shelved: { icon: 'archive', tone: 'idle' },
  suppressed: { icon: 'eyeOff', tone: 'idle' },
  outOfService: { icon: 'tool', tone: 'idle' },
}

/** The state of an alarm with what belongs to it: who, until when. */
export function AlarmStateMark({ alarm, brief = false }: { alarm: AlarmRecord; brief?: boolean }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { icon, tone } = alarmLook[alarm.state]
  const word = (() => {
    if (alarm.state === 'shelved' && alarm.shelvedUntil !== null)
      return t('alarms.shelvedUntil', { time: formats.time(alarm.shelvedUntil) })
    if (brief) return t(`alarms.states.${alarm.state}`)
    if (alarm.state === 'acknowledged' && alarm.acknowledgedAt !== null)
      return t('alarms.acknowledgedBy', { time: formats.time(alarm.acknowledgedAt), who: alarm.acknowledgedBy ?? '' })
    if (alarm.state === 'suppressed' && alarm.suppressedBy) return t('alarms.suppressedBy', { what: alarm.suppressedBy })
    return t(`alarms.states.${alarm.state}`)
  })()
  return (
    <span className={`st ${tone}`}>
      <Icon name={icon} size={14} />
      <span className="el">{word}</span>
    </span>
  )
}

export const nodeLook: Readonly<Record<NodeState, { readonly icon: IconName; readonly tone: Tone }>> = {
  online: { icon: 'circleCheck', tone: 'ok' },
  late: { icon: 'clock', tone: 'warn' },
  silent: { icon: 'circleDashed', tone: 'warn' },
  offline: { icon: 'circleX', tone: 'alarm' },
  never: { icon: 'circle', tone: 'idle' },
  maintenance: { icon: 'tool', tone: 'idle' },
  error: { icon: 'alertTriangle', tone: 'alarm' },
}

/** The state of a node; the server's reason is its tooltip. */
export function NodeStateMark({ state, reason }: { state: NodeState; reason?: string }) {
  const { t } = useTranslation()
  const { icon, tone } = nodeLook[state]
  return (
    <span className={`st ${tone}`} title={reason}>
      <Icon name={icon} size={14} />
      {t(`nodeStates.${state}`)}
    </span>
  )
}

const freshnessLook = {
  fresh: nodeLook.online,
  late: nodeLook.late,
  silent: nodeLook.silent,
  never: nodeLook.never,
} as const

/** How fresh a sensor's value is. */
export function FreshnessMark({ freshness }: { freshness: keyof typeof freshnessLook }) {
  const { t } = useTranslation()
  const { icon, tone } = freshnessLook[freshness]
  return (
    <span className={`st ${tone}`}>
      <Icon name={icon} size={14} />
      {t(`freshness.${freshness}`)}
    </span>
  )
}
