// Installs what is missing and is instant when nothing is. Runs before npm scripts, under any Node from 18 on, so plain JavaScript
// and nothing but node:*. `node scripts/ensure.mjs` = the npm packages; `--tests` = also a Chromium and the packages of test/strangers.txt;
// `--desktop` = also Electron's binary, where there is a screen to open a window on.
// Everything it prints goes to standard error: standard output belongs to the script that follows.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const fromRoot = (...parts) => join(root, ...parts)
const say = (text) => process.stderr.write(`plenum: ${text}\n`)
const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

function fail(text) {
  say(text)
  process.exit(1)
}

/** Runs a program with its output on standard error; true when it ended well. */
function run(command, args, env = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } })
  return done.status === 0
}

function runNpm(args) {
  const cli = process.env.npm_execpath
  if (cli && /\.c?js$/.test(cli)) return run(process.execPath, [cli, ...args])
  return process.platform === 'win32' ? run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args]) : run('npm', args)
}

/** True when what npm says it installed is what the lock asks for; packages of other platforms may be absent. */
function isInstalled(lockText) {
  const hidden = fromRoot('node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  const there = JSON.parse(readFileSync(hidden, 'utf8')).packages ?? {}
  for (const [path, wanted] of Object.entries(JSON.parse(lockText).packages ?? {})) {
    if (path === '' || wanted.link) continue
    const found = there[path]
    if (found ? found.version !== wanted.version : !wanted.optional && !wanted.devOptional && !wanted.peer) return false
  }
  return true
}

/** What the stamp says: the lock, and npm's own list of what it installed, so that an `npm install` or `npm prune` in between is noticed. */
function packagesHash(lockText) {
  const hidden = fromRoot('node_modules', '.package-lock.json')
  const list = existsSync(hidden) ? readFileSync(hidden) : ''
  return createHash('sha256').update(lockText).update('\0').update(list).digest('hex')
}

function ensurePackages() {
  const lockText = readFileSync(fromRoot('package-lock.json'), 'utf8')
  const stamp = fromRoot('node_modules', '.plenum-lock-hash')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === packagesHash(lockText)) return
  if (!isInstalled(lockText)) {
    say('installing packages (npm ci)')
    if (!runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])) fail('the packages could not be installed; run `npm ci` to see why')
  }
  writeFileSync(stamp, packagesHash(lockText))
}

/** The pinned Node is what the next script runs on; without it nothing below 22 will do. */
function ensureNode() {
  const pinned = fromRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(pinned)) return
  const major = Number(process.versions.node.split('.')[0])
  if (major < 22) {
    fail(
      `Plenum needs Node 22 or newer and found ${process.versions.node}; allow the install script of the package "node" or install a newer Node`,
    )
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const isOnPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, name)))
const isDebianRoot = () => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

function playwrightChromium() {
  try {
    return createRequire(fromRoot('package.json'))('playwright').chromium.executablePath()
  } catch {
    return ''
  }
}

const isPackageThere = (name) =>
  /^install ok installed/.test(spawnSync('dpkg-query', ['-W', '-f', '$' + '{Status}', name], { encoding: 'utf8' }).stdout ?? '')

/** Debian packages by apt; false when one could not be had. Package lists are fetched only when the first try fails. */
function installDebian(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const args = ['install', '-y', '-q', '--no-install-recommends', ...names]
  return run('apt-get', args, env) || (run('apt-get', ['update', '-q'], env) && run('apt-get', args, env))
}

function ensureChromium() {
  if (chromiumNames.some(isOnPath)) return
  const own = playwrightChromium()
  if (own !== '' && existsSync(own)) return
  say('no Chromium for the end-to-end tests: installing one')
  if (isDebianRoot() && installDebian(['chromium'])) return
  if (run(process.execPath, [fromRoot('node_modules', 'playwright', 'cli.js'), 'install', 'chromium'])) return
  fail('no Chromium could be installed; put one on the PATH (or run `npx playwright install chromium`) and try again')
}

/** Programs that check our files from outside. Where they can't be had, the tests that need them are skipped by name. */
function ensureStrangers() {
  if (!isDebianRoot()) return
  const lines = readFileSync(fromRoot('test', 'strangers.txt'), 'utf8').split('\n')
  const names = lines.map((line) => line.replace(/#.*/, '').trim()).filter((name) => name !== '')
  const missing = names.filter((name) => !isPackageThere(name))
  if (missing.length === 0) return
  say(`installing ${missing.join(', ')} for the tests`)
  if (!installDebian(missing)) say(`could not install ${missing.join(', ')}: the tests that use them will be skipped`)
}

/** Electron's npm package fetches its binary only when asked. A failure is no failure: `npm start` then serves headless. */
function ensureElectron() {
  if (existsSync(fromRoot('node_modules', 'electron', 'path.txt')) || process.env.ELECTRON_EXEC_PATH || process.env.CI) return
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (!hasScreen) return
  say("fetching Electron's binary (once)")
  spawnSync(process.execPath, [fromRoot('node_modules', 'electron', 'install.js')], {
    cwd: root,
    stdio: ['ignore', 2, 'ignore'],
    timeout: 300_000,
  })
}

ensurePackages()
ensureNode()
if (process.argv.includes('--desktop')) ensureElectron()
if (process.argv.includes('--tests')) {
  ensureChromium()
  ensureStrangers()
}
