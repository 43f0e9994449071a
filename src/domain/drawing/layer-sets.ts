// Layer names of CAD drawings: a table a user may edit, with three sets to start from.
// AIA: US National CAD Standard. ISO 13567: agent A (architect), element 270 (ceilings), presentation. BS 1192: role-classification-presentation.
import { type LayerRole, layerRoles } from './draw-list.ts'

export interface CadLayer {
  readonly name: string
  /** AutoCAD colour index, 1 to 255. */
  readonly colour: number
  /** Hundredths of a millimetre, one of AutoCAD's weights. */
  readonly weight: number
}

export type LayerTable = Readonly<Record<LayerRole, CadLayer>>
export type LayerSetId = 'aia' | 'iso13567' | 'bs1192'

type Names = Readonly<Record<LayerRole, string>>

const looks: Readonly<Record<LayerRole, readonly [colour: number, weight: number]>> = {
  outline: [7, 50],
  grid: [8, 18],
  tees: [8, 25],
  pattern: [9, 9],
  openings: [7, 35],
  hangers: [3, 13],
  accessories: [6, 18],
  lighting: [30, 18],
  hvac: [4, 18],
  sprinklers: [1, 18],
  alarms: [1, 18],
  dimensions: [5, 13],
  notes: [7, 18],
  titleBlock: [7, 25],
  noPlot: [9, 9],
}

const names: Readonly<Record<LayerSetId, Names>> = {
  aia: {
    outline: 'A-CLNG',
    grid: 'A-CLNG-GRID',
    tees: 'A-CLNG-TEES',
    pattern: 'A-CLNG-PATT',
    openings: 'A-CLNG-OPEN',
    hangers: 'A-CLNG-SUSP',
    accessories: 'A-CLNG-ACCS',
    lighting: 'E-LITE',
    hvac: 'M-HVAC-CDFF',
    sprinklers: 'F-SPRN',
    alarms: 'F-ALRM',
    dimensions: 'A-ANNO-DIMS',
    notes: 'A-ANNO-NOTE',
    titleBlock: 'A-ANNO-TTLB',
    noPlot: 'A-ANNO-NPLT',
  },
  iso13567: {
    outline: 'A-270---E-',
    grid: 'A-272---G-',
    tees: 'A-272---E-',
    pattern: 'A-270---H-',
    openings: 'A-274---E-',
    hangers: 'A-276---E-',
    accessories: 'A-278---E-',
    lighting: 'E-630---E-',
    hvac: 'M-570---E-',
    sprinklers: 'F-530---E-',
    alarms: 'F-680---E-',
    dimensions: 'A-270---D-',
    notes: 'A-270---T-',
    titleBlock: 'A-------B-',
    noPlot: 'A-------N-',
  },
  bs1192: {
    outline: 'A-Ss_25_30-M_Ceiling',
    grid: 'A-Ss_25_30-M_CeilingGrid',
    tees: 'A-Ss_25_30-M_CeilingTees',
    pattern: 'A-Ss_25_30-H_CutTiles',
    openings: 'A-Ss_25_30-M_Openings',
    hangers: 'A-Ss_25_30-M_Hangers',
    accessories: 'A-Ss_25_30-M_Accessories',
    lighting: 'E-Ss_70_80-M_Lighting',
    hvac: 'M-Ss_65_40-M_AirTerminals',
    sprinklers: 'F-Ss_55_30-M_Sprinklers',
    alarms: 'F-Ss_75_50-M_Detectors',
    dimensions: 'A-Zz_20_10-D_Dimensions',
    notes: 'A-Zz_20_10-T_Notes',
    titleBlock: 'A-Zz_10_10-B_TitleBlock',
    noPlot: 'A-Zz_20_10-Z_NoPlot',
  },
}

/** One of the three sets as a table to use or to edit. */
export function layerTable(id: LayerSetId): LayerTable {
  const rows = layerRoles.map((role): [LayerRole, CadLayer] => {
    const [colour, weight] = looks[role]
    return [role, { name: names[id][role], colour, weight }]
  })
  return Object.fromEntries(rows) as Record<LayerRole, CadLayer>
}

const allowed = /^[A-Za-z0-9$_-]{1,31}$/
const cadWeights = [0, 5, 9, 13, 15, 18, 20, 25, 30, 35, 40, 50, 53, 60, 70, 80, 90, 100, 106, 120, 140, 158, 200, 211]

/** What is wrong with an edited table, as sentences; empty when every reader back to R12 can take it. */
export function findLayerTableFaults(table: LayerTable): string[] {
  const faults: string[] = []
  const seen = new Map<string, LayerRole>()
  for (const role of layerRoles) {
    const { name, colour, weight } = table[role]
    if (!allowed.test(name)) faults.push(`Layer of ${role}: use 1 to 31 letters, digits, $, _ or -.`)
    const before = seen.get(name.toUpperCase())
    if (before) faults.push(`Layer of ${role}: ${before} already uses this name.`)
    seen.set(name.toUpperCase(), role)
    if (!Number.isInteger(colour) || colour < 1 || colour > 255) faults.push(`Colour of ${role}: use a whole number from 1 to 255.`)
    if (!cadWeights.includes(weight)) faults.push(`Line weight of ${role}: use one of ${cadWeights.join(', ')} hundredths of a millimetre.`)
  }
  return faults
}
