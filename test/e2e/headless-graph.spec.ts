// The headless entry and the workers never reach Electron, not even through a chunk they share with the desktop.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { root } from './processes.ts'

/** Every package that is reachable from a built entry by static or dynamic import. */
function packagesOf(entry: string, seen = new Set<string>(), found = new Set<string>()): Set<string> {
  if (seen.has(entry)) return found
  seen.add(entry)
  for (const match of readFileSync(entry, 'utf8').matchAll(/(?:^|[\s;])(?:from\s*|import\s*\(?\s*|require\(\s*)["']([^"'\n]+)["']/gm)) {
    const specifier = match[1] ?? ''
    if (specifier.startsWith('.')) packagesOf(resolve(dirname(entry), specifier), seen, found)
    else found.add(specifier)
  }
  return found
}

test('no entry but the desktop’s reaches electron', () => {
  const workers = readdirSync(join(root, 'out/main/workers')).filter((name) => name.endsWith('.js'))
  expect(workers.length).toBeGreaterThan(0)
  for (const entry of ['headless.js', ...workers.map((name) => `workers/${name}`)]) {
    expect([...packagesOf(join(root, 'out/main', entry))], entry).not.toContain('electron')
  }
  expect([...packagesOf(join(root, 'out/main/headless.js'))]).toContain('fastify')
  expect([...packagesOf(join(root, 'out/main/index.js'))]).toContain('electron')
})

test('what the bundles load at run time is a dependency that ships', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const builtIn = (name: string) => name.startsWith('node:') || name === 'electron'
  const nameOf = (specifier: string) =>
    specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/')
  const workers = readdirSync(join(root, 'out/main/workers'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => `workers/${name}`)
  const loaded = ['index.js', 'headless.js', ...workers].flatMap((entry) => [...packagesOf(join(root, 'out/main', entry))])
  expect([...new Set(loaded)].filter((name) => !builtIn(name) && !(nameOf(name) in dependencies))).toEqual([])
})

test('the preload is one CommonJS file that loads nothing but electron', () => {
  const text = readFileSync(join(root, 'out/preload/index.cjs'), 'utf8')
  expect(readdirSync(join(root, 'out/preload')).filter((name) => !name.endsWith('.map'))).toEqual(['index.cjs'])
  expect([...text.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1])).toEqual(['electron'])
})
