// Where the temp folders of a run are. A test server commits with synchronous FULL like a real one: on a disk that others use too, that is
// most of what is waited for. kill -9 loses nothing of either, so in memory the tests prove the same.
import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const memory = '/dev/shm'
const prefix = 'plenum-tests-'
const leastBytes = 4 * 1024 ** 3

/** Sets TMPDIR of this process and its children to a folder in memory that goes with the process; leaves it where memory is short or TMPDIR set. */
export function keepTempInMemory(): void {
  if (process.env.TMPDIR !== undefined || freeBytes() < leastBytes) return
  for (const name of readdirSync(memory)) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) rmSync(join(memory, name), { recursive: true, force: true })
  }
  const folder = join(memory, `${prefix}${process.pid}`)
  mkdirSync(folder, { recursive: true })
  process.env.TMPDIR = folder
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
}

function freeBytes(): number {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize
  } catch {
    return 0
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
