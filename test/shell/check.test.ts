// Every check of `npm run check` can fail: each is shown something wrong and must say so, and something right and must be silent.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findBrokenArrows, importsOf } from '../../scripts/check/arrows.ts'
import { countLines, findLongFiles } from '../../scripts/check/sizes.ts'
import { compareDocs } from '../../scripts/check/stale-docs.ts'

const root = resolve(import.meta.dirname, '../..')
const rules = { serverPackages: new Set(['fastify', 'better-sqlite3', 'typebox', 'clipper2-ts']) }
const broken = (path: string, text: string) => findBrokenArrows([{ path, text }], rules)

describe('import arrows', () => {
  it.each([
    ['src/domain/room.ts', "import { join } from 'node:path'"],
    ['src/domain/room.ts', "import { AppError } from '../contract/errors.ts'"],
    ['src/domain/room.ts', "import type { Health } from '../contract/schemas/health.ts'"],
    ['src/domain/layout/tiles.ts', "import { union } from 'clipper2-ts'"],
    ['src/contract/routes.ts', "import { createStore } from '../server/store/open.ts'"],
    ['src/contract/routes.ts', "import fastify from 'fastify'"],
    ['src/server/server.ts', "import { app } from 'electron'"],
    ['src/server/server.ts', "import { openWindow } from '../main/window.ts'"],
    ['src/server/services/design.ts', "import { createApp } from '../http/app.ts'"],
    ['src/server/services/design.ts', "const app = await import('../http/app.ts')"],
    ['src/server/store/design.ts', "import { saveDesign } from '../services/design.ts'"],
    ['src/server/http/handlers/design.ts', "import { openStore } from '../../store/open.ts'"],
    ['src/server/http/app.ts', "import { startServer } from '../server.ts'"],
    ['src/server/drawing/dxf.ts', "import { useState } from 'react'"],
    ['src/main/index.ts', "import { openStore } from '../server/store/open.ts'"],
    ['src/main/index.ts', "import fastify from 'fastify'"],
    ['src/preload/index.ts', "import { readFileSync } from 'node:fs'"],
    ['src/renderer/app.tsx', "import { readFileSync } from 'node:fs'"],
    ['src/renderer/app.tsx', "import Database from 'better-sqlite3'"],
    ['src/renderer/app.tsx', "import { ipcRenderer } from 'electron'"],
    ['src/renderer/designer/page.tsx', "import { List } from '../start/list.tsx'"],
    ['src/renderer/ui/frame.tsx', "import {\n  Designer,\n} from '../designer/page.tsx'"],
    ['src/renderer/designer/layout.ts', "const w = new Worker(new URL('../start/x.ts', import.meta.url))"],
    ['src/renderer/designer/index.ts', "export * from './page.tsx'"],
    ['src/renderer/designer/page.tsx', "import { tiles } from './tiles'"],
  ])('%s may not say %s', (path, text) => {
    expect(broken(path, text)).toHaveLength(1)
  })

  it.each([
    ['src/domain/geometry/clip.ts', "import { union } from 'clipper2-ts'"],
    ['src/domain/layout/tiles.ts', "import type { Point } from '../geometry/point.ts'"],
    ['src/contract/routes.ts', "import Type from 'typebox'\nimport { edges } from '../domain/design.ts'"],
    ['src/server/server.ts', "import { openStore } from './store/open.ts'"],
    ['src/server/services/design.ts', "import { readDesign } from '../store/design.ts'"],
    ['src/main/index.ts', "import { app } from 'electron'\nimport { startServer } from '../server/server.ts'"],
    ['src/renderer/designer/page.tsx', "import { Button } from '../ui/button.tsx'\nimport { useState } from 'react'"],
    ['src/renderer/app.tsx', "const Page = lazy(() => import('./designer/page.tsx'))"],
    ['src/domain/room.ts', "// import { join } from 'node:path'\n/* import x from 'fastify' */"],
    ['src/domain/room.test.ts', "import { readFileSync } from 'node:fs'"],
  ])('%s may say %s', (path, text) => {
    expect(broken(path, text)).toEqual([])
  })

  it('lets a library into the domain through one file only', () => {
    const users = ['clip', 'offset'].map((name) => ({
      path: `src/domain/geometry/${name}.ts`,
      text: "import { union } from 'clipper2-ts'",
    }))
    expect(findBrokenArrows(users, rules)).toEqual([
      'clipper2-ts goes through one file, and src/domain/geometry/clip.ts and src/domain/geometry/offset.ts import it',
    ])
  })

  it('sees imports over several lines, re-exports, dynamic ones and workers', () => {
    const text =
      "import {\n  a,\n  type B,\n} from './a.ts'\nexport { c } from './c.ts'\nimport './d.css'\nconst e = import('./e.ts')\nnew URL('./f.ts', import.meta.url)"
    expect(importsOf({ path: 'src/renderer/x.ts', text }).map(({ target }) => target)).toEqual([
      'src/renderer/a.ts',
      'src/renderer/c.ts',
      'src/renderer/d.css',
      'src/renderer/e.ts',
      'src/renderer/f.ts',
    ])
  })
})

describe('file sizes', () => {
  const lines = (count: number) => 'x\n'.repeat(count)

  it('fails source files above 400 lines and warns above 300', () => {
    const files = [300, 301, 400, 401].map((count) => ({ path: `src/domain/f${count}.ts`, text: lines(count) }))
    const { failures, warnings } = findLongFiles(files)
    expect([failures, warnings.map((warning) => warning.split(' ')[0])]).toEqual([
      ['src/domain/f401.ts has 401 lines; the limit is 400: take the algorithm out'],
      ['src/domain/f301.ts', 'src/domain/f400.ts'],
    ])
  })

  it('gives tests 600 lines', () => {
    const files = ['test/api/a.test.ts', 'src/domain/a.test.ts'].flatMap((path) =>
      [600, 601].map((count) => ({ path, text: lines(count) })),
    )
    expect(findLongFiles(files).failures).toHaveLength(2)
  })

  it('counts a last line without a newline', () => {
    expect([countLines(''), countLines('a'), countLines('a\n'), countLines('a\nb')]).toEqual([0, 1, 1, 2])
  })
})

describe('generated docs', () => {
  const pages = new Map([['errors.md', 'new']])

  it('is silent when every page matches', () => {
    expect(compareDocs(pages, () => 'new', ['errors.md'])).toEqual([])
  })

  it('names pages that are stale, missing, or made by nothing', () => {
    expect(compareDocs(pages, () => 'old', ['errors.md', 'gone.md'])).toEqual([
      'docs/reference/errors.md is stale: run npm run docs',
      'docs/reference/gone.md is made by nothing: delete it',
    ])
    expect(compareDocs(pages, () => null, [])).toEqual(['docs/reference/errors.md is missing: run npm run docs'])
  })
})

describe('types and lint', () => {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'check-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run = (tool: string, args: readonly string[]) => {
    const native = tool.includes('biome')
    const [command, first] = native ? [join(root, tool), []] : [process.execPath, [join(root, tool)]]
    const { status, stdout, stderr } = spawnSync(command, [...first, ...args], { cwd: root, encoding: 'utf8' })
    return { status, said: stdout + stderr }
  }

  it('the domain does not compile with process, document or node:fs in it', () => {
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'src/impure.ts'), 'export const now = [process.env, document.title]\n')
    const config = {
      extends: resolve(root, 'config/tsconfig.domain.json'),
      compilerOptions: { rootDir: '.', outDir: 'o', tsBuildInfoFile: 'o/i' },
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, include: ['src'] }))
    const { status, said } = run('node_modules/typescript/bin/tsc', ['-p', folder])
    expect([status === 0, /'process'/.test(said), /'document'/.test(said)]).toEqual([false, true, true])
  })

  it('the linter refuses what is unformatted, and any', () => {
    const outside = mkdtempSync(join(root, 'test/shell/.lint-'))
    try {
      writeFileSync(join(outside, 'bad.ts'), 'export const a = (b: any) => { return b; };\n')
      const { status, said } = run('node_modules/@biomejs/biome/bin/biome', [
        'ci',
        '--error-on-warnings',
        '--colors=off',
        '--vcs-enabled=false',
        outside,
      ])
      expect([status === 0, said.includes('noExplicitAny'), said.includes('format')]).toEqual([false, true, true])
    } finally {
      rmSync(outside, { recursive: true })
    }
  })
})
