// `npm run serve -- [flags]`: builds when out/ is missing or stale, then becomes the headless server. Standard output is the server's.
import { join } from 'node:path'
import { become } from './become.ts'
import { ensureBuild } from './build.ts'
import { root } from './build-state.ts'

try {
  await ensureBuild()
  process.exitCode = await become(process.execPath, [join(root, 'out/main/headless.js'), ...process.argv.slice(2)])
} catch (error) {
  process.stderr.write(`plenum: ${(error as Error).message}\n`)
  process.exitCode = 1
}
