// `npm start`: builds when stale and opens the desktop app. Without Electron's binary, or without a screen, it says so in one line and
// serves the same app headless. Flags come as PLENUM_ variables or after `--`.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { become } from './become.ts'
import { ensureBuild } from './build.ts'
import { root } from './build-state.ts'

/** Electron's executable, or the reason there is none. Looked for, never imported: importing the package starts a download. */
function findElectron(): { path: string } | { missing: string } {
  const forced = process.env.ELECTRON_EXEC_PATH
  if (forced) return existsSync(forced) ? { path: forced } : { missing: `ELECTRON_EXEC_PATH names ${forced}, which is not there` }
  const pathFile = join(root, 'node_modules/electron/path.txt')
  if (!existsSync(pathFile)) return { missing: "Electron's binary is not installed here (npx install-electron gets it)" }
  const path = join(root, 'node_modules/electron/dist', readFileSync(pathFile, 'utf8').trim())
  if (!existsSync(path)) return { missing: `Electron's binary should be at ${path} and is not` }
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  return hasScreen ? { path } : { missing: 'there is no screen to open a window on' }
}

try {
  await ensureBuild()
  const electron = findElectron()
  const flags = process.argv.slice(2)
  if ('path' in electron) {
    // Chromium's sandbox refuses to run as root; everybody else keeps it.
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
    process.exitCode = await become(electron.path, [...asRoot, root, ...flags])
  } else {
    process.stderr.write(`plenum: ${electron.missing}; serving the same app headless, for a browser\n`)
    process.exitCode = await become(process.execPath, [join(root, 'out/main/headless.js'), ...flags])
  }
} catch (error) {
  process.stderr.write(`plenum: ${(error as Error).message}\n`)
  process.exitCode = 1
}
