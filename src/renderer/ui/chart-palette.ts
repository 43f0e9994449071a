// Colours of charts, read from the style sheet's tokens, and word when the theme changes. Forced colours get the system's pair.

export interface ChartPalette {
  readonly surface: string
  readonly line: string
  readonly grid: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly accent: string
  readonly alarm: string
  readonly warn: string
  readonly idle: string
  readonly idleWeak: string
  readonly series: readonly string[]
  /** Opacity of the min to max band. */
  readonly band: number
}

/** Dashes tell series apart without colour; with three colours twelve series differ. */
export const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [10, 3, 2, 3]]
export const dashOf = (n: number): readonly number[] => dashes[n % dashes.length] ?? []

function readPalette(): ChartPalette {
  const forced = window.matchMedia('(forced-colors: active)').matches
  const style = getComputedStyle(document.documentElement)
  const read = (name: string, system: string) => (forced ? system : style.getPropertyValue(name).trim())
  return {
    surface: read('--surface', 'Canvas'),
    line: read('--line', 'CanvasText'),
    grid: read('--paper-dot', 'GrayText'),
    ink: read('--ink', 'CanvasText'),
    ink2: read('--ink-2', 'CanvasText'),
    ink3: read('--ink-3', 'CanvasText'),
    accent: read('--accent', 'Highlight'),
    alarm: read('--alarm', 'LinkText'),
    warn: read('--warn', 'LinkText'),
    idle: read('--idle', 'GrayText'),
    idleWeak: read('--idle-weak', 'Canvas'),
    series: [read('--c1', 'CanvasText'), read('--c2', 'CanvasText'), read('--c3', 'CanvasText')],
    band: Number.parseFloat(style.getPropertyValue('--band')) || 0.3,
  }
}

let held: ChartPalette | null = null
const listeners = new Set<() => void>()

function watch(): void {
  const renew = () => {
    held = null
    for (const tell of listeners) tell()
  }
  new MutationObserver(renew).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  window.matchMedia('(forced-colors: active)').addEventListener('change', renew)
}
let watching = false

/** The palette in force. */
export function chartPalette(): ChartPalette {
  held ??= readPalette()
  return held
}

/** Calls back when the theme changes; returns the undo. */
export function onChartPalette(listener: () => void): () => void {
  if (!watching) {
    watching = true
    watch()
  }
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const seriesColour = (palette: ChartPalette, n: number): string => palette.series[n % palette.series.length] ?? palette.ink
