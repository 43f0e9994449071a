// A file system of its own, small enough to fill: what a full disk does is tried on a real one.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of `megabytes` on a temp folder until the test ends, or null where none can be made (needs root). */
export function mountSmall(t: { onTestFinished(fn: () => void): void }, megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true, force: true })
    return null
  }
  t.onTestFinished(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
