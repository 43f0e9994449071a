// What electron-builder would ship, packed for real around an imitation of Electron's own files: the archive holds the built app and the
// packages it needs to run, one database binary, no maps, no page libraries; the fuses are set; what native code reads is unpacked.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const cache = join(root, 'node_modules/.cache')
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, 'package-test-'))
const dist = join(folder, 'dist/linux-unpacked')
const archive = join(dist, 'resources/app.asar')
let files: string[] = []

const run = (args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args[0]}: ${stdout}${stderr}`)
}

describe.skipIf(process.platform !== 'linux')('the package for Linux', () => {
  beforeAll(() => {
    run(['test/electron-standin/fake-electron-dist.mjs', join(folder, 'electron')])
    const overrides = [`-c.electronDist=${join(folder, 'electron')}`, `-c.directories.output=${join(folder, 'dist')}`]
    run(['scripts/dist.ts', '--linux', 'dir', ...overrides])
    files = listPackage(archive, { isPack: false })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('holds the built app, its page and its workers', () => {
    const wanted = ['/package.json', '/LICENSE', '/out/main/index.js', '/out/preload/index.cjs', '/out/renderer/index.html']
    const workers = readdirSync(join(root, 'out/main/workers')).filter((name) => name.endsWith('.js'))
    expect([...wanted, ...workers.map((name) => `/out/main/workers/${name}`)].filter((path) => !files.includes(path))).toEqual([])
  })

  it('holds every package the server depends on and none of the page’s or the tools’', () => {
    const { dependencies } = createRequire(join(root, 'package.json'))('./package.json') as { dependencies: Record<string, string> }
    expect(Object.keys(dependencies).filter((name) => !files.includes(`/node_modules/${name}/package.json`))).toEqual([])
    const shipped = files.filter((path) => /^\/node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    expect(shipped.filter((path) => /react|mantine|electron|vite|playwright|typescript|biome|fast-check/.test(path))).toEqual([])
  })

  it('holds one database binary and no source maps, tests or sources', () => {
    expect(files.filter((path) => /better-sqlite3\/prebuilds\/.+/.test(path))).toEqual([
      `/node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
    ])
    expect(files.filter((path) => /\.map$/.test(path) || path.startsWith('/src/') || path.startsWith('/test/'))).toEqual([])
  })

  it('has beside the archive what native code reads', () => {
    const unpacked = join(dist, 'resources/app.asar.unpacked/node_modules')
    expect(existsSync(join(unpacked, `better-sqlite3/prebuilds/linux-${process.arch}.node`))).toBe(true)
    expect(readdirSync(join(unpacked, '@resvg')).some((name) => name.startsWith('resvg-js-linux'))).toBe(true)
    expect(readdirSync(join(dist, 'resources/resources'))).toEqual(expect.arrayContaining(['fonts', 'icons']))
  })

  it('starts the built main from the archive, at the version of package.json', () => {
    const { main, version } = JSON.parse(extractFile(archive, 'package.json').toString('utf8')) as { main: string; version: string }
    expect([main, version]).toEqual(['./out/main/index.js', createRequire(join(root, 'package.json'))('./package.json').version])
  })

  it('has its fuses set: no Node mode, no inspector, only this archive', async () => {
    const fuses = await getCurrentFuseWire(join(dist, 'plenum'))
    const state = (option: FuseV1Options) => String.fromCharCode(Number(fuses[option]))
    expect({
      runAsNode: state(FuseV1Options.RunAsNode),
      inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
      nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      onlyAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
    }).toEqual({ runAsNode: '0', inspect: '0', nodeOptions: '0', onlyAsar: '1' })
  })
})
