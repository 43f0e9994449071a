// One alarm as readings.db has it.
import type { AlarmRow } from '../../src/server/store/readings/alarm-row.ts'

export const alarmRow: AlarmRow = {
  ...{ id: 'alarm-1', ruleId: 'rule-1', ruleName: 'Too warm', sensorId: 'hall-01_temperature', nodeId: 'hall-01', designId: null },
  ...{ type: 'temperature', unit: '°C', kind: 'hi', setPoint: 28, deadband: 0.3, advice: '', basePriority: 2, priority: 2 },
  ...{ state: 'unacknowledged', isActive: 1, pendingSince: null, isGated: 0, value: '29.4', valueAt: 1, raisedAt: 1, returnedAt: null },
  ...{ acknowledgedAt: null, acknowledgedBy: null, comment: null, shelvedUntil: null, shelvedReason: null, shelvedBy: null },
  ...{ suppressedBy: null, escalation: 0, nextEscalationAt: null, changedAt: 1, searchText: '', endedAt: null },
}
