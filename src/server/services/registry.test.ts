// Lists stay in order and complete however nodes and sensors come and go; and who there is changes only when it does.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRegistry, newNodeRow } from './registry.ts'

const emptyStore = { node: { listAll: () => [], listAliases: () => [] }, sensor: { listAll: () => [] } } as unknown as Parameters<
  typeof createRegistry
>[0]

test('nodes and sensors are listed by id, live ones only, after any comings and goings', () => {
  const step = fc.record({ id: fc.integer({ min: 0, max: 9 }), what: fc.constantFrom('put', 'delete', 'sensor', 'look') })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const registry = createRegistry(emptyStore)
      const live = new Set<string>()
      const sensors = new Map<string, string>()
      for (const { id, what } of steps) {
        const nodeId = `n${id}`
        if (what === 'put') {
          registry.put({ ...(registry.row(nodeId)?.row ?? newNodeRow(nodeId, 0)), deletedAt: null })
          live.add(nodeId)
        } else if (what === 'delete' && live.has(nodeId)) {
          registry.put({ ...newNodeRow(nodeId, 0), deletedAt: 5 })
          live.delete(nodeId)
        } else if (what === 'sensor' && live.has(nodeId)) {
          const sensorId = `${nodeId}_t${sensors.size}`
          registry.putSensor({ id: sensorId, nodeId, type: 't', name: null, unit: null, reportedUnit: '', location: null, createdAt: 0 })
          sensors.set(sensorId, nodeId)
        } else registry.nodes()
        expect(registry.nodes().map(({ row }) => row.id)).toEqual([...live].sort())
        const wanted = [...sensors].filter(([, owner]) => live.has(owner)).map(([sensorId]) => sensorId)
        expect(registry.sensors().map(({ row }) => row.id)).toEqual(wanted.sort())
      }
    }),
  )
})

test('a node that registers again with the same words is no change of who there is', () => {
  const registry = createRegistry(emptyStore)
  registry.put(newNodeRow('n1', 0, { reportedIntervalMs: 1000 }))
  const { version } = registry
  registry.put(newNodeRow('n1', 0, { reportedIntervalMs: 1000, batteryLevel: 50, registeredAt: 7 }))
  expect(registry.version).toBe(version)
  registry.put(newNodeRow('n1', 0, { reportedIntervalMs: 2000 }))
  expect(registry.version).toBeGreaterThan(version)
})
