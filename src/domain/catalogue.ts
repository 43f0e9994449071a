// A catalogue: products with sizes, packs and prices. The files live in resources/catalogues and are validated at load.

/** One product. Prices per `unit`; a finish is sold by the square metre in whichever module fits. */
export interface Product {
  readonly code: string
  readonly name: string
  readonly kind: 'finish' | 'main' | 'tee' | 'angle' | 'hanger' | 'fixture'
  readonly unit: 'm2' | 'piece' | 'm'
  readonly price: number
  readonly packSize: number
  readonly moduleMm?: readonly [number, number]
  readonly lengthMm?: number
  readonly thicknessMm?: number
  readonly massKgM2?: number
  readonly nrc?: number
  readonly lightReflectance?: number
  readonly fireClass?: string
  readonly maxPointLoadG?: number
}

export interface Catalogue {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly currency: string
  readonly defaultFinish: string
  readonly products: readonly Product[]
}
