// Alarms over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Caller, Handlers } from '../handler.ts'

/** Routes of alarms, their events and their quality. */
export function createAlarmHandlers({
  alarm,
}: Services): Pick<
  Handlers,
  | 'listAlarms'
  | 'acknowledgeAlarms'
  | 'getAlarm'
  | 'acknowledgeAlarm'
  | 'shelveAlarm'
  | 'unshelveAlarm'
  | 'suppressAlarm'
  | 'unsuppressAlarm'
  | 'takeAlarmOutOfService'
  | 'returnAlarmToService'
  | 'clearAlarm'
  | 'listAlarmEvents'
  | 'getAlarmQuality'
> {
  return {
    listAlarms: ({ query }) => alarm.list(query),
    acknowledgeAlarms: ({ body, caller }) => alarm.acknowledgeMany({ ...body, by: nameOf(caller) }),
    getAlarm: ({ params }) => alarm.get(params.id),
    acknowledgeAlarm: ({ params, body, caller }) =>
      alarm.act({ id: params.id, action: 'acknowledge', by: nameOf(caller), comment: body.comment }),
    shelveAlarm: ({ params, body, caller }) => alarm.shelve({ id: params.id, by: nameOf(caller), ...body }),
    unshelveAlarm: ({ params, caller }) => alarm.act({ id: params.id, action: 'unshelve', by: nameOf(caller) }),
    suppressAlarm: ({ params, body, caller }) => alarm.act({ id: params.id, action: 'suppress', by: nameOf(caller), comment: body.reason }),
    unsuppressAlarm: ({ params, caller }) => alarm.act({ id: params.id, action: 'unsuppress', by: nameOf(caller) }),
    takeAlarmOutOfService: ({ params, body, caller }) =>
      alarm.act({ id: params.id, action: 'takeOutOfService', by: nameOf(caller), comment: body.reason }),
    returnAlarmToService: ({ params, caller }) => alarm.act({ id: params.id, action: 'returnToService', by: nameOf(caller) }),
    clearAlarm: ({ params, body, caller }) => alarm.act({ id: params.id, action: 'reset', by: nameOf(caller), comment: body.reason }),
    listAlarmEvents: ({ query }) => alarm.listEvents(query),
    getAlarmQuality: ({ query }) => alarm.quality(query),
  }
}

/** As it stands in the event log. */
function nameOf(caller: Caller): string {
  return caller.kind === 'program' ? `key ${caller.keyId}` : caller.name
}
