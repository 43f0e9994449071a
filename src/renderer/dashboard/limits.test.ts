// Set-points on charts: of the rules that watch the sensor, overrides in place of what they override.
import { describe, expect, it } from 'vitest'
import type { AlarmRuleRecord } from '../../contract/schemas/alarm.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { limitsOf, watches } from './limits.ts'

const sensor = (id: string, type = 'temperature', designId: string | null = null) =>
  ({ id, nodeId: id.split('_')[0] ?? '', type, name: id, unit: '°C', position: { designId, xMm: 0, yMm: 0, zMm: 0 } }) as SensorRecord
const rule = (more: Partial<AlarmRuleRecord>) =>
  ({
    id: 'r',
    enabled: true,
    overrides: null,
    kind: 'hi',
    setPoint: 28,
    target: { kind: 'type', type: 'temperature' },
    ...more,
  }) as AlarmRuleRecord

describe('limits', () => {
  it('come from every kind of target', () => {
    const s = sensor('n1_temperature', 'temperature', 'd1')
    expect(watches(rule({ target: { kind: 'sensor', sensorId: 'n1_temperature' } }), s)).toBe(true)
    expect(watches(rule({ target: { kind: 'node', nodeId: 'n1' } }), s)).toBe(true)
    expect(watches(rule({ target: { kind: 'node', nodeId: 'n1', type: 'humidity' } }), s)).toBe(false)
    expect(watches(rule({ target: { kind: 'zone', designId: 'd1' } }), s)).toBe(true)
    expect(watches(rule({ target: { kind: 'zone', designId: 'd2' } }), s)).toBe(false)
    expect(watches(rule({ target: { kind: 'all' } }), s)).toBe(true)
  })
  it('stand once for all sensors that share them', () => {
    const limits = limitsOf([sensor('n1_temperature'), sensor('n2_temperature')], [rule({})])
    expect(limits).toEqual([{ kind: 'hi', value: 28, unit: '°C', nodeIds: ['n1', 'n2'] }])
  })
  it('give way to an override, and only for the sensors it is for', () => {
    const own = rule({ id: 'own', overrides: 'r', setPoint: 26.5, target: { kind: 'sensor', sensorId: 'n1_temperature' } })
    const limits = limitsOf([sensor('n1_temperature'), sensor('n2_temperature')], [rule({}), own])
    expect(limits).toEqual([
      { kind: 'hi', value: 28, unit: '°C', nodeIds: ['n2'] },
      { kind: 'hi', value: 26.5, unit: '°C', nodeIds: ['n1'] },
    ])
  })
  it('are not those of rules that are off, or that have no set-point on this scale', () => {
    const s = [sensor('n1_temperature')]
    expect(limitsOf(s, [rule({ enabled: false })])).toEqual([])
    expect(limitsOf(s, [rule({ kind: 'rate' })])).toEqual([])
    expect(limitsOf(s, [rule({ setPoint: null })])).toEqual([])
  })
})
