// The colours heat maps are painted with, read from the style sheet's tokens.
import type { Rgb } from './heat-image.ts'

export interface HeatPalette {
  /** Low to high. */
  readonly stops: readonly Rgb[]
  readonly canvas: string
  readonly tile: string
  readonly wall: string
  readonly surface: string
  readonly ink: string
  readonly ink2: string
  readonly control: string
  readonly accent: string
  readonly ok: string
  readonly warn: string
  readonly alarm: string
  readonly idle: string
  readonly idleWeak: string
  readonly fontFamily: string
}

/** Reads the theme in force. */
export function readHeatPalette(): HeatPalette {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    stops: Array.from({ length: 7 }, (_, k) => rgbOf(read(`--heat-${k}`))),
    canvas: read('--canvas'),
    tile: read('--tile'),
    wall: read('--wall'),
    surface: read('--surface'),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    control: read('--control'),
    accent: read('--accent'),
    ok: read('--ok'),
    warn: read('--warn'),
    alarm: read('--alarm'),
    idle: read('--idle'),
    idleWeak: read('--idle-weak'),
    fontFamily: 'Inter, system-ui, sans-serif',
  }
}

/** `#rrggbb` as numbers; black when it isn't one. */
export function rgbOf(hex: string): Rgb {
  const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1] ?? '000000'
  return [0, 2, 4].map((k) => Number.parseInt(digits.slice(k, k + 2), 16)) as unknown as Rgb
}
