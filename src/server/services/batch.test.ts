// Many writes, few transactions; nothing answered before it is on disk; a full disk makes it wait, a broken write doesn't.
import { expect, test } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import { createBatch } from './batch.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const settle = () => new Promise((resolve) => setTimeout(resolve, 60))

test('writes what came in one turn in one transaction, the newest of each thing, and answers after it', async () => {
  const seen: string[] = []
  const batch = createBatch({
    log,
    transaction: (fn) => {
      seen.push('begin')
      fn()
      seen.push('commit')
    },
  })
  for (let i = 0; i < 1000; i += 1) {
    batch.write('a', () => seen.push(`a${i}`))
    batch.after(() => seen.push('done'))
  }
  expect(seen).toEqual([])
  await settle()
  expect(seen.slice(0, 3)).toEqual(['begin', 'a999', 'commit'])
  expect(seen.slice(3)).toEqual(Array.from({ length: 1000 }, () => 'done'))
  expect(batch.flushes).toBe(1)
  batch.stop()
})

test('answers nothing while the disk is full, and all of it once there is room', async () => {
  let isFull = true
  const written: string[] = []
  const batch = createBatch({
    log,
    transaction: (fn) => {
      if (isFull) throw new AppError('disk_full', 'full')
      fn()
    },
  })
  const answers: string[] = []
  batch.write('a', () => written.push('a'))
  batch.after(() => answers.push('a'))
  await settle()
  batch.write('b', () => written.push('b'))
  batch.after(() => answers.push('b'))
  await settle()
  expect([written, answers]).toEqual([[], []])
  expect(() => batch.flush()).toThrow('full')
  isFull = false
  await new Promise((resolve) => setTimeout(resolve, 1100))
  expect([written, answers]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
  batch.stop()
})

test('writes a flood a bounded number at a time, in order, and answers each only after its own write', async () => {
  const written = new Set<number>()
  const sizes: number[] = []
  let size = 0
  const batch = createBatch({
    log,
    transaction: (fn) => {
      size = 0
      fn()
      sizes.push(size)
    },
  })
  const early: number[] = []
  const order: number[] = []
  for (let i = 0; i < 2000; i += 1) {
    batch.write(`k${i}`, () => {
      written.add(i)
      size += 1
    })
    batch.after(() => {
      if (!written.has(i)) early.push(i)
      order.push(i)
    })
  }
  for (let i = 0; i < 100 && order.length < 2000; i += 1) await settle()
  expect([early, order.length, Math.max(...sizes)]).toEqual([[], 2000, 250])
  expect(order).toEqual([...order].sort((a, b) => a - b))
  batch.stop()
})

test('leaves out a write that the database refuses, and keeps the others', async () => {
  const written: string[] = []
  const batch = createBatch({ log, transaction: (fn) => fn() })
  const answers: string[] = []
  batch.write('good', () => written.push('good'))
  batch.write('bad', () => {
    throw new Error('FOREIGN KEY constraint failed')
  })
  batch.after(() => {
    answers.push('first')
    throw new Error('a listener')
  })
  batch.after(() => answers.push('second'))
  await settle()
  expect(answers).toEqual(['first', 'second'])
  expect(written).toContain('good')
  batch.stop()
})

test('writes what waits when it stops', () => {
  const written: string[] = []
  const batch = createBatch({ log, transaction: (fn) => fn() })
  batch.write('a', () => written.push('a'))
  batch.stop()
  expect(written).toEqual(['a'])
})
