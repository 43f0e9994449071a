// What the parts of the stand-in share: the browser behind it, the record of native calls, events that can be prevented.
import { createRequire } from 'node:module'

const req = createRequire(import.meta.url)
const { standinCodec } = req('./codec.cjs')

export { standinCodec }
export const { mainWorld, isolatedWorld } = req('./renderer.cjs')
export const codec = standinCodec()
export const WORLD = 'Electron Isolated Context'
/** app://bundle/x is served to Chromium as https://bundle.app.standin.invalid/x */
export const HOST_SUFFIX = 'standin.invalid'
/** Set by boot: the Chromium behind every window, its profile folder, and whether we are on the way out. */
export const live = { chromium: undefined, profile: undefined, exiting: false }
const calls = []
export const record = (api, args) => {
  calls.push({ api, args })
}
export const preventable = (extra = {}) => {
  const e = {
    ...extra,
    defaultPrevented: false,
    preventDefault() {
      e.defaultPrevented = true
    },
  }
  return e
}
globalThis.__standin = {
  calls,
  get chromium() {
    return live.chromium
  },
}
