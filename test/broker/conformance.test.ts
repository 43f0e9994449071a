// MQTT 3.1.1 (mqtt-v3.1.1-os), statement by statement: raw bytes against the real broker, each vector once whole and once byte by byte.
import { describe, expect, test } from 'vitest'
import { play } from './vector-runner.ts'
import { notByVector, statements } from './vector-statements.ts'
import { connectVectors } from './vectors-connect.ts'
import { flowVectors } from './vectors-flows.ts'
import { packetVectors } from './vectors-packets.ts'
import { topicVectors } from './vectors-topics.ts'

const vectors = [...connectVectors, ...packetVectors, ...topicVectors, ...flowVectors]

describe.concurrent('vectors', () => {
  for (const vector of vectors) {
    test(`${vector.name} [${vector.must.join(', ')}]`, async (t) => {
      await Promise.all([play(t, vector, { isBytewise: false }), play(t, vector, { isBytewise: true })])
    })
  }
})

test('every statement of the standard has a vector, or a reason why not', () => {
  const shown = new Set(vectors.flatMap(({ must }) => must))
  expect(statements.filter((one) => !shown.has(one) && !(one in notByVector))).toEqual([])
  expect(Object.keys(notByVector).filter((one) => shown.has(one) || !statements.includes(one))).toEqual([])
  expect([...shown].filter((one) => !statements.includes(one))).toEqual([])
})

test('no two vectors have the same name', () => {
  const names = vectors.map(({ name }) => name)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
