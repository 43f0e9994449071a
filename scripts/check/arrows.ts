// Import arrows of docs/architecture.md: domain knows, contract names, server does, main wraps, renderer shows. Reads import statements
// with patterns, so it needs no compiler; types count like values, for an upward import "for a type" is an upward import.
import { posix } from 'node:path'
import type { SourceFile } from './source-files.ts'

export interface Import {
  readonly from: string
  /** As written. */
  readonly specifier: string
  /** Project path for relative imports, else null. */
  readonly target: string | null
}

const patterns = [
  /^\s*import\s+(?:type\s+)?[\w*{}\s,$]+?\s+from\s*['"]([^'"]+)['"]/gm,
  /^\s*export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  /\brequire\(\s*['"]([^'"]+)['"]\s*\)/g,
  /new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url\s*\)/g,
]

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

/** Every static, dynamic and worker import of a file. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const code = withoutComments(text)
  return patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => {
      const specifier = match[1] ?? ''
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')) : null
      return { from: path, specifier, target }
    }),
  )
}

const packageName = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const isBelow = (target: string | null, ...folders: string[]) =>
  target !== null && folders.some((folder) => target.startsWith(`src/${folder}/`))
const partOf = (path: string) => path.split('/')[1] ?? ''
/** Second folder below server or renderer; '' for a file that stands directly in it. */
const sectionOf = (path: string) => (path.split('/').length > 3 ? (path.split('/')[2] ?? '') : '')

const pureLibraries = new Set(['clipper2-ts', 'rbush'])
const entries = new Set(['src/main/index.ts', 'src/preload/index.ts'])
/** Folders of the renderer that every area may use and that use no area. */
const sharedRenderer = new Set(['', 'api', 'ui', 'i18n'])
/** What a section of the server may import of the other sections; files directly in src/server are open to all but server.ts. */
const serverArrows: Record<string, readonly string[]> = {
  http: ['services'],
  broker: ['services'],
  services: ['store', 'drawing', 'workers'],
  store: [],
  notify: ['store'],
  drawing: [],
  workers: ['drawing', 'store'],
}

export interface ArrowRules {
  /** package.json "dependencies": what only the server may load. */
  readonly serverPackages: ReadonlySet<string>
}

function judge(edge: Import, rules: ArrowRules): string | null {
  const { from, specifier, target } = edge
  const part = partOf(from)
  const bare = target === null ? packageName(specifier) : null
  if (bare === 'electron' && part !== 'main' && part !== 'preload') return 'only main and preload import electron'
  if (target !== null && !/\.[a-z]+$/.test(target)) return 'a relative import names the file with its ending'
  switch (part) {
    case 'domain':
      if (target !== null) return isBelow(target, 'domain') ? null : 'domain imports nothing outside domain'
      if (!pureLibraries.has(bare ?? '')) return 'domain imports only clipper2-ts and rbush'
      return from.startsWith('src/domain/geometry/') ? null : `${bare} is imported only by its one file in domain/geometry`
    case 'contract':
      if (target !== null) return isBelow(target, 'contract', 'domain') ? null : 'contract imports only domain and typebox'
      return bare === 'typebox' ? null : 'contract imports only domain and typebox'
    case 'server':
      return judgeServer(edge, bare)
    case 'main':
      if (target === 'src/server/server.ts' || target === 'src/server/options.ts') return null
      if (target !== null)
        return isBelow(target, 'main', 'contract') ? null : 'main imports only server/server.ts, its options and contract'
      return bare === 'electron' || specifier.startsWith('node:') ? null : 'main imports only electron and node:*'
    case 'preload':
      if (target !== null) return isBelow(target, 'preload', 'contract') ? null : 'preload imports only contract and electron'
      return bare === 'electron' ? null : 'preload imports only contract and electron'
    case 'renderer':
      return judgeRenderer(edge, bare, rules)
    default:
      return null
  }
}

function judgeServer({ from, target }: Import, bare: string | null): string | null {
  if (target === null) return /^(react|react-dom|electron)$|^@mantine\//.test(bare ?? '') ? `the server never imports ${bare}` : null
  if (!isBelow(target, 'server', 'contract', 'domain')) return 'server never imports main, preload or renderer'
  if (!isBelow(target, 'server')) return null
  const section = sectionOf(from)
  const other = sectionOf(target)
  if (section === '' || section === other) return null
  if (target === 'src/server/server.ts' || target === 'src/server/headless.ts') return 'only the entries import the composition root'
  if (other === '' || (serverArrows[section] ?? []).includes(other)) return null
  return `server/${section} never imports server/${other}`
}

function judgeRenderer({ from, specifier, target }: Import, bare: string | null, rules: ArrowRules): string | null {
  if (specifier.startsWith('node:')) return 'renderer never imports node:*'
  if (bare !== null) {
    const isShared = bare === 'typebox' || pureLibraries.has(bare)
    return rules.serverPackages.has(bare) && !isShared ? `${bare} belongs to the server` : null
  }
  if (!isBelow(target, 'renderer', 'domain', 'contract')) return 'renderer imports only domain, contract and UI libraries'
  if (!isBelow(target, 'renderer') || target === null) return null
  const area = sectionOf(from)
  const other = sectionOf(target)
  if (from.split('/').length === 3 || other === area || sharedRenderer.has(other)) return null
  return sharedRenderer.has(area) ? `renderer/${area} imports no area (${other})` : `areas never import each other: ${area}, ${other}`
}

/** Every broken arrow, as one sentence each. Test files beside the code may import what they like. */
export function findBrokenArrows(files: readonly SourceFile[], rules: ArrowRules): string[] {
  const sources = files.filter(({ path }) => path.startsWith('src/') && /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  const barrels = sources
    .filter(({ path }) => /\/index\.tsx?$/.test(path) && !entries.has(path))
    .map(({ path }) => `${path}: no barrels; name the file for what it holds`)
  const edges = sources.flatMap(importsOf)
  const broken = edges.flatMap((edge) => {
    const why = judge(edge, rules)
    return why === null ? [] : [`${edge.from} -> ${edge.specifier}: ${why}`]
  })
  const doubled = [...pureLibraries].flatMap((library) => {
    const users = [
      ...new Set(
        edges.filter(({ from, specifier }) => partOf(from) === 'domain' && packageName(specifier) === library).map(({ from }) => from),
      ),
    ]
    return users.length > 1 ? [`${library} goes through one file, and ${users.join(' and ')} import it`] : []
  })
  return [...barrels, ...broken, ...doubled]
}
