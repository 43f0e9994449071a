// Builds the preloaded library that slows the disk's flush down (Linux with a C compiler), and the environment that turns it on.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface SlowFlush {
  readonly env: Readonly<Record<string, string>>
  /** It acts only while it is on. */
  turn(isOn: boolean): void
}

/** null where there is no compiler. `match` is a part of the paths meant. */
export function prepareSlowFlush(folder: string, { match, ms }: { readonly match: string; readonly ms: number }): SlowFlush | null {
  const library = join(folder, 'slow-flush.so')
  const source = fileURLToPath(new URL('./slow-flush.c', import.meta.url))
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], { stdio: 'ignore' })
  if (built.status !== 0) return null
  const gate = join(folder, 'slow-flush.on')
  return {
    env: { LD_PRELOAD: library, SLOW_FLUSH_MATCH: match, SLOW_FLUSH_MS: String(ms), SLOW_FLUSH_SWITCH: gate },
    turn: (isOn) => (isOn ? writeFileSync(gate, '') : rmSync(gate, { force: true })),
  }
}
