// Alarms over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

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
    acknowledgeAlarms: ({ body, caller }) => alarm.acknowledgeMany({ ...body, by: caller.kind }),
    getAlarm: ({ params }) => alarm.get(params.id),
    acknowledgeAlarm: ({ params, body, caller }) =>
      alarm.act({ id: params.id, action: 'acknowledge', by: caller.kind, comment: body.comment }),
    shelveAlarm: ({ params, body, caller }) => alarm.shelve({ id: params.id, by: caller.kind, ...body }),
    unshelveAlarm: ({ params, caller }) => alarm.act({ id: params.id, action: 'unshelve', by: caller.kind }),
    suppressAlarm: ({ params, body, caller }) => alarm.act({ id: params.id, action: 'suppress', by: caller.kind, comment: body.reason }),
    unsuppressAlarm: ({ params, caller }) => alarm.act({ id: params.id, action: 'unsuppress', by: caller.kind }),
    takeAlarmOutOfService: ({ params, body, caller }) =>
      alarm.act({ id: params.id, action: 'takeOutOfService', by: caller.kind, comment: body.reason }),
    returnAlarmToService: ({ params, caller }) => alarm.act({ id: params.id, action: 'returnToService', by: caller.kind }),
    clearAlarm: ({ params, body, caller }) => alarm.act({ id: params.id, action: 'reset', by: caller.kind, comment: body.reason }),
    listAlarmEvents: ({ query }) => alarm.listEvents(query),
    getAlarmQuality: ({ query }) => alarm.quality(query),
  }
}
