// Builds main, preload, renderer, headless and workers into out/. As a program: `npm run build`, always builds.
// As a module: ensureBuild() builds only what is stale, with every word on standard error.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { forgetBuild, hashSources, isBuildFresh, rememberBuild, root, withBuildLock } from './build-state.ts'

/** Runs electron-vite; throws when it fails. `outputFd` takes its messages. */
async function build(outputFd: 1 | 2): Promise<void> {
  const hash = hashSources()
  forgetBuild()
  rmSync(join(root, 'out'), { recursive: true, force: true })
  const code = await new Promise<number | null>((end) => {
    const args = [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn']
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', outputFd, 2],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    child.on('exit', end)
    child.on('error', () => end(1))
  })
  if (code !== 0) throw new Error('the build failed; the messages above say where')
  rememberBuild(hash)
}

/** Builds when out/ is missing or stale. */
export async function ensureBuild(): Promise<void> {
  if (isBuildFresh()) return
  await withBuildLock(async () => {
    if (isBuildFresh()) return
    process.stderr.write('plenum: building\n')
    await build(2)
  })
}

if (import.meta.main) {
  try {
    await withBuildLock(() => build(1))
  } catch (error) {
    process.stderr.write(`plenum: ${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
