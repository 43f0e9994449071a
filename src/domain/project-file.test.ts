// The project file under harm: cut off anywhere, edited by hand, of a newer version, or nothing of the kind.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ProjectFile, readProjectFile, writeProjectFile } from './project-file.ts'
import { createSampleProject } from './sample.ts'

const sample = createSampleProject()
const text = writeProjectFile(sample)

const opened = (source: string) => {
  const read = readProjectFile(source)
  if (read.kind === 'refused') throw new Error(read.problems[0]?.detail)
  return read
}
const withFirstDesign = (edit: (design: Record<string, unknown>) => void): string => {
  const file = JSON.parse(text)
  edit(file.designs[0].document)
  return JSON.stringify(file)
}

describe('writing', () => {
  test('what is written is read back whole, with nothing to report', () => {
    expect(readProjectFile(text)).toEqual({ kind: 'ok', file: sample, repaired: [], dropped: [] })
  })

  test('the same project gives the same bytes in whatever order its keys came', () => {
    const shuffle = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffle)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, shuffle(item)]),
      )
    }
    expect(writeProjectFile(shuffle(sample) as ProjectFile)).toBe(text)
  })

  test('a moved vertex or fixture changes one line, and the file ends with a line feed', () => {
    const moved = structuredClone(sample) as unknown as {
      designs: { document: { room: { outer: number[][] }; fixtures: Record<string, { xMm: number }> } }[]
    }
    const document = moved.designs[0]?.document as (typeof moved.designs)[number]['document']
    document.room.outer[1] = [9200, 0]
    ;(document.fixtures.K3 as { xMm: number }).xMm += 5
    const lines = writeProjectFile(moved as unknown as ProjectFile).split('\n')
    const before = text.split('\n')
    expect(lines.length).toBe(before.length)
    expect(lines.filter((line, i) => line !== before[i])).toHaveLength(2)
    expect(text.endsWith('}\n')).toBe(true)
    expect(text).toContain('\n            [9120, 0],\n')
  })
})

describe('reading what was harmed', () => {
  test('a file cut off anywhere never throws, and says so when it opens', () => {
    const reports: string[] = []
    for (let length = 0; length < text.length; length += 7) {
      const read = readProjectFile(text.slice(0, length))
      if (read.kind === 'refused') expect(length).toBeLessThan(40)
      else if (read.dropped.length + read.repaired.length === 0) reports.push(`silent at ${length}`)
    }
    expect(reports).toEqual([])
  })

  test('a file cut off in its second design keeps the first one whole and names the place', () => {
    const cut = text.indexOf('"Meeting room 2.03') + 5
    const { file, dropped } = opened(text.slice(0, cut))
    expect(file.designs.map((design) => design.name)).toEqual(['Open office 2.14'])
    expect(file.designs[0]).toEqual(sample.designs[0])
    expect(dropped.map((item) => item.pointer)).toEqual(['/designs/1/name', '/designs/1'])
    expect(dropped[0]?.detail).toContain('cut off')
  })

  test('byte order mark, comments, trailing commas and missing brackets are mended', () => {
    const source = `\uFEFF// by hand\n${text
      .replaceAll(/\n(\s*)([}\]])/g, ',\n$1$2')
      .trimEnd()
      .slice(0, -1)}`
    const { file, repaired } = opened(source)
    expect(file).toEqual(sample)
    expect(repaired.map((item) => item.detail).join(' ')).toMatch(/Comments.*Commas/)
  })

  test('a newer version opens as far as it is understood and says what was left out', () => {
    const newer = JSON.parse(text)
    newer.version = 7
    newer.sensors = [1]
    newer.designs[0].document.system.tilt = 3
    const { file, dropped } = opened(JSON.stringify(newer))
    expect(file).toEqual(sample)
    expect(dropped.map((item) => item.pointer)).toEqual(['/version', '/sensors', '/designs/0/document/system/tilt'])
    expect(dropped[0]?.detail).toContain('newer version')
  })

  test('single wrong values are mended where plain, else that part goes by name', () => {
    const { file, repaired, dropped } = opened(
      withFirstDesign((document) => {
        const room = document.room as { outer: unknown[]; holes: unknown[] }
        room.outer[1] = ['9120', 0]
        room.holes[0] = [[1, 2], 'x', [3]]
        document.system = { kind: 'grid', module: [600, 0], origin: 'north' }
        ;(document.fixtures as Record<string, unknown>).L1 = { kind: 'laser', xMm: 1, yMm: 1 }
        ;(document.fixtures as Record<string, unknown>)['bad id'] = { kind: 'smoke', xMm: 1, yMm: 1 }
        ;(document.titleBlock as Record<string, unknown>).revision = 3
      }),
    )
    const { room, system, fixtures, titleBlock } = (file.designs[0] as ProjectFile['designs'][number]).document
    expect(room?.outer).toEqual(sample.designs[0]?.document.room?.outer)
    expect(room?.holes).toHaveLength(1)
    expect(system).toEqual({ kind: 'grid', module: [600, 600] })
    expect(Object.keys(fixtures)).not.toContain('L1')
    expect(titleBlock.revision).toBe('3')
    const base = '/designs/0/document'
    expect(repaired.map((item) => item.pointer)).toEqual([`${base}/room/outer/1/0`, `${base}/system/module`, `${base}/titleBlock/revision`])
    expect(dropped.map((item) => item.pointer)).toEqual(
      expect.arrayContaining([
        `${base}/room/holes/0`,
        `${base}/system/module/1`,
        `${base}/system/origin`,
        `${base}/fixtures/L1`,
        `${base}/fixtures/bad id`,
      ]),
    )
  })

  test('a vertex written NaN is left out by name while the rest of the room stays', () => {
    const { file, dropped } = opened(text.replace('[4320, 5310]', '[NaN, 5310]'))
    expect(file.designs[0]?.document.room?.outer).toHaveLength(5)
    expect(dropped.map((item) => item.pointer)).toEqual(['/designs/0/document/room/outer/3/0'])
  })

  test('keys named __proto__ do no harm', () => {
    const source = withFirstDesign(() => {}).replace(
      '"fixtures":{',
      '"__proto__":{"polluted":1},"fixtures":{"__proto__":{"kind":"smoke","xMm":1,"yMm":1},',
    )
    for (const harmed of [source, `${source.slice(0, -1)},}`]) {
      const { file, dropped } = opened(harmed)
      expect(file).toEqual(sample)
      expect(dropped.map((item) => item.pointer)).toEqual(['/designs/0/document/__proto__', '/designs/0/document/fixtures/__proto__'])
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('a file of one design opens as a project', () => {
    const { file } = opened(JSON.stringify(sample.designs[1]?.document))
    expect(file.designs.map((design) => design.document)).toEqual([sample.designs[1]?.document])
  })

  test('an id used twice is given a new one', () => {
    const { file } = opened(text.replace('"meeting-room"', '"open-office"'))
    expect(file.designs.map((design) => design.id)).toEqual(['open-office', 'design-2', 'corridor'])
  })

  test.each(['', '   ', 'hello', '%PDF-1.7', '[]', '{}', 'null', '42', '{"format":"other"}', '\0\0\0\0'])(
    '%j is refused in a sentence',
    (source) => {
      expect(readProjectFile(source)).toMatchObject({
        kind: 'refused',
        problems: [{ code: 'invalid_value', detail: expect.stringMatching(/\.$/) }],
      })
    },
  )

  test('any text, and any cut, spliced or mutated file, is opened or refused but never thrown at', () => {
    const junk = fc.string({ unit: fc.constantFrom(...'{}[]",:0123456789.eE-+ntrufalsN/*\\\'\n _'.split('')), maxLength: 40 })
    const mutated = fc
      .tuple(fc.nat(text.length), fc.nat(60), fc.oneof(junk, fc.string({ unit: 'binary', maxLength: 10 })))
      .map(([at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          junk,
          junk.map((middle) => `{"format":"plenum.project",${middle}`),
          mutated,
        ),
        (source) => {
          const read = readProjectFile(source)
          if (read.kind === 'refused') return read.problems.length > 0
          // What opens can be written and read again without another loss.
          const again = readProjectFile(writeProjectFile(read.file))
          expect(again).toEqual({ kind: 'ok', file: read.file, repaired: [], dropped: [] })
          return true
        },
      ),
      { numRuns: 400 },
    )
  })
})
