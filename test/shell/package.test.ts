// What ships: electron-builder accepts its configuration, and only what the server needs at run time is a dependency.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const builder = createRequire(createRequire(join(root, 'package.json')).resolve('electron-builder/package.json'))
const config = builder('app-builder-lib/out/util/config/config.js') as {
  getConfig: (projectDir: string, configPath: null, overrides: null) => Promise<Record<string, unknown>>
  validateConfiguration: (config: unknown, log: { isEnabled: boolean; add: () => void }) => Promise<void>
}
const silent = { isEnabled: false, add: () => undefined }

it('electron-builder accepts electron-builder.yml, and would refuse a wrong one', async () => {
  const ours = await config.getConfig(root, null, null)
  await config.validateConfiguration(ours, silent)
  await expect(config.validateConfiguration({ ...ours, asarr: true }, silent)).rejects.toThrow(/asarr/)
  const { linux, win, mac, electronFuses, npmRebuild } = ours as Record<string, { target?: readonly string[] }>
  expect([linux?.target, win?.target, mac?.target]).toEqual([['AppImage', 'deb'], ['nsis'], ['dmg']])
  expect(electronFuses).toMatchObject({ runAsNode: false, onlyLoadAppFromAsar: true, enableNodeCliInspectArguments: false })
  expect(npmRebuild).toBe(false)
})

it('versions are exact, and nothing of the page is a dependency', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >
  const all = { ...dependencies, ...devDependencies }
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  expect(
    Object.keys(dependencies ?? {}).filter((name) => /^react|^@mantine|^@tanstack|^electron|^vite|i18next|zustand/.test(name)),
  ).toEqual([])
})
