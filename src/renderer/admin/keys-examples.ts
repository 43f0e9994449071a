// Ready examples of a call that a key's scopes open, in curl, JavaScript and Python. The key itself stays in PLENUM_KEY. Pure.
import { type Route, routes } from '../../contract/routes.ts'

export const exampleLanguages = ['curl', 'JavaScript', 'Python'] as const
export type ExampleLanguage = (typeof exampleLanguages)[number]

/** A program's first call: a list, else one thing, else what it may send. */
const rank = ({ method, path }: Route) =>
  (method === 'GET' ? 0 : 4) + (path.includes('{') ? 2 : 0) + (path === '/sensors' || path === '/projects' ? 0 : 1)

/** The route an example shows, or null where no scope opens one. */
export function exampleRoute(scopes: readonly string[]): Route | null {
  const open = Object.values<Route>(routes).filter((r) => scopes.includes(r.permission) && r.reply !== 'events')
  return open.sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path))[0] ?? null
}

interface Wanted {
  readonly language: ExampleLanguage
  readonly scopes: readonly string[]
  readonly baseUrl: string
}

/** The text, or null where no scope opens a route. */
export function exampleOf({ language, scopes, baseUrl }: Wanted): string | null {
  const route = exampleRoute(scopes)
  if (!route) return null
  const url = `${baseUrl}/api/v1${route.path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)}`
  const sends = route.body !== undefined
  if (language === 'curl')
    return [
      `curl -H "X-API-Key: $PLENUM_KEY" \\`,
      ...(route.method === 'GET' ? [] : [`  -X ${route.method} \\`]),
      ...(sends ? [`  -H "Content-Type: application/json" -d '{}' \\`] : []),
      `  "${url}"`,
    ].join('\n')
  if (language === 'JavaScript')
    return [
      `const reply = await fetch('${url}', {`,
      ...(route.method === 'GET' ? [] : [`  method: '${route.method}',`]),
      `  headers: { 'X-API-Key': process.env.PLENUM_KEY${sends ? ", 'Content-Type': 'application/json'" : ''} },`,
      ...(sends ? ["  body: '{}',"] : []),
      '})',
      'console.log(reply.status, await reply.text())',
    ].join('\n')
  return [
    'import os, urllib.request',
    '',
    'request = urllib.request.Request(',
    `    "${url}",`,
    ...(route.method === 'GET' ? [] : [`    method="${route.method}",`]),
    ...(sends ? ['    data=b"{}",'] : []),
    `    headers={"X-API-Key": os.environ["PLENUM_KEY"]${sends ? ', "Content-Type": "application/json"' : ''}},`,
    ')',
    'with urllib.request.urlopen(request) as reply:',
    '    print(reply.status, reply.read().decode())',
  ].join('\n')
}
