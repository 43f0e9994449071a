// Rows of one sensor and hour <-> bytes: columns of differences under zstd. Lossless to the bit; attacked by chunk-codec.test.ts.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { type ByteReader, type ByteWriter, createByteReader, createByteWriter, largestWhole } from './bytes.ts'
import { readNumbers, writeNumbers } from './number-column.ts'
import type { Row, StoredValue } from './value.ts'

/** First byte: format 1, as it is or compressed. */
const plain = 16
const compressed = 17

/** Rows in order of time, no time twice. */
export function packRows(rows: readonly Row[]): Uint8Array {
  const to = createByteWriter()
  to.whole(rows.length)
  writeTimes(
    to,
    rows.map((row) => row.at),
  )
  writeKinds(
    to,
    rows.map((row) => row.kind),
  )
  writeNumbers(
    to,
    rows.flatMap(({ kind, value }) => ((kind & 3) === 0 ? [value as number] : [])),
  )
  for (const { kind, value } of rows) if ((kind & 3) === 1) to.byte(value as number)
  writeTexts(
    to,
    rows.flatMap(({ kind, value }) => ((kind & 3) === 2 ? [value as string] : [])),
  )
  writeSeqs(
    to,
    rows.map((row) => row.seq),
  )
  return squeeze(to.finish())
}

export function unpackRows(bytes: Uint8Array): Row[] {
  const from = createByteReader(unsqueeze(bytes))
  const count = from.whole()
  const times = readTimes(from, count)
  const kinds = readKinds(from, count)
  const numbers = readNumbers(from, kinds.filter((kind) => (kind & 3) === 0).length)
  const booleans = kinds.filter((kind) => (kind & 3) === 1).map(() => from.byte())
  const texts = readTexts(from, kinds.filter((kind) => (kind & 3) === 2).length)
  const seqs = readSeqs(from, count)
  const next = [0, 0, 0]
  const columns: readonly (readonly StoredValue[])[] = [numbers, booleans, texts]
  return times.map((at, i) => {
    const kind = kinds[i] ?? 0
    const column = kind & 3
    const place = next[column] ?? 0
    next[column] = place + 1
    return { at, kind, value: columns[column]?.[place] ?? 0, seq: seqs[i] ?? null }
  })
}

export function squeeze(body: Uint8Array): Uint8Array {
  const small = zstdCompressSync(body)
  const [mark, bytes] = small.length < body.length ? [compressed, small] : [plain, body]
  const whole = new Uint8Array(bytes.length + 1)
  whole[0] = mark
  whole.set(bytes, 1)
  return whole
}

export function unsqueeze(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(1)
  if (bytes[0] === plain) return body
  if (bytes[0] === compressed) return zstdDecompressSync(body)
  throw new Error(`A packed hour has an unknown format ${bytes[0]}`)
}

/** Differences of differences: a steady period is a row of zeros. */
function writeTimes(to: ByteWriter, times: readonly number[]): void {
  let before = 0
  let step = 0
  for (const at of times) {
    to.signed(at - before - step)
    step = before === 0 ? 0 : at - before
    before = at
  }
}

function readTimes(from: ByteReader, count: number): number[] {
  const times: number[] = []
  let before = 0
  let step = 0
  for (let i = 0; i < count; i += 1) {
    const at = from.signed() + before + step
    step = before === 0 ? 0 : at - before
    before = at
    times.push(at)
  }
  return times
}

/** Runs: nearly always one. */
function writeKinds(to: ByteWriter, kinds: readonly number[]): void {
  for (let i = 0; i < kinds.length; ) {
    let end = i
    while (end < kinds.length && kinds[end] === kinds[i]) end += 1
    to.byte(kinds[i] ?? 0)
    to.whole(end - i)
    i = end
  }
}

function readKinds(from: ByteReader, count: number): number[] {
  const kinds: number[] = []
  while (kinds.length < count) {
    const kind = from.byte()
    for (let left = from.whole(); left > 0; left -= 1) kinds.push(kind)
  }
  return kinds
}

/** Each different text once. */
function writeTexts(to: ByteWriter, texts: readonly string[]): void {
  const places = new Map<string, number>()
  for (const text of texts) if (!places.has(text)) places.set(text, places.size)
  to.whole(places.size)
  const encoder = new TextEncoder()
  for (const text of places.keys()) {
    const bytes = encoder.encode(text)
    to.whole(bytes.length)
    to.raw(bytes)
  }
  for (const text of texts) to.whole(places.get(text) ?? 0)
}

function readTexts(from: ByteReader, count: number): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const known = Array.from({ length: from.whole() }, () => decoder.decode(from.raw(from.whole())))
  return Array.from({ length: count }, () => known[from.whole()] ?? '')
}

/** 0 none has one, 1 differences (0 is none), 2 too large for differences. */
function writeSeqs(to: ByteWriter, seqs: readonly (number | null)[]): void {
  const none = seqs.every((seq) => seq === null)
  const large = seqs.some((seq) => (seq ?? 0) >= largestWhole)
  to.byte(none ? 0 : large ? 2 : 1)
  if (none) return
  let before = 0
  for (const seq of seqs) {
    if (large) {
      to.byte(seq === null ? 0 : 1)
      if (seq !== null) to.whole(seq)
      continue
    }
    const shifted = seq === null ? 0 : seq + 1
    to.signed(shifted - before)
    before = shifted
  }
}

function readSeqs(from: ByteReader, count: number): (number | null)[] {
  const mode = from.byte()
  let before = 0
  return Array.from({ length: count }, () => {
    if (mode === 0) return null
    if (mode === 2) return from.byte() === 0 ? null : from.whole()
    before += from.signed()
    return before === 0 ? null : before - 1
  })
}
