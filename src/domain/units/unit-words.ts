// The words and marks people write after a number, and what each is worth. Data only.
// A dialect is one kind of quantity (length, area, angle, ratio); `dimension` counts how many base units are multiplied.

/** What a unit word means: `size` / `per` of the dialect's base unit to the power `dimension`; two whole numbers, so that 5' 6" is 1676.4 and not 1676.3999999999999. */
export interface UnitWord {
  readonly size: number
  readonly per?: number
  readonly dimension: 1 | 2
  /** Units that may follow directly and add up: 12' 3", 3 m 40 cm, 12° 30'. */
  readonly rank?: number
  /** The unit a bare number takes directly after this one: 5ft6 is 5 ft 6 in. */
  readonly follower?: string
}

/** One kind of quantity: its words, and the words a refusal offers. */
export interface Dialect {
  readonly noun: string
  readonly words: Readonly<Record<string, UnitWord>>
  readonly offer: string
}

export const inchMm = 25.4
export const footM2 = 0.3048 * 0.3048

const lengthWords: Record<string, UnitWord> = {
  mm: { size: 1, dimension: 1, rank: 1 },
  cm: { size: 10, dimension: 1, rank: 2 },
  dm: { size: 100, dimension: 1, rank: 3 },
  m: { size: 1000, dimension: 1, rank: 4 },
  km: { size: 1e6, dimension: 1, rank: 5 },
  in: { size: 254, per: 10, dimension: 1, rank: 1 },
  ft: { size: 3048, per: 10, dimension: 1, rank: 2, follower: 'in' },
  yd: { size: 9144, per: 10, dimension: 1, rank: 3 },
}

function withAliases(words: Record<string, UnitWord>, aliases: Record<string, readonly string[]>): Record<string, UnitWord> {
  const all: Record<string, UnitWord> = Object.assign(Object.create(null), words)
  for (const [word, names] of Object.entries(aliases)) {
    const unit = words[word]
    if (unit) for (const name of names) all[name] = unit
  }
  return all
}

const lengthAliases = {
  mm: ['millimetre', 'millimetres', 'millimeter', 'millimeters'],
  cm: ['centimetre', 'centimetres', 'centimeter', 'centimeters'],
  dm: ['decimetre', 'decimetres', 'decimeter', 'decimeters'],
  m: ['metre', 'metres', 'meter', 'meters'],
  km: ['kilometre', 'kilometres', 'kilometer', 'kilometers'],
  in: ['inch', 'inches', '"'],
  ft: ['foot', 'feet', "'"],
  yd: ['yard', 'yards'],
}

/** Lengths; base unit mm. */
export const lengthDialect: Dialect = {
  noun: 'length',
  words: withAliases(lengthWords, lengthAliases),
  offer: 'mm, cm, m, in or ft',
}

/** Areas; base unit mm, squared. Length words work too: 3m*4m is an area. */
export const areaDialect: Dialect = {
  noun: 'area',
  words: withAliases(
    {
      ...lengthWords,
      mm2: { size: 1, dimension: 2 },
      cm2: { size: 100, dimension: 2 },
      m2: { size: 1e6, dimension: 2 },
      in2: { size: 254 * 254, per: 100, dimension: 2 },
      ft2: { size: 3048 * 3048, per: 100, dimension: 2 },
    },
    { ...lengthAliases, m2: ['sqm'], ft2: ['sqft'], in2: ['sqin'] },
  ),
  offer: 'm2 or ft2',
}

/** Angles; base unit degrees. ' and " are minutes and seconds of arc. */
export const angleDialect: Dialect = {
  noun: 'angle',
  words: withAliases(
    {
      deg: { size: 1, dimension: 1, rank: 3, follower: 'min' },
      min: { size: 1, per: 60, dimension: 1, rank: 2, follower: 'sec' },
      sec: { size: 1, per: 3600, dimension: 1, rank: 1 },
      rad: { size: 180 / Math.PI, dimension: 1 },
      gon: { size: 9, per: 10, dimension: 1 },
    },
    { deg: ['°', 'º', 'degree', 'degrees'], min: ["'"], sec: ['"'], rad: ['radian', 'radians'], gon: ['grad', 'grads'] },
  ),
  offer: '°, deg, rad or gon',
}

/** Ratios; base unit 1, so 15 % is 0.15. */
export const ratioDialect: Dialect = {
  noun: 'percentage',
  words: withAliases({ '%': { size: 1, per: 100, dimension: 1 }, '‰': { size: 1, per: 1000, dimension: 1 } }, {}),
  offer: '%',
}

/** Plain numbers have no unit. */
export const numberDialect: Dialect = { noun: 'number', words: withAliases({}, {}), offer: 'no unit' }
