// What stands on the plan for one sensor, and where its tag goes so that tags don't cover each other. Pure.

export const markIcons = ['ok', 'late', 'silent', 'offline', 'never', 'alarm', 'returned', 'shelved', 'acknowledged'] as const
export type MarkIcon = (typeof markIcons)[number]

export interface Mark {
  readonly id: string
  readonly xMm: number
  readonly yMm: number
  /** With its unit, as printed. */
  readonly value: string
  readonly icon: MarkIcon
  /** The state in a word. */
  readonly word: string
  /** The second line: who, and how old. */
  readonly detail: string
  readonly isStale: boolean
  readonly isAlarm: boolean
  /** Rings go out from it. */
  readonly isPulsing: boolean
  /** The pointer or the table is on it. */
  readonly isChosen: boolean
}

export interface TagBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface TagWish {
  /** Of the symbol. */
  readonly xPx: number
  readonly yPx: number
  /** Full size, and the size of the value alone. */
  readonly full: { readonly width: number; readonly height: number }
  readonly short: { readonly width: number; readonly height: number }
  /** Higher ones choose first. */
  readonly rank: number
}

export interface PlacedTag {
  readonly box: TagBox
  readonly isShort: boolean
}

const gapPx = 16
const marginPx = 4

/** A place for each tag: below, above, right or left of its symbol; the short one where the full one has no room; null where neither has. */
export function placeTags(
  wishes: readonly TagWish[],
  sheet: { readonly widthPx: number; readonly heightPx: number },
): (PlacedTag | null)[] {
  const placed = new Array<PlacedTag | null>(wishes.length).fill(null)
  const taken = createTaken()
  const order = wishes.map((wish, index) => ({ wish, index })).sort((a, b) => b.wish.rank - a.wish.rank || a.index - b.index)
  // No tag covers another sensor's symbol.
  for (const { wish } of order) taken.add({ left: wish.xPx - 9, top: wish.yPx - 9, width: 18, height: 18 })
  for (const { wish, index } of order) {
    for (const [size, isShort] of [
      [wish.full, false],
      [wish.short, true],
    ] as const) {
      const box = candidates(wish, size).find((each) => isOnSheet(each, sheet) && !taken.hits(each))
      if (!box) continue
      taken.add(box)
      placed[index] = { box, isShort }
      break
    }
  }
  return placed
}

function candidates({ xPx, yPx }: TagWish, { width, height }: { width: number; height: number }): TagBox[] {
  const level = { width, height }
  return [
    { ...level, left: xPx - width / 2, top: yPx + gapPx },
    { ...level, left: xPx - width / 2, top: yPx - gapPx - height },
    { ...level, left: xPx + gapPx, top: yPx - height / 2 },
    { ...level, left: xPx - gapPx - width, top: yPx - height / 2 },
    { ...level, left: xPx, top: yPx + gapPx },
    { ...level, left: xPx - width, top: yPx + gapPx },
  ]
}

function isOnSheet(box: TagBox, sheet: { readonly widthPx: number; readonly heightPx: number }): boolean {
  return (
    box.left >= marginPx &&
    box.top >= marginPx &&
    box.left + box.width <= sheet.widthPx - marginPx &&
    box.top + box.height <= sheet.heightPx - marginPx
  )
}

const bucketPx = 64

/** Boxes already taken, in squares of the sheet, so that 500 tags are placed in a few milliseconds. */
function createTaken() {
  const squares = new Map<number, TagBox[]>()
  const keysOf = (box: TagBox) => {
    const keys: number[] = []
    for (let x = Math.floor(box.left / bucketPx); x <= Math.floor((box.left + box.width) / bucketPx); x++)
      for (let y = Math.floor(box.top / bucketPx); y <= Math.floor((box.top + box.height) / bucketPx); y++) keys.push(x * 65_536 + y)
    return keys
  }
  const overlaps = (a: TagBox, b: TagBox) =>
    a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height
  return {
    add(box: TagBox) {
      for (const key of keysOf(box)) {
        const held = squares.get(key)
        if (held) held.push(box)
        else squares.set(key, [box])
      }
    },
    hits: (box: TagBox) => keysOf(box).some((key) => squares.get(key)?.some((other) => overlaps(other, box)) === true),
  }
}
