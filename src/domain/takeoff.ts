// layout + catalogue -> quantities and price. Prices are examples of the catalogue, never advice.
// Nothing is rounded here except packs; money is rounded where it is printed. Members and cut lists are not part of it yet.
import { type Catalogue, finishOf, type Product } from './catalogue.ts'
import type { GridLayout, PanelLayout } from './layout/layout.ts'
import { formatNumber } from './units.ts'
/** One line of the take-off. */
export interface QuantityItem {
  readonly code: string
  readonly name: string
  readonly unit: 'piece' | 'm2' | 'm'
  readonly need: number
  readonly packSize: number
  readonly packs: number
  readonly unitPrice: number
  readonly cost: number
}

/** material -> + waste -> + labour -> total, in `currency`; rates are ratios (0.15 = 15 %). */
export interface Price {
  readonly currency: string
  readonly material: number
  readonly wasteRate: number
  readonly waste: number
  readonly labourRate: number
  readonly labour: number
  readonly taxRate: number
  readonly tax: number
  readonly total: number
}

export interface Quantities {
  readonly areaM2: number
  readonly perimeterM: number
  readonly coverageM2: number
  readonly coverageRatio: number
  readonly tilesFull: number
  readonly tilesCut: number
  readonly tilesOrdered: number
  readonly panels: number
  /** (ordered - laid) / ordered area; 0 for panels. */
  readonly wasteRatio: number
  readonly items: readonly QuantityItem[]
  readonly price: Price
}

/** Ratios: what is added for waste and labour, and the tax on the sum. */
export interface Rates {
  readonly wasteRate: number
  readonly labourRate: number
  readonly taxRate: number
}

/** Waste 15 %, labour 25 %, no tax (ceiling.md section 6). */
export const defaultRates: Rates = { wasteRate: 0.15, labourRate: 0.25, taxRate: 0 }

/** A layout that has no quantities yet. */
export type BareLayout = Omit<GridLayout, 'quantities'> | Omit<PanelLayout, 'quantities'>

/** Counts, areas and price of a layout; `finish` is a product code, the catalogue's default where it is missing. */
export function takeOff(
  layout: BareLayout,
  {
    catalogue,
    finish,
    rates = defaultRates,
  }: { readonly catalogue: Catalogue; readonly finish?: string | undefined; readonly rates?: Rates },
): Quantities {
  const product = finishOf(catalogue, finish) ?? finishOf(catalogue)
  if (!product) throw new Error(`the catalogue ${catalogue.id} has no default finish`)
  const pieces = countPieces(layout)
  const items = pieces.need === 0 ? [] : [itemOf(product, pieces)]
  const material = items.reduce((sum, item) => sum + item.cost, 0)
  return {
    areaM2: layout.room.areaMm2 / 1e6,
    perimeterM: layout.room.perimeterMm / 1000,
    coverageM2: layout.coverageM2,
    coverageRatio: layout.coverageRatio,
    tilesFull: layout.kind === 'grid' ? layout.counts.full : 0,
    tilesCut: layout.kind === 'grid' ? layout.counts.cut : 0,
    tilesOrdered: layout.kind === 'grid' ? pieces.need : 0,
    panels: layout.kind === 'panels' ? pieces.need : 0,
    wasteRatio: layout.kind === 'grid' ? layout.wasteRatio : 0,
    items,
    price: priceOf(material, catalogue.currency, rates),
  }
}

interface Pieces {
  readonly need: number
  readonly sizeMm: readonly [number, number]
}

/** Every tile piece takes a whole tile: offcuts aren't reused yet. */
function countPieces(layout: BareLayout): Pieces {
  if (layout.kind === 'panels') return { need: layout.counts.total, sizeMm: layout.panelMm }
  return { need: layout.counts.full + layout.counts.cut, sizeMm: layout.module }
}

/** A finish is priced and packed by the square metre; the line shows pieces, and whole packs beside them. */
function itemOf(product: Product, { need, sizeMm }: Pieces): QuantityItem {
  const pieceM2 = (sizeMm[0] * sizeMm[1]) / 1e6
  // A pack of 5.76 m2 holds sixteen 600 x 600 tiles; a piece larger than a pack is a pack of its own.
  const packSize = Math.max(1, Math.floor(product.packSize / pieceM2 + 1e-9))
  const unitPrice = product.price * pieceM2
  const size = sizeMm.map((side) => formatNumber(side, { decimals: 1 })).join(' x ')
  return {
    code: product.code,
    name: `${product.name} ${size}`,
    unit: 'piece',
    need,
    packSize,
    packs: Math.ceil(need / packSize),
    unitPrice,
    cost: need * unitPrice,
  }
}

function priceOf(material: number, currency: string, { wasteRate, labourRate, taxRate }: Rates): Price {
  const waste = material * wasteRate
  const labour = (material + waste) * labourRate
  const tax = (material + waste + labour) * taxRate
  return { currency, material, wasteRate, waste, labourRate, labour, taxRate, tax, total: material + waste + labour + tax }
}
