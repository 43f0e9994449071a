// One plain English line for each alternative: why the first is first, and what the others gain and lose against it.
import type { Borders, GridSummary } from './layout.ts'

type Judged = Omit<GridSummary, 'why'>

const lengthText = (mm: number) => (mm >= 1000 ? `${(mm / 1000).toFixed(1)} m` : `${Number(mm.toFixed(1))} mm`)
const countText = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Why the best origin is first. `equals` is how many candidates tied with it on the borders. */
export function explainBest(
  best: Judged,
  args: { readonly halfMm: readonly [number, number]; readonly equals: number; readonly proven: boolean },
): string {
  const { merit } = best
  const parts = [explainBorders(best, args.halfMm)]
  if (merit.borderDifferenceMm > 0.005) parts.push(`opposite borders differ by ${lengthText(merit.borderDifferenceMm)}`)
  else if (hasOpposite(best.borders) && best.worstBorder !== 0) parts.push('opposite borders equal')
  const fewest = args.equals > 1 ? `, the fewest of ${args.equals} equal candidates` : ''
  parts.push(`${countText(merit.cutPieces, 'cut tile')}${fewest}`)
  if (merit.fixturesOffModule > 0) parts.push(`${countText(merit.fixturesOffModule, 'fixture')} off module`)
  if (!args.proven) parts.push('best found')
  return parts.join('; ')
}

const hasOpposite = ({ left, right, bottom, top }: Borders) => (left !== null && right !== null) || (bottom !== null && top !== null)

function explainBorders(best: Judged, halfMm: readonly [number, number]): string {
  const { merit, worstBorder } = best
  if (worstBorder === null) return 'No wall runs along the grid'
  const short = merit.shortBorderMm + merit.shortHoleBorderMm
  if (short > 0.005) return `${lengthText(short)} of border under half a module, the least possible`
  if (worstBorder === 0) return 'Every border is a full tile'
  return `No border under ${lengthText(Math.min(...halfMm))}`
}

/** What another origin gains and loses against the best. */
export function explainOther(other: Judged, best: Judged): string {
  const gains: string[] = []
  const losses: string[] = []
  const [a, b] = [other.merit, best.merit]
  const cuts = b.cutPieces - a.cutPieces
  if (cuts > 0) gains.push(`saves ${countText(cuts, 'cut')}`)
  if (cuts < 0) losses.push(`needs ${countText(-cuts, 'more cut')}`)
  const tiles = b.orderedTiles - a.orderedTiles
  if (tiles > 0) gains.push(`orders ${countText(tiles, 'tile')} fewer`)
  if (tiles < 0 && cuts >= 0) losses.push(`orders ${countText(-tiles, 'tile')} more`)
  weighLength({ a: a.shortBorderMm, b: b.shortBorderMm, what: 'of border under half a module', gains, losses })
  weighLength({ a: a.shortHoleBorderMm, b: b.shortHoleBorderMm, what: 'of border under half a module at holes', gains, losses })
  if (a.borderDifferenceMm - b.borderDifferenceMm > 0.005) losses.push(`opposite borders differ by ${lengthText(a.borderDifferenceMm)}`)
  const fixtures = a.fixturesOffModule - b.fixturesOffModule
  if (fixtures < 0) gains.push(`puts ${countText(-fixtures, 'more fixture')} on module`)
  if (fixtures > 0) losses.push(`puts ${countText(fixtures, 'fixture')} off module`)
  if ((other.worstBorder ?? 0) - (best.worstBorder ?? 0) > 0.005) gains.push(`smallest border ${lengthText(other.worstBorder ?? 0)}`)
  if (gains.length === 0 && losses.length === 0)
    return `As good on every criterion, ${countText(a.cutPieces, 'cut tile')}; the crossing is further from the lower left corner`
  const line = [gains.join(', '), losses.join(', ')].filter((part) => part !== '').join(', but ')
  return line.charAt(0).toUpperCase() + line.slice(1)
}

function weighLength(args: {
  readonly a: number
  readonly b: number
  readonly what: string
  readonly gains: string[]
  readonly losses: string[]
}): void {
  const more = args.a - args.b
  if (more > 0.005) args.losses.push(`leaves ${lengthText(args.a)} ${args.what}`)
  if (more < -0.005) args.gains.push(`${lengthText(-more)} less ${args.what}`)
}

/** What a pinned origin gives, where no search was asked for. */
export function explainPinned(pinned: Judged): string {
  const short = pinned.merit.shortBorderMm + pinned.merit.shortHoleBorderMm
  const borders = short > 0.005 ? `${lengthText(short)} of border under half a module` : 'no border under half a module'
  return `Pinned: ${borders}; ${countText(pinned.merit.cutPieces, 'cut tile')}`
}
