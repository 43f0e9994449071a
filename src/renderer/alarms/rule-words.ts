// A rule in words: what it watches and when it is an alarm.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleRecord } from '../../contract/schemas/alarm.ts'
import { factsOfType } from '../../domain/sensor.ts'
import { useDesigns } from '../api/queries.ts'
import { useNodes, useSensorsById } from '../api/sensor-queries.ts'
import { durationText } from '../ui/duration.ts'
import { useFormats } from '../ui/format.ts'
import { sensorTitle } from '../ui/sensor-name.ts'
import { valueText } from '../ui/value-text.ts'

/** The unit of what a rule compares, where one type or sensor says it. */
export function unitOfTarget(target: AlarmRuleRecord['target'], unitOf: (sensorId: string) => string | undefined): string {
  if (target.kind === 'sensor') return unitOf(target.sensorId) ?? ''
  return 'type' in target && target.type ? factsOfType(target.type).unit : ''
}

/** Words for lists. */
export function useRuleWords() {
  const { t } = useTranslation()
  const formats = useFormats()
  const sensors = useSensorsById()
  const nodes = useNodes().data
  const designs = useDesigns({ search: '', projectId: null }).data
  const watches = useCallback(
    ({ target }: AlarmRuleRecord) => {
      switch (target.kind) {
        case 'sensor':
          return ((s) => (s ? sensorTitle(s) : target.sensorId))(sensors.get(target.sensorId))
        case 'type':
          return t('rules.watches.type', { type: target.type })
        case 'all':
          return t('rules.watches.all')
        case 'node': {
          const name = nodes?.find((n) => n.id === target.nodeId)?.name ?? target.nodeId
          return target.type ? t('rules.watches.nodeType', { name, type: target.type }) : t('rules.watches.node', { name })
        }
        case 'zone': {
          const name = designs?.pages.flatMap((p) => p.items).find((d) => d.id === target.designId)?.name ?? target.designId
          return target.type ? t('rules.watches.zoneType', { name, type: target.type }) : t('rules.watches.zone', { name })
        }
      }
    },
    [t, sensors, nodes, designs],
  )
  const when = useCallback(
    (rule: AlarmRuleRecord) => {
      const unit = unitOfTarget(rule.target, (id) => sensors.get(id)?.unit)
      const value = (n: number) => valueText(n, unit, formats, { yes: '', no: '' })
      const limit = rule.setPoint === null ? '' : value(rule.setPoint)
      const more = rule.deadband > 0 ? `, ${t('alarms.deadband', { value: value(rule.deadband) })}` : ''
      const over = rule.windowMs === null ? '' : `, ${durationText(rule.windowMs)}`
      const states = rule.kind === 'state' ? `: ${rule.states.map(String).join(', ')}` : ''
      return `${t(`alarms.conditions.${rule.kind}`, { limit })}${states}${more}${over}`
    },
    [t, formats, sensors],
  )
  return { watches, when }
}
