// A catalogue: products with sizes, packs and prices. The files live in resources/catalogues and are validated at load.
// Must not read files: parsing takes what was read.
import type { Outcome, Problem } from './problem.ts'

export const productKinds = ['finish', 'main', 'tee', 'angle', 'hanger', 'fixture'] as const
export const productUnits = ['m2', 'piece', 'm'] as const

/** One product. Prices per `unit`; a finish is sold by the square metre in whichever module fits. */
export interface Product {
  readonly code: string
  readonly name: string
  readonly kind: (typeof productKinds)[number]
  readonly unit: (typeof productUnits)[number]
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

/** The finish of this code, or the default one; undefined when there is no such finish. */
export function finishOf(catalogue: Catalogue, code: string = catalogue.defaultFinish): Product | undefined {
  return catalogue.products.find((product) => product.kind === 'finish' && product.code === code)
}

type Fields = Readonly<Record<string, unknown>>
type Refuse = (pointer: string, detail: string) => void

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Largest value a field takes, and whether 0 is allowed; ratios end at 1, prices and masses far above what is sold. */
const productNumbers = {
  price: { most: 1e9, zero: true },
  packSize: { most: 1e6, zero: false },
  lengthMm: { most: 1e6, zero: false },
  thicknessMm: { most: 1e4, zero: false },
  massKgM2: { most: 1e4, zero: true },
  nrc: { most: 1.2, zero: true },
  lightReflectance: { most: 1, zero: true },
  maxPointLoadG: { most: 1e6, zero: true },
} as const
const optionalNumbers = ['lengthMm', 'thicknessMm', 'massKgM2', 'nrc', 'lightReflectance', 'maxPointLoadG'] as const

/** Checks a catalogue as read from JSON; pointers name each bad field. Unknown fields are ignored, so newer files open. */
export function parseCatalogue(value: unknown): Outcome<Catalogue> {
  const problems: Problem[] = []
  const refuse: Refuse = (pointer, detail) => problems.push({ code: 'invalid_value', pointer, detail })
  if (!isFields(value)) {
    refuse('', 'A catalogue must be a JSON object with id, name, version, currency, defaultFinish and products.')
    return { kind: 'refused', problems }
  }
  for (const field of ['id', 'name', 'defaultFinish']) checkText(value, field, { pointer: '', refuse })
  if (!Number.isInteger(value.version)) refuse('/version', 'version must be a whole number.')
  if (typeof value.currency !== 'string' || !/^[A-Z]{3}$/.test(value.currency))
    refuse('/currency', 'currency must be a three-letter code such as EUR.')
  if (!Array.isArray(value.products)) refuse('/products', 'products must be a list.')
  const products = Array.isArray(value.products)
    ? value.products.map((product: unknown, i) => readProduct(product, `/products/${i}`, refuse))
    : []
  const seen = new Set<string>()
  for (const [i, product] of products.entries()) {
    if (product && seen.has(product.code))
      refuse(`/products/${i}/code`, `The code "${product.code}" is used twice; give each product its own.`)
    if (product) seen.add(product.code)
  }
  if (problems.length > 0) return { kind: 'refused', problems }
  const { id, name, version, currency, defaultFinish } = value as unknown as Catalogue
  const catalogue: Catalogue = { id, name, version, currency, defaultFinish, products: products as Product[] }
  if (!finishOf(catalogue)) {
    refuse('/defaultFinish', `defaultFinish "${defaultFinish}" isn't the code of a finish in products.`)
    return { kind: 'refused', problems }
  }
  return { kind: 'ok', value: catalogue }
}

function checkText(fields: Fields, field: string, { pointer, refuse }: { pointer: string; refuse: Refuse }): void {
  const value = fields[field]
  if (typeof value !== 'string' || value.trim() === '' || value.length > 200)
    refuse(`${pointer}/${field}`, `${field} must be a text of 1 to 200 characters.`)
}

function readProduct(value: unknown, pointer: string, refuse: Refuse): Product | null {
  if (!isFields(value)) {
    refuse(pointer, 'A product must be an object.')
    return null
  }
  checkText(value, 'code', { pointer, refuse })
  checkText(value, 'name', { pointer, refuse })
  if (!productKinds.some((kind) => kind === value.kind)) refuse(`${pointer}/kind`, `kind must be one of ${productKinds.join(', ')}.`)
  if (!productUnits.some((unit) => unit === value.unit)) refuse(`${pointer}/unit`, `unit must be one of ${productUnits.join(', ')}.`)
  if (value.kind === 'finish' && value.unit !== 'm2')
    refuse(`${pointer}/unit`, 'A finish is sold by the square metre: its unit must be m2.')
  for (const field of ['price', 'packSize', ...optionalNumbers] as const) {
    const number = value[field]
    if (number === undefined && field !== 'price' && field !== 'packSize') continue
    const { most, zero } = productNumbers[field]
    const fits = typeof number === 'number' && Number.isFinite(number) && number <= most && (zero ? number >= 0 : number > 0)
    if (!fits) refuse(`${pointer}/${field}`, `${field} must be a number ${zero ? 'from 0' : 'above 0'} to ${most}.`)
  }
  const { moduleMm, fireClass } = value
  const isSize = Array.isArray(moduleMm) && moduleMm.length === 2 && moduleMm.every((side) => Number.isFinite(side) && side > 0)
  if (moduleMm !== undefined && !isSize) refuse(`${pointer}/moduleMm`, 'moduleMm must be two lengths above 0.')
  if (fireClass !== undefined) checkText(value, 'fireClass', { pointer, refuse })
  const known = ['code', 'name', 'kind', 'unit', 'price', 'packSize', 'moduleMm', ...optionalNumbers, 'fireClass']
  // Only called good when no problem was added; unknown fields fall away here.
  return Object.fromEntries(known.filter((field) => value[field] !== undefined).map((field) => [field, value[field]])) as unknown as Product
}
