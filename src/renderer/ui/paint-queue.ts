// Charts that want to be drawn, a few per frame: however many are live, no frame spends more than its share on them.

/** Scripts only: painting what they drew takes as long again without a GPU. */
const budgetMs = 4
const mostPerFrame = 4
const waiting = new Set<() => void>()
let asked = false

function paint(): void {
  const began = performance.now()
  asked = false
  let drawn = 0
  for (const draw of waiting) {
    waiting.delete(draw)
    draw()
    drawn++
    if (drawn >= mostPerFrame || performance.now() - began > budgetMs) break
  }
  if (waiting.size > 0) ask()
}

function ask(): void {
  if (asked) return
  asked = true
  requestAnimationFrame(paint)
}

/** Draws in the next frame that has room; asking twice draws once. */
export function queuePaint(draw: () => void): void {
  waiting.add(draw)
  ask()
}

/** Takes a draw back. */
export function dropPaint(draw: () => void): void {
  waiting.delete(draw)
}
