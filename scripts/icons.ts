// Writes resources/icons/icon.png (512 x 512) from icon.svg. Run after changing the drawing: `node scripts/icons.ts`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { root } from './build-state.ts'

const folder = join(root, 'resources/icons')
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
writeFileSync(join(folder, 'icon.png'), new Resvg(svg, { fitTo: { mode: 'width', value: 512 } }).render().asPng())
