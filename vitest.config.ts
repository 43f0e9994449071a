// Every test that needs no browser window; end-to-end tests are Playwright's, soaks have config/vitest.long.config.ts.
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { keepTempInMemory } from './test/helpers/memory-folder.ts'

keepTempInMemory()

export default defineConfig({
  resolve: { alias: { electron: resolve('test/electron-standin/absent.ts') } },
  test: {
    include: ['src/**/*.test.ts', 'test/{domain,contract,api,broker,store,renderer,drawing,shell,simulate}/**/*.test.ts'],
    environment: 'node',
    // Vitest leaves one core to itself; on two that is half the machine for the whole run.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
