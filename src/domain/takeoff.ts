// layout + catalogue -> quantities and price. Prices are examples of the catalogue, never advice.

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
