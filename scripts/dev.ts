// `npm run dev` (desktop) and `npm run dev:serve` (browser): the page with hot reload from Vite, the server behind it, sample data in a
// folder of its own. The page's origin is Vite's; it hands /api to our server.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { forgetBuild, root } from './build-state.ts'

const dataFolder = process.env.PLENUM_DATA ?? join(root, 'node_modules/.cache/plenum-dev')
const httpPort = process.env.PLENUM_HTTP_PORT ?? '5727'
const pagePort = '5173'
const env = { ...process.env, PLENUM_DATA: dataFolder, PLENUM_HTTP_PORT: httpPort }
const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')

const children = new Set<ChildProcess>()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    for (const child of children) child.kill('SIGTERM')
  })
}

function run(args: readonly string[], stdio: 'inherit' | ['ignore', 'inherit', 'pipe'] = 'inherit'): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio })
  children.add(child)
  child.on('exit', () => children.delete(child))
  return child
}

const codeOf = (child: ChildProcess) => new Promise<number>((end) => child.on('exit', (code) => end(code ?? 1)))

async function developInBrowser(): Promise<number> {
  const server = run(['--watch-path=src', '--watch-preserve-output', 'src/server/headless.ts'], ['ignore', 'inherit', 'pipe'])
  // The welcome link names the server; the page to open is Vite's, which hands the code on.
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text.replaceAll(`http://127.0.0.1:${httpPort}/#/`, `http://127.0.0.1:${pagePort}/#/`))
  })
  const page = run([
    join(root, 'node_modules/vite/bin/vite.js'),
    '--config',
    'config/vite.dev.config.ts',
    '--port',
    pagePort,
    '--strictPort',
  ])
  const code = await Promise.race([codeOf(page), codeOf(server)])
  page.kill('SIGTERM')
  server.kill('SIGTERM')
  return code
}

mkdirSync(dataFolder, { recursive: true })
// What electron-vite leaves in out/ is for development: the next start builds anew.
forgetBuild()
const seeded = await codeOf(run([join(root, 'scripts/seed.ts'), '--data', dataFolder]))
if (seeded !== 0) process.exit(seeded)
process.exitCode = process.argv.includes('--desktop') ? await codeOf(run([electronVite, 'dev', '--watch'])) : await developInBrowser()
