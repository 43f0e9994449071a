// `npm run dist [-- electron-builder's arguments]`: builds, then packages for this platform (AppImage and deb, NSIS, DMG). Electron's own
// files are fetched by electron-builder; `-c.electronDist=DIR` uses a folder instead.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuild } from './build.ts'
import { root } from './build-state.ts'

try {
  await ensureBuild()
  const args = [join(root, 'node_modules/electron-builder/cli.js'), '--publish', 'never', ...process.argv.slice(2)]
  process.exitCode = await new Promise<number>((end) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
    child.on('exit', (code) => end(code ?? 1))
  })
} catch (error) {
  process.stderr.write(`plenum: ${(error as Error).message}\n`)
  process.exitCode = 1
}
