// Says whether out/ was built from the sources as they are now, by content and not by time, and lets one build run at a time.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'out', '.built-from')
const lock = join(root, 'node_modules', '.cache', 'plenum-build.lock')
const inputs = ['src', 'resources', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'config']

function* filesBelow(path: string): Generator<string> {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const full = join(path, entry.name)
    if (entry.isDirectory()) yield* filesBelow(full)
    else if (!/\.test\.tsx?$/.test(entry.name)) yield full
  }
}

/** One hash of every file the build reads; tests are left out. */
export function hashSources(): string {
  const hash = createHash('sha256')
  for (const input of inputs) {
    const path = join(root, input)
    if (!existsSync(path)) continue
    const files = input.includes('.') ? [path] : filesBelow(path)
    for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** True when out/ holds what the present sources give. */
export function isBuildFresh(hash: string = hashSources()): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
}

/** Call before building, so that a build that dies half-way leaves a stale mark. */
export function forgetBuild(): void {
  rmSync(stamp, { force: true })
}

/** Call after building with the hash taken before it. */
export function rememberBuild(hash: string): void {
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Waits until no other live process builds, then runs `build`; the mark of a process that died is taken over. */
export async function withBuildLock(build: () => Promise<void> | void): Promise<void> {
  mkdirSync(dirname(lock), { recursive: true })
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const pid = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0)
      if (pid > 0 && !isAlive(pid)) rmSync(lock, { force: true })
      else await new Promise((resume) => setTimeout(resume, 100))
    }
  }
  try {
    await build()
  } finally {
    rmSync(lock, { force: true })
  }
}
