// From a foreign body to what it means here: readings, maintenance tickets, a tariff. A mapping is data, so that it can be tried on a kept
// body before it goes live. Pure; nothing of it runs code of the sender or of the one who mapped.
import { isPointer, valueAt } from './json-pointer.ts'
import { type LocalTime, readStamp } from './stamp.ts'

/** Where a value comes from: a place in the item (or in the whole body), or always the same. */
export interface HookField {
  readonly pointer?: string | undefined
  readonly from?: 'item' | 'body' | undefined
  readonly constant?: string | number | boolean | undefined
  /** Put before the text. */
  readonly prefix?: string | undefined
  /** What the sender's words mean here; a word that isn't in it stays as it is, unless `only`. */
  readonly table?: Readonly<Record<string, string>> | undefined
  readonly only?: boolean | undefined
}

interface Items {
  /** Pointer to the list; absent: the body is the one item. */
  readonly items?: string | undefined
}

export interface ReadingsMapping extends Items {
  readonly target: 'readings'
  readonly sensor: HookField
  readonly value: HookField
  readonly timestamp?: HookField | undefined
  /** value * scale + offset, for numbers. */
  readonly scale?: number | undefined
  readonly offset?: number | undefined
}

export interface TicketMapping extends Items {
  readonly target: 'ticket'
  readonly title: HookField
  readonly description?: HookField | undefined
  readonly priority?: HookField | undefined
  readonly node?: HookField | undefined
  readonly externalId?: HookField | undefined
  readonly state?: HookField | undefined
  readonly dueAt?: HookField | undefined
}

export interface TariffMapping extends Items {
  readonly target: 'tariff'
  readonly currency?: HookField | undefined
  readonly standard?: HookField | undefined
  /** A price of each band, by its name here. */
  readonly bandName?: HookField | undefined
  readonly bandPrice?: HookField | undefined
  /** Prices times this are per kWh: 0.01 for cents, 0.001 for prices per MWh. */
  readonly scale?: number | undefined
}

export type HookMapping = ReadingsMapping | TicketMapping | TariffMapping

export interface HookReading {
  readonly kind: 'reading'
  readonly sensorId: string
  readonly value: number | boolean | string
  /** Epoch ms. */
  readonly at: number
}
export interface HookTicket {
  readonly kind: 'ticket'
  readonly title: string
  readonly description: string
  readonly priority: 1 | 2 | 3
  readonly nodeId: string | null
  readonly externalId: string | null
  readonly state: 'open' | 'inProgress' | 'done'
  readonly dueAt: number | null
}
export interface HookTariff {
  readonly kind: 'tariff'
  readonly currency: string | null
  readonly standardPrice: number | null
  readonly bands: readonly { readonly name: string; readonly pricePerKWh: number }[]
}
export type HookEffect = HookReading | HookTicket | HookTariff

export interface Mapped {
  readonly effects: readonly HookEffect[]
  /** In words, with the place in the body. */
  readonly problems: readonly string[]
}

export const mostHookItems = 10_000
const mostProblems = 20

/** `receivedAt` stamps readings that bring no time; `localTime` reads stamps without a zone. */
export function applyMapping(
  mapping: HookMapping,
  body: unknown,
  { receivedAt, localTime }: { receivedAt: number; localTime: LocalTime },
): Mapped {
  const list = itemsOf(mapping.items, body)
  if (typeof list === 'string') return { effects: [], problems: [list] }
  const problems: string[] = []
  const say = (problem: string) => {
    if (problems.length < mostProblems) problems.push(problem)
    else problems[mostProblems] = 'There are more.'
  }
  const at = mapping.items === undefined ? 'The body' : `Item ${mapping.items}/`
  const readers = list.map((item, i) => createReader({ body, item, where: mapping.items === undefined ? at : `${at}${i}`, say, localTime }))
  if (mapping.target === 'readings') return { effects: readingsFrom(mapping, readers, receivedAt), problems }
  if (mapping.target === 'ticket') return { effects: readers.flatMap((read) => ticketFrom(mapping, read)), problems }
  const whole = createReader({ body, item: list[0], where: 'The body', say, localTime })
  return { effects: tariffFrom(mapping, readers, whole), problems }
}

function itemsOf(pointer: string | undefined, body: unknown): readonly unknown[] | string {
  if (pointer === undefined) return [body]
  const list = valueAt(body, pointer)
  const place = pointer === '' ? 'The body' : `The body at ${pointer}`
  if (!Array.isArray(list)) return `${place} is no list.`
  if (list.length > mostHookItems) return `${place} has ${list.length} items; ${mostHookItems} are taken at most.`
  return list
}

type Reader = ReturnType<typeof createReader>

interface ReaderParts {
  readonly body: unknown
  readonly item: unknown
  readonly where: string
  readonly say: (problem: string) => void
  readonly localTime: LocalTime
}

function createReader({ body, item, where, say, localTime }: ReaderParts) {
  const raw = (field: HookField | undefined): unknown => {
    if (field === undefined) return undefined
    if (field.pointer === undefined) return field.constant
    const found = valueAt(field.from === 'body' ? body : item, field.pointer)
    return found === undefined || found === null ? field.constant : found
  }
  const text = (field: HookField | undefined): string | undefined => {
    const found = raw(field)
    if (typeof found !== 'string' && typeof found !== 'number' && typeof found !== 'boolean') return undefined
    const word = String(found)
    const known = field?.table !== undefined && Object.hasOwn(field.table, word)
    if (field?.only && !known) return undefined
    return `${field?.prefix ?? ''}${known ? field?.table?.[word] : word}`
  }
  return {
    raw,
    text,
    say: (what: string) => say(`${where}: ${what}`),
    number: (field: HookField | undefined): number | undefined => {
      const found = raw(field)
      const n = typeof found === 'string' && found.trim() !== '' ? Number(found) : found
      return typeof n === 'number' && Number.isFinite(n) ? n : undefined
    },
    instant: (field: HookField | undefined): number | undefined => {
      const found = raw(field)
      if (typeof found !== 'string' && typeof found !== 'number') return undefined
      return readStamp(found, localTime)?.[0]
    },
  }
}

function readingsFrom(
  { sensor, value, timestamp, scale = 1, offset = 0 }: ReadingsMapping,
  readers: readonly Reader[],
  receivedAt: number,
) {
  /** Several without a time in one body: one millisecond after the other, or all but the first would count as repeats. */
  const unstamped = new Map<string, number>()
  return readers.flatMap((read): HookReading[] => {
    const sensorId = read.text(sensor)
    if (sensorId === undefined || sensorId === '') {
      read.say('it names no sensor that the mapping knows.')
      return []
    }
    const found = read.raw(value)
    const scaled = typeof found === 'number' ? found * scale + offset : found
    const isValue = (typeof scaled === 'number' && Number.isFinite(scaled)) || typeof scaled === 'boolean' || typeof scaled === 'string'
    if (!isValue) {
      read.say(`the value of ${sensorId} is missing or is no number, text or true/false.`)
      return []
    }
    const hasTime = timestamp !== undefined && read.raw(timestamp) !== undefined
    const stamped = hasTime ? read.instant(timestamp) : undefined
    if (hasTime && stamped === undefined) {
      read.say(`the time of ${sensorId} can’t be read. ISO 8601 and epoch seconds or milliseconds are.`)
      return []
    }
    const nth = unstamped.get(sensorId) ?? 0
    if (stamped === undefined) unstamped.set(sensorId, nth + 1)
    return [{ kind: 'reading', sensorId, value: scaled as number | boolean | string, at: stamped ?? receivedAt + nth }]
  })
}

const doneWords = /^(done|closed?|resolved|complete[d]?|fixed|cancel?led)$/i
const busyWords = /^(in[ _-]?progress|started|assigned|working|active)$/i

function ticketFrom(mapping: TicketMapping, read: Reader): HookTicket[] {
  const title = read.text(mapping.title)?.trim()
  if (title === undefined || title === '') {
    read.say('it has no title.')
    return []
  }
  const word = read.text(mapping.state) ?? 'open'
  const priority = read.number(mapping.priority) ?? Number(read.text(mapping.priority) ?? 2)
  return [
    {
      kind: 'ticket',
      title: title.slice(0, 200),
      description: (read.text(mapping.description) ?? '').slice(0, 5000),
      priority: priority <= 1 ? 1 : priority >= 3 ? 3 : 2,
      nodeId: read.text(mapping.node) ?? null,
      externalId: read.text(mapping.externalId)?.slice(0, 200) ?? null,
      state: doneWords.test(word) ? 'done' : busyWords.test(word) ? 'inProgress' : 'open',
      dueAt: read.instant(mapping.dueAt) ?? null,
    },
  ]
}

function tariffFrom(mapping: TariffMapping, readers: readonly Reader[], whole: Reader): HookTariff[] {
  const { scale = 1 } = mapping
  const price = (n: number | undefined) => (n === undefined ? undefined : Math.round(n * scale * 1e6) / 1e6)
  const bands = readers.flatMap((read) => {
    if (mapping.bandPrice === undefined) return []
    const [name, pricePerKWh] = [read.text(mapping.bandName), price(read.number(mapping.bandPrice))]
    if (name === undefined || pricePerKWh === undefined || pricePerKWh < 0) {
      read.say('it names no band, or no price of 0 or more.')
      return []
    }
    return [{ name, pricePerKWh }]
  })
  const standardPrice = price(whole.number(mapping.standard)) ?? null
  if (mapping.standard !== undefined && (standardPrice === null || standardPrice < 0))
    whole.say('the standard price is missing or below 0.')
  const currency = whole.text(mapping.currency)?.toUpperCase() ?? null
  if (currency !== null && !/^[A-Z]{3}$/.test(currency)) whole.say('the currency is no code of three letters.')
  const effect: HookTariff = {
    ...{ kind: 'tariff', bands },
    standardPrice: standardPrice !== null && standardPrice >= 0 ? standardPrice : null,
    currency: currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null,
  }
  if (effect.standardPrice === null && bands.length === 0 && effect.currency === null) {
    whole.say('nothing of a tariff was found.')
    return []
  }
  return [effect]
}

/** What a source of each kind starts with; every part can be changed. */
export const starterMappings: { readonly [K in 'bms' | 'energy' | 'maintenance' | 'own']: HookMapping } = {
  bms: {
    ...{ target: 'readings', items: '/data/readings' },
    sensor: { pointer: '/sensor_id' },
    value: { pointer: '/value' },
    timestamp: { pointer: '/timestamp' },
  },
  energy: {
    ...{ target: 'tariff', items: '/data/bands' },
    currency: { pointer: '/data/currency', from: 'body' },
    standard: { pointer: '/data/price_per_kwh', from: 'body' },
    bandName: { pointer: '/name' },
    bandPrice: { pointer: '/price_per_kwh' },
  },
  maintenance: {
    target: 'ticket',
    title: { pointer: '/data/title' },
    description: { pointer: '/data/description' },
    priority: { pointer: '/data/priority' },
    node: { pointer: '/data/node_id' },
    externalId: { pointer: '/data/id' },
    state: { pointer: '/data/status' },
    dueAt: { pointer: '/data/due_at' },
  },
  own: {
    target: 'readings',
    items: '/readings',
    sensor: { pointer: '/sensor' },
    value: { pointer: '/value' },
    timestamp: { pointer: '/timestamp' },
  },
}

/** What is wrong with a mapping itself: pointers that are none. */
export function problemsOfMapping(mapping: HookMapping): { pointer: string; detail: string }[] {
  const found: { pointer: string; detail: string }[] = []
  const bad = 'A place in the body is written as a JSON pointer, like /data/value; the empty text is the whole.'
  for (const [name, part] of Object.entries(mapping)) {
    if (name === 'items' && typeof part === 'string' && !isPointer(part)) found.push({ pointer: '/mapping/items', detail: bad })
    if (part === null || typeof part !== 'object') continue
    const field = part as HookField
    if (field.pointer !== undefined && !isPointer(field.pointer)) found.push({ pointer: `/mapping/${name}/pointer`, detail: bad })
    if (field.pointer === undefined && field.constant === undefined)
      found.push({
        pointer: `/mapping/${name}`,
        detail: 'Give the place in the body (pointer), or a value that is always the same (constant).',
      })
  }
  return found
}
