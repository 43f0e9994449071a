// Names of sensors of several nodes.
import { expect, it } from 'vitest'
import { sensorTitle } from './sensor-name.ts'

it('says which node it is, unless the name already does', () => {
  expect(sensorTitle({ nodeId: 'office-03', name: 'Temperature' })).toBe('office-03 temperature')
  expect(sensorTitle({ nodeId: 'office-03', name: 'CO₂' })).toBe('office-03 CO₂')
  expect(sensorTitle({ nodeId: 'office-03', name: 'Supply air, Office-03' })).toBe('Supply air, Office-03')
})
