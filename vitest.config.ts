// Every test that needs no built app and no browser window; end-to-end tests are Playwright's, soaks have their own config.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/{domain,contract,api,store,renderer,drawing,shell}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
