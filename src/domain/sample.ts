// The sample project a first run opens: three ceilings of one floor. Plain data; the same every time; computes no layout.
import { createDesign, type Design, type Fixture, type FixtureKind, type RoomInput, type System, type TitleBlock } from './design.ts'
import type { ProjectFile } from './project-file.ts'
import { defaultRates } from './takeoff.ts'

const moduleMm = 600

/** The project "Harbour House, level 2" with an L-shaped office, a meeting room of panels and a corridor. */
export function createSampleProject(): ProjectFile {
  return {
    format: 'plenum.project',
    version: 1,
    name: 'Harbour House, level 2',
    units: 'metric',
    catalogue: 'generic',
    rates: defaultRates,
    notes: 'A sample to try things on: change anything, or delete it and bring it back from the start screen.',
    designs: [
      { id: 'open-office', name: 'Open office 2.14', document: createOffice() },
      { id: 'meeting-room', name: 'Meeting room 2.03', document: createMeetingRoom() },
      { id: 'corridor', name: 'Corridor 2.00', document: createCorridor() },
    ],
  }
}

interface SampleDesign {
  readonly room: RoomInput
  readonly system: System
  readonly fixtures: Readonly<Record<string, Fixture>>
  readonly titleBlock: Pick<TitleBlock, 'drawing' | 'drawingNumber' | 'notes'>
}

function design({ room, system, fixtures, titleBlock }: SampleDesign): Design {
  const block: TitleBlock = {
    project: 'Harbour House',
    revision: 'A',
    date: '2026-11-20',
    drawnBy: 'M. Brandt',
    checkedBy: 'J. Okafor',
    level: 'Level 2, ceiling +2700',
    ...titleBlock,
  }
  return { ...createDesign(system, room), fixtures, titleBlock: block }
}

/** Fixtures of one kind at [column, row] of the module; `columns` wide ones stand over the joint between two cells. */
interface Row {
  readonly kind: FixtureKind
  readonly prefix: string
  /** 'column,row column,row ...' */
  readonly cells: string
  readonly columns?: number
  readonly sizeMm: number
}

const cellsOf = (cells: string): [number, number][] => cells.split(' ').map((cell) => cell.split(',').map(Number) as [number, number])

/** Centres counted from `originMm`, the crossing at the lower left of cell [0, 0]. */
function placeOnGrid(originMm: readonly [number, number], rows: readonly Row[]): Record<string, Fixture> {
  const placed = rows.flatMap(({ kind, prefix, cells, columns = 1, sizeMm }) =>
    cellsOf(cells).map(([column, row], i): [string, Fixture] => [
      `${prefix}${i + 1}`,
      {
        kind,
        xMm: originMm[0] + (column + columns / 2) * moduleMm,
        yMm: originMm[1] + (row + 1 / 2) * moduleMm,
        widthMm: columns > 1 ? columns * moduleMm : sizeMm,
        heightMm: sizeMm,
        label: `${prefix}${i + 1}`,
      },
    ]),
  )
  return Object.fromEntries(placed)
}

function createOffice(): Design {
  const column = (x: number, y: number): [number, number][] => [
    [x, y],
    [x, y + 400],
    [x + 400, y + 400],
    [x + 400, y],
  ]
  return design({
    room: {
      outer: [
        [0, 0],
        [9120, 0],
        [9120, 5310],
        [4320, 5310],
        [4320, 7800],
        [0, 7800],
      ],
      holes: [column(6760, 2200), column(3760, 4600)],
    },
    system: { kind: 'grid', module: [moduleMm, moduleMm], origin: 'best', catalogue: 'generic', finish: 'acoustic-white' },
    // The best origin of this room is the crossing at 360, 0: the first whole column starts there.
    fixtures: placeOnGrid(
      [360, 0],
      [
        {
          kind: 'luminaire',
          prefix: 'L',
          columns: 2,
          sizeMm: 600,
          cells: '0,2 4,2 8,2 12,2 0,6 4,6 8,6 12,6 0,10 4,10',
        },
        {
          kind: 'diffuser',
          prefix: 'S',
          sizeMm: 600,
          cells: '4,4 9,4 13,4 3,11',
        },
        {
          kind: 'grille',
          prefix: 'R',
          sizeMm: 600,
          cells: '13,7 0,12',
        },
        { kind: 'access', prefix: 'A', sizeMm: 600, cells: '13,0' },
        {
          kind: 'sprinkler',
          prefix: 'K',
          sizeMm: 80,
          cells: '2,1 7,1 12,1 2,5 7,5 12,5 1,9 5,9',
        },
        {
          kind: 'smoke',
          prefix: 'D',
          sizeMm: 120,
          cells: '7,3 3,7',
        },
        {
          kind: 'sensor',
          prefix: 'N',
          sizeMm: 120,
          cells: '1,4 6,4 11,6 3,9',
        },
      ],
    ),
    titleBlock: {
      drawing: 'Open office 2.14, reflected ceiling plan',
      drawingNumber: 'HH-2-RCP-214',
      notes: 'Set out from the best origin; columns boxed to the soffit.',
    },
  })
}

function createMeetingRoom(): Design {
  const at = (kind: FixtureKind, xMm: number, yMm: number, sizeMm: number, label: string): Fixture => ({
    kind,
    xMm,
    yMm,
    widthMm: sizeMm,
    heightMm: sizeMm,
    label,
  })
  return design({
    room: {
      outer: [
        [0, 0],
        [7200, 0],
        [7200, 4800],
        [0, 4800],
      ],
    },
    system: {
      kind: 'panels',
      perimeterGapMm: 200,
      panelGapMm: 100,
      minMm: 600,
      maxMm: 2400,
      sheetMm: [1200, 2400],
      strategy: 'balanced',
      catalogue: 'generic',
      finish: 'acoustic-grey',
    },
    fixtures: {
      K1: at('sprinkler', 1800, 100, 80, 'K1'),
      K2: at('sprinkler', 5400, 100, 80, 'K2'),
      K3: at('sprinkler', 1800, 4700, 80, 'K3'),
      K4: at('sprinkler', 5400, 4700, 80, 'K4'),
      N1: at('sensor', 100, 2400, 120, 'N1'),
    },
    titleBlock: {
      drawing: 'Meeting room 2.03, panel plan',
      drawingNumber: 'HH-2-RCP-203',
      notes: 'Panels hang free, 200 mm off every wall.',
    },
  })
}

function createCorridor(): Design {
  return design({
    room: {
      outer: [
        [0, 0],
        [23750, 0],
        [23750, 1200],
        [22850, 2100],
        [0, 2100],
      ],
    },
    system: { kind: 'grid', module: [moduleMm, moduleMm], origin: 'best', catalogue: 'generic', finish: 'acoustic-white' },
    fixtures: {
      ...placeOnGrid(
        [475, 450],
        [
          {
            kind: 'luminaire',
            prefix: 'L',
            columns: 2,
            sizeMm: 600,
            cells: '1,0 9,0 17,0 25,0 33,0',
          },
          {
            kind: 'sprinkler',
            prefix: 'K',
            sizeMm: 80,
            cells: '5,0 12,0 19,0 26,0 35,0',
          },
          {
            kind: 'smoke',
            prefix: 'D',
            sizeMm: 120,
            cells: '7,0 21,0 31,0',
          },
          {
            kind: 'emergency',
            prefix: 'E',
            sizeMm: 150,
            cells: '0,0 37,0',
          },
          {
            kind: 'speaker',
            prefix: 'P',
            sizeMm: 200,
            cells: '14,0 29,0',
          },
        ],
      ),
    },
    titleBlock: {
      drawing: 'Corridor 2.00, reflected ceiling plan',
      drawingNumber: 'HH-2-RCP-200',
      notes: 'North-east corner chamfered at 45 degrees.',
    },
  })
}
