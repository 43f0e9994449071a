// The page alone, for `npm run dev:serve`: the renderer's part of the one build configuration.
import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import config from '../electron.vite.config.ts'

const { renderer } = config as { renderer: import('vite').UserConfig }

export default defineConfig({ ...renderer, root: resolve('src/renderer') })
