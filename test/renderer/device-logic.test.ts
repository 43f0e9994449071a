// Devices in the window: node rows and sums, the topic tree and its keys, command forms, addresses.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NodeRecord, TopicItem } from '../../src/contract/schemas/node.ts'
import { commandLibrary } from '../../src/domain/command.ts'
import { commandsOf, readParameters } from '../../src/renderer/devices/command-form.ts'
import { readNodesSearch, readSensorSearch, readTopicsSearch } from '../../src/renderer/devices/device-search.ts'
import { nodeRows, stateCounts, sumCounters } from '../../src/renderer/devices/node-rows.ts'
import {
  branchPaths,
  filterTopics,
  mergeTopics,
  moveInTree,
  prettyPayload,
  type TopicRow,
  topicRows,
} from '../../src/renderer/devices/topic-tree.ts'
import { spanText, valueText } from '../../src/renderer/ui/value-text.ts'
import { nodeOf } from './live-things.ts'

const counted = (id: string, stored: number, duplicate = 0): NodeRecord => ({
  ...nodeOf(id),
  counters: { received: stored + duplicate, stored, duplicate, quarantined: 0, dropped: 0 },
})
const topicOf = (topic: string, count = 1, payload = '1'): TopicItem => ({
  topic,
  at: 1,
  count,
  retained: false,
  payload,
  sensorId: null,
  nodeId: null,
})
const mapOf = (...items: TopicItem[]) => new Map(items.map((i) => [i.topic, i]))

test('nodes that need a person come first, then by name with numbers in order', () => {
  const nodes = [nodeOf('n10'), nodeOf('n2'), { ...nodeOf('z'), state: 'offline' as const }, { ...nodeOf('y'), state: 'silent' as const }]
  expect(nodeRows(nodes, {}).map((n) => n.id)).toEqual(['z', 'y', 'n2', 'n10'])
  expect(nodeRows(nodes, { sort: '-name' }).map((n) => n.id)).toEqual(['z', 'y', 'n10', 'n2'])
  expect(nodeRows(nodes, { state: 'silent' }).map((n) => n.id)).toEqual(['y'])
  expect(nodeRows(nodes, { q: 'N1' }).map((n) => n.id)).toEqual(['n10'])
  expect(stateCounts(nodes).get('online')).toBe(2)
})

test('a node is found by the id of the device that took its place', () => {
  expect(nodeRows([{ ...nodeOf('old'), alias: ['spare-7'] }, nodeOf('other')], { q: 'spare' }).map((n) => n.id)).toEqual(['old'])
})

test('counters of any nodes add up as each node’s do', () => {
  const nat = fc.nat(1_000_000)
  const counters = fc.record({ stored: nat, duplicate: nat, quarantined: nat, dropped: nat })
  fc.assert(
    fc.property(fc.array(counters), (list) => {
      const nodes = list.map((c, n) => ({
        ...nodeOf(`n${n}`),
        counters: { ...c, received: c.stored + c.duplicate + c.quarantined + c.dropped },
      }))
      const sum = sumCounters(nodes)
      return sum.received === sum.stored + sum.duplicate + sum.quarantined + sum.dropped
    }),
  )
  expect(sumCounters([counted('a', 5, 1), counted('b', 7)])).toEqual({ received: 13, stored: 12, duplicate: 1, quarantined: 0, dropped: 0 })
})

test('topics become a tree: branches add up, and a topic may have topics below it', () => {
  const items = [topicOf('a/b', 2), topicOf('a/b/c', 3), topicOf('a/d', 4), topicOf('x', 1)]
  const rows = topicRows(items, new Set(['a', 'a/b']), false)
  expect(rows.map((r) => `${'  '.repeat(r.level - 1)}${r.label} ${r.count}${r.item ? ' *' : ''}`)).toEqual([
    'a 9',
    '  b 5 *',
    '    c 3 *',
    '  d 4 *',
    'x 1 *',
  ])
  expect(rows.map((r) => r.topicsBelow)).toEqual([3, 1, 0, 0, 0])
  expect(rows.map((r) => `${r.position}/${r.setSize}`)).toEqual(['1/2', '1/2', '1/1', '2/2', '2/2'])
})

test('with every branch open each topic stands in the tree exactly once, whatever the topics are', () => {
  const level = fc.constantFrom('', 'a', 'b', 'office-01', '$x')
  const topics = fc.uniqueArray(fc.array(level, { minLength: 1, maxLength: 5 }).map((l) => l.join('/')))
  fc.assert(
    fc.property(topics, (list) => {
      const items = list.map((t) => topicOf(t))
      const opened = topicRows(items, branchPaths(items), false)
      const shown = opened.filter((r) => r.item).map((r) => r.item?.topic)
      expect([...shown].sort()).toEqual([...list].sort())
      expect(topicRows(items, new Set(), true)).toEqual(opened)
    }),
  )
})

test('levels with nothing of their own and one level below are one row', () => {
  const items = [topicOf('ceiling/sensors/n1_co2/data'), topicOf('ceiling/sensors/n1_light/data')]
  const rows = topicRows(items, new Set(['ceiling/sensors']), false)
  expect(rows.map((r) => `${r.level} ${r.label} ${r.path}`)).toEqual([
    '1 ceiling/sensors ceiling/sensors',
    '2 n1_co2/data ceiling/sensors/n1_co2/data',
    '2 n1_light/data ceiling/sensors/n1_light/data',
  ])
})

test('a search opens what fits and hides the rest', () => {
  const topics = mapOf(topicOf('ceiling/sensors/n1_co2/data'), topicOf('ceiling/nodes/n1/status'))
  expect(filterTopics(topics, 'N1 co2').map((i) => i.topic)).toEqual(['ceiling/sensors/n1_co2/data'])
  expect(filterTopics(topics, '')).toHaveLength(2)
})

test('a delta replaces what it names and leaves the rest; none leaves the map itself', () => {
  const held = mapOf(topicOf('a'), topicOf('b'))
  expect(mergeTopics(held, [])).toBe(held)
  const next = mergeTopics(held, [topicOf('b', 9), topicOf('c')])
  expect([...next.values()].map((i) => `${i.topic} ${i.count}`)).toEqual(['a 1', 'b 9', 'c 1'])
  expect(held.get('b')?.count).toBe(1)
})

test('the tree answers the keys every tree does', () => {
  const items = [topicOf('a/b'), topicOf('a/b/c'), topicOf('a/d'), topicOf('x'), topicOf('x/y')]
  const rows: readonly TopicRow[] = topicRows(items, new Set(['a']), false)
  expect(rows.map((r) => r.path)).toEqual(['a', 'a/b', 'a/d', 'x'])
  expect(moveInTree(rows, 0, 'ArrowDown')).toEqual({ kind: 'focus', at: 1 })
  expect(moveInTree(rows, 0, 'ArrowUp')).toEqual({ kind: 'focus', at: 0 })
  expect(moveInTree(rows, 0, 'ArrowRight')).toEqual({ kind: 'focus', at: 1 })
  expect(moveInTree(rows, 1, 'ArrowRight')).toEqual({ kind: 'open', paths: ['a/b'] })
  expect(moveInTree(rows, 2, 'ArrowRight')).toBeNull()
  expect(moveInTree(rows, 2, 'ArrowLeft')).toEqual({ kind: 'focus', at: 0 })
  expect(moveInTree(rows, 0, 'ArrowLeft')).toEqual({ kind: 'close', paths: ['a'] })
  expect(moveInTree(rows, 1, 'End')).toEqual({ kind: 'focus', at: 3 })
  expect(moveInTree(rows, 0, '*')).toEqual({ kind: 'open', paths: ['a', 'x'] })
  expect(moveInTree(rows, 0, 'x')).toEqual({ kind: 'focus', at: 3 })
  expect(moveInTree(rows, 3, 'b')).toEqual({ kind: 'focus', at: 1 })
  expect(moveInTree(rows, 0, 'Tab')).toBeNull()
})

test('payloads that are JSON are laid out, others stay as they came', () => {
  expect(prettyPayload('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(prettyPayload('{"a":')).toBe('{"a":')
  expect(prettyPayload('21.5')).toBe('21.5')
})

test('a node is offered the commands it can do; one that lists nothing is offered all', () => {
  expect(commandsOf(commandLibrary, ['identify', 'other']).map((c) => c.command)).toEqual(['identify'])
  expect(commandsOf(commandLibrary, [])).toHaveLength(commandLibrary.length)
})

test('parameters of a command are read by kind; what is missing, no number or out of range is named', () => {
  const of = (command: string) => commandLibrary.find((c) => c.command === command)?.parameters ?? []
  expect(readParameters(of('identify'), {})).toEqual({ kind: 'ok', parameters: {} })
  expect(readParameters(of('calibrate'), { sensor_type: 'co2', reference: '4,5' })).toEqual({
    kind: 'ok',
    parameters: { sensor_type: 'co2', reference: 4.5 },
  })
  const faults = (command: string, texts: Record<string, string>) => {
    const read = readParameters(of(command), texts)
    return read.kind === 'refused' ? [...read.faults].map(([name, f]) => `${name} ${f.kind}`) : []
  }
  expect(faults('set_interval', {})).toEqual(['interval_ms needed'])
  expect(faults('set_interval', { interval_ms: '50' })).toEqual(['interval_ms range'])
  expect(faults('calibrate', { sensor_type: 'co2', reference: 'x' })).toEqual(['reference number'])
})

test('addresses keep what they understand', () => {
  expect(readNodesSearch({ state: 'silent', sort: '-stored', q: 'x' })).toEqual({ state: 'silent', sort: '-stored', q: 'x' })
  expect(readNodesSearch({ state: 'tired', sort: 'colour' })).toEqual({})
  expect(readSensorSearch({ from: 'now-1h', show: 'readings', other: 1 })).toEqual({ from: 'now-1h', show: 'readings' })
  expect(readTopicsSearch({ topic: 'a/b', q: '' })).toEqual({ topic: 'a/b' })
})

test('values and spans read as people say them', () => {
  const formats = { number: (v: number, digits = 0) => v.toFixed(digits), fixed: (v: number, digits: number) => v.toFixed(digits) }
  const words = { yes: 'Yes', no: 'No' }
  expect([26.64, true, 'open'].map((v) => valueText(v, '°C', formats, words))).toEqual(['26.6 °C', 'Yes', 'open'])
  expect([3_000, 75_000, 6_420_000, 187_200_000, 15 * 86_400_000].map(spanText)).toEqual([
    '3 s',
    '1 min 15 s',
    '1 h 47 min',
    '2 d 4 h',
    '15 d',
  ])
})
