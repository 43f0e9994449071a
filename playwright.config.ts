// End-to-end tests on the built app: in Electron (its binary, or the stand-in) and in Chromium against the headless server.
import { defineConfig } from '@playwright/test'
import { keepTempInMemory } from './test/helpers/memory-folder.ts'

keepTempInMemory()

// Without a locale Chromium can't read a chosen file whose path isn't ASCII, and the folders of these tests are not.
if (!process.env.LC_ALL && !process.env.LC_CTYPE && !process.env.LANG) process.env.LANG = 'C.UTF-8'

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: Number(process.env.E2E_WORKERS ?? 2),
  fullyParallel: false,
  retries: 0,
  // A page that doesn't come up fails every test by its timeout: enough is known long before the last.
  maxFailures: process.env.CI ? 12 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  // A trace costs a fifth of the whole run: E2E_TRACE=1 keeps one of what fails.
  use: { trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off', screenshot: 'only-on-failure' },
})
