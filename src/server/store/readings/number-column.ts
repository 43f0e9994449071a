// A column of numbers, bit for bit: whole multiples of a power of ten as differences, what isn't exactly one (-0, thirds, tiny ones) as its
// eight bytes. The power is the one that takes the fewest bytes.
import { type ByteReader, type ByteWriter, largestWhole } from './bytes.ts'

const powers = Array.from({ length: 14 }, (_, i) => 10 ** i)
const powerOf = (decimals: number): number => powers[decimals] ?? 1

/** Writes every value; `readNumbers` gives exactly these again. */
export function writeNumbers(to: ByteWriter, values: readonly number[]): void {
  const decimals = chooseDecimals(values)
  const power = powerOf(decimals)
  to.byte(decimals)
  const odd: number[] = []
  let last = -1
  const flags = values.map((value) => isExact(value, power))
  to.whole(flags.filter((exact) => !exact).length)
  values.forEach((value, i) => {
    if (flags[i]) return
    to.whole(i - last)
    last = i
    odd.push(value)
  })
  let before = 0
  values.forEach((value, i) => {
    if (!flags[i]) return
    const whole = Math.round(value * power)
    to.signed(whole - before)
    before = whole
  })
  const bytes = new DataView(new ArrayBuffer(odd.length * 8))
  for (const [i, value] of odd.entries()) bytes.setFloat64(i * 8, value)
  // Plane by plane: the high bytes of neighbours are alike, and the compressor sees it.
  for (let plane = 0; plane < 8; plane += 1) for (let i = 0; i < odd.length; i += 1) to.byte(bytes.getUint8(i * 8 + plane))
}

export function readNumbers(from: ByteReader, count: number): number[] {
  const power = powerOf(from.byte())
  const oddCount = from.whole()
  const oddAt = new Set<number>()
  let last = -1
  for (let i = 0; i < oddCount; i += 1) {
    last += from.whole()
    oddAt.add(last)
  }
  const values = new Array<number>(count)
  let whole = 0
  for (let i = 0; i < count; i += 1) {
    if (oddAt.has(i)) continue
    whole += from.signed()
    values[i] = whole / power
  }
  if (oddCount === 0) return values
  const bytes = new DataView(new ArrayBuffer(oddCount * 8))
  for (let plane = 0; plane < 8; plane += 1) for (let i = 0; i < oddCount; i += 1) bytes.setUint8(i * 8 + plane, from.byte())
  let next = 0
  for (const at of oddAt) {
    values[at] = bytes.getFloat64(next * 8)
    next += 1
  }
  return values
}

/** Whether value = whole / power, to the bit. Division rounds correctly, so every decimal text of so many digits is. */
function isExact(value: number, power: number): boolean {
  const whole = Math.round(value * power)
  return Math.abs(whole) <= largestWhole && Object.is((whole + 0) / power, value)
}

function chooseDecimals(values: readonly number[]): number {
  const wanted = new Set<number>()
  for (const value of values) {
    const found = powers.findIndex((power) => isExact(value, power))
    if (found >= 0) wanted.add(found)
  }
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const decimals of wanted) {
    const bytes = costOf(values, powerOf(decimals))
    if (bytes < least) [best, least] = [decimals, bytes]
  }
  return best
}

function costOf(values: readonly number[], power: number): number {
  let bytes = 0
  let before = 0
  for (const value of values) {
    if (isExact(value, power)) {
      const whole = Math.round(value * power)
      bytes += Math.max(1, Math.ceil(Math.log2(Math.abs(whole - before) * 2 + 2) / 7))
      before = whole
    } else bytes += 9
  }
  return bytes
}
