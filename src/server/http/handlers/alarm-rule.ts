// Alarm rules over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of alarm rules. */
export function createAlarmRuleHandlers({
  alarmRule,
}: Services): Pick<Handlers, 'listAlarmRules' | 'createAlarmRule' | 'getAlarmRule' | 'changeAlarmRule' | 'deleteAlarmRule'> {
  return {
    listAlarmRules: ({ query }) => alarmRule.list(query),
    createAlarmRule: ({ body }) => alarmRule.create(body),
    getAlarmRule: ({ params }) => alarmRule.get(params.id),
    changeAlarmRule: ({ params, body, ifMatch }) => alarmRule.change({ id: params.id, ifMatch, body }),
    deleteAlarmRule: ({ params }) => void alarmRule.remove(params.id),
  }
}
