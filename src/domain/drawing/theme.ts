// Colours and line weights by layer role, for every back-end that paints: SVG, PNG, PDF. CAD colours stand in layer-sets.ts.
import type { LayerRole } from './draw-list.ts'

export interface Ink {
  readonly line: string
  /** Fill of closed symbol bodies and panels on this layer. */
  readonly fill: string
  /** Line width on paper, mm. */
  readonly widthMm: number
}

export interface Theme {
  readonly background: string
  readonly tile: string
  readonly cut: string
  readonly inks: Readonly<Record<LayerRole, Ink>>
}

export type ThemeName = 'print' | 'light' | 'dark'

interface Palette {
  background: string
  tile: string
  cut: string
  ink: string
  hint: string
  wall: string
  tee: string
  lite: readonly [string, string]
  hvac: readonly [string, string]
  fire: readonly [string, string]
  access: readonly [string, string]
}

function themeFrom(p: Palette): Theme {
  const ink = (line: string, widthMm: number, fill = 'none'): Ink => ({ line, widthMm, fill })
  return {
    background: p.background,
    tile: p.tile,
    cut: p.cut,
    inks: {
      outline: ink(p.wall, 0.5),
      grid: ink(p.tee, 0.13, p.tile),
      tees: ink(p.tee, 0.18),
      pattern: ink(p.tee, 0.09),
      openings: ink(p.wall, 0.35),
      hangers: ink(p.ink, 0.13),
      accessories: ink(p.access[0], 0.18, p.access[1]),
      lighting: ink(p.lite[0], 0.18, p.lite[1]),
      hvac: ink(p.hvac[0], 0.18, p.hvac[1]),
      sprinklers: ink(p.fire[0], 0.18, p.fire[1]),
      alarms: ink(p.fire[0], 0.18, p.fire[1]),
      dimensions: ink(p.hint, 0.13),
      notes: ink(p.ink, 0.13),
      titleBlock: ink(p.ink, 0.18),
      noPlot: ink(p.hint, 0.09),
    },
  }
}

const light: Palette = {
  background: '#fbfbfa',
  tile: '#ffffff',
  cut: '#e9edf1',
  ink: '#161b20',
  hint: '#46515b',
  wall: '#3f4a54',
  tee: '#8a949e',
  lite: ['#7a5200', '#fdf6e3'],
  hvac: ['#0b6170', '#e4f3f5'],
  fire: ['#a3260f', '#ffffff'],
  access: ['#46515b', '#ffffff'],
}

export const themes: Readonly<Record<ThemeName, Theme>> = {
  print: themeFrom({ ...light, background: '#ffffff', wall: '#161b20', tee: '#5f6a75' }),
  light: themeFrom(light),
  dark: themeFrom({
    background: '#111417',
    tile: '#191d21',
    cut: '#262c32',
    ink: '#e9edf0',
    hint: '#b7c0c9',
    wall: '#a9b4be',
    tee: '#64707b',
    lite: ['#e3b866', '#2b2517'],
    hvac: ['#6cc3d1', '#17292d'],
    fire: ['#ff9a80', '#191d21'],
    access: ['#b7c0c9', '#191d21'],
  }),
}
