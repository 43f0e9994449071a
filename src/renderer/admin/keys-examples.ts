// Ready examples of a call that a key's scopes open, in curl, JavaScript and Python: reading, and nothing to fill in, so that each runs as
// it stands. The key itself stays in PLENUM_KEY. Pure.
import { type Route, routes } from '../../contract/routes.ts'

export const exampleLanguages = ['curl', 'JavaScript', 'Python'] as const
export type ExampleLanguage = (typeof exampleLanguages)[number]

const needsQuery = ({ query }: Route) => ((query as { required?: readonly string[] } | undefined)?.required ?? []).length > 0

/** Runs as it stands: reads, once, and needs no id, query or body. */
const isReady = (route: Route) =>
  route.method === 'GET' && !route.path.includes('{') && route.reply !== 'events' && !needsQuery(route) && route.body === undefined

/** A program's first call: sensors, projects, another list, a file. */
const rank = ({ path, reply }: Route) => (path === '/sensors' ? 0 : path === '/projects' ? 1 : reply === 'file' ? 3 : 2)

/** The route an example shows, or null where the scopes open none that runs as it stands. */
export function exampleRoute(scopes: readonly string[]): Route | null {
  const open = Object.values<Route>(routes).filter((route) => scopes.includes(route.permission) && isReady(route))
  return open.sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path))[0] ?? null
}

/** Where the example calls. */
export const exampleUrl = (route: Route, baseUrl: string) => `${baseUrl}/api/v1${route.path}`

interface Wanted {
  readonly language: ExampleLanguage
  readonly scopes: readonly string[]
  readonly baseUrl: string
}

/** The text, or null where there is no such route. */
export function exampleOf({ language, scopes, baseUrl }: Wanted): string | null {
  const route = exampleRoute(scopes)
  if (!route) return null
  const url = exampleUrl(route, baseUrl)
  if (language === 'curl') return [`curl -H "X-API-Key: $PLENUM_KEY" \\`, `  "${url}"`].join('\n')
  if (language === 'JavaScript')
    return [
      `const reply = await fetch('${url}', {`,
      "  headers: { 'X-API-Key': process.env.PLENUM_KEY },",
      '})',
      'console.log(reply.status, await reply.text())',
    ].join('\n')
  return [
    'import os, urllib.request',
    '',
    'request = urllib.request.Request(',
    `    "${url}",`,
    '    headers={"X-API-Key": os.environ["PLENUM_KEY"]},',
    ')',
    'with urllib.request.urlopen(request) as reply:',
    '    print(reply.status, reply.read().decode())',
  ].join('\n')
}
