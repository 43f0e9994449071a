import { describe, expect, it } from 'vitest'
import { createDesign, type Design } from '../../domain/design.ts'
import { applyEdit } from '../../domain/edits.ts'
import { buildRows, newFixture, type TableTab, twinColumns } from './table-rows.ts'

const design: Design = {
  ...createDesign(
    { kind: 'grid', module: [600, 600] },
    {
      outer: [
        [0, 0],
        [3000, 0, 0.5],
        [3000, 2000],
        [0, 2000],
      ],
    },
  ),
  fixtures: { a: { kind: 'luminaire', xMm: 300, yMm: 400, widthMm: 600, heightMm: 600, label: 'L1' } },
  dimensions: { b: { from: [0, 0], to: [3000, 4000], offsetMm: 100 } },
}

/** The design after a typed cell. */
function type(tab: TableTab, column: string, value: string | number): Design {
  const row = buildRows(tab, design, null)[0]
  const edit = twinColumns[tab].find((c) => c.id === column)?.edit
  if (!row || !edit) throw new Error('no such cell')
  return applyEdit(design, edit(row, value)).design
}

describe('the table twin', () => {
  it('shows corners, fixtures and dimensions with what can be measured on them', () => {
    expect(buildRows('corners', design, null).map((r) => [r.id, r.values.edge])).toEqual([
      ['room:v:0:0', 3000],
      ['room:v:0:1', 2000],
      ['room:v:0:2', 3000],
      ['room:v:0:3', 2000],
    ])
    expect(buildRows('dimensions', design, null)[0]?.values.length).toBe(5000)
    expect(buildRows('fixtures', design, null)[0]).toEqual({
      id: 'a',
      values: { kind: 'luminaire', x: 300, y: 400, width: 600, height: 600, label: 'L1' },
    })
    expect(buildRows('tiles', design, null)).toEqual([])
  })

  it('turns a typed cell into exactly that change', () => {
    expect(type('corners', 'y', 50).room?.outer[0]).toEqual([0, 50])
    expect(type('fixtures', 'x', 900).fixtures.a).toMatchObject({ xMm: 900, yMm: 400 })
    expect(type('dimensions', 'toY', 1).dimensions.b).toEqual({ from: [0, 0], to: [3000, 1], offsetMm: 100 })
    expect(type('dimensions', 'offset', -5).dimensions.b?.offsetMm).toBe(-5)
  })

  it('keeps the arc of a corner that is moved', () => {
    const row = buildRows('corners', design, null)[1]
    const edit = twinColumns.corners.find((c) => c.id === 'x')?.edit
    if (!row || !edit) throw new Error('no such cell')
    expect(applyEdit(design, edit(row, 3100)).design.room?.outer[1]).toEqual([3100, 0, 0.5])
  })

  it('adds a fixture in the middle of the room', () => {
    expect(newFixture(design)).toMatchObject({ xMm: 1500, yMm: 1000 })
  })
})
