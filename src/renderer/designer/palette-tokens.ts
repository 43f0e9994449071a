// The canvas' colours, read from the style sheet's tokens, so that a theme is changed in one place.
import type { Palette } from './editor.ts'

const tokens = {
  canvas: '--canvas',
  tile: '--tile',
  cut: '--cut',
  cutLine: '--cut-line',
  tee: '--tee',
  wall: '--wall',
  onWall: '--on-wall',
  wallLine: '--wall-line',
  dim: '--dim',
  ink: '--ink',
  ink2: '--ink-2',
  ink3: '--ink-3',
  control: '--control',
  surface: '--surface',
  surface2: '--surface-2',
  accent: '--accent',
  accentWeak: '--accent-weak',
  onAccent: '--on-accent',
  guide: '--guide',
  alarm: '--alarm',
  paperDot: '--paper-dot',
  lite: '--lite',
  liteFill: '--lite-fill',
  hvac: '--hvac',
  hvacFill: '--hvac-fill',
  fire: '--fire',
  fireFill: '--fire-fill',
  access: '--access',
} as const satisfies Partial<Record<keyof Palette, string>>

/** Reads the theme in force. Forced colours replace the page's palette but not a canvas': the system's pair is used there. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  const colours = Object.fromEntries(Object.entries(tokens).map(([key, name]) => [key, read(name)])) as Record<keyof typeof tokens, string>
  const lineWidthPx = Number.parseFloat(read('--hair')) || 1
  const fontFamily = 'Inter, system-ui, sans-serif'
  if (!window.matchMedia('(forced-colors: active)').matches) return { ...colours, lineWidthPx, fontFamily }
  const [paper, ink, mark, onMark] = ['Canvas', 'CanvasText', 'Highlight', 'HighlightText'].map(resolveColour) as [
    string,
    string,
    string,
    string,
  ]
  const papers = new Set(['canvas', 'tile', 'cut', 'surface', 'surface2', 'onWall', 'liteFill', 'hvacFill', 'fireFill', 'accentWeak'])
  const marks = new Set(['accent', 'guide', 'alarm'])
  const forced = Object.fromEntries(
    Object.keys(tokens).map((key) => [key, key === 'onAccent' ? onMark : papers.has(key) ? paper : marks.has(key) ? mark : ink]),
  ) as Record<keyof typeof tokens, string>
  return { ...forced, lineWidthPx: 1.5, fontFamily }
}

/** A system colour as the rgb() a canvas takes. */
function resolveColour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = name
  document.body.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}
