// The built renderer: index.html with a nonce per reply and a strict CSP, hashed assets for a year, CSP reports counted and logged.
// Must not serve anything outside its folder and must not guess: a file is there by its exact name or it is not.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Log } from '../log.ts'

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}
/** index.html holds this where the nonce of the reply belongs. */
export const noncePlaceholder = '__CSP_NONCE__'
export const cspReportPath = '/csp-report'

/** The content security policy of our pages; `nonce` lets exactly this reply's own tags run. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    `report-uri ${cspReportPath}`,
  ].join('; ')
}

/** Counts what browsers reported since the start; health shows it. */
export interface CspReports {
  count: number
}

/** Adds the pages to the app. `folder` is looked at per request, so a build that comes later is served. */
export function addRendererPages(app: FastifyInstance, options: { folder: string; log: Log; cspReports: CspReports }): void {
  const sendIndex = async (reply: FastifyReply) => {
    const html = await readFile(join(options.folder, 'index.html'), 'utf8').catch(() => null)
    const nonce = randomBytes(16).toString('base64')
    reply.header('content-security-policy', contentSecurityPolicy(nonce)).header('cache-control', 'no-store')
    reply.header('cross-origin-opener-policy', 'same-origin').type('text/html; charset=utf-8')
    if (html === null) return reply.code(503).send(notBuiltPage)
    return reply.send(html.replaceAll(noncePlaceholder, nonce))
  }

  app.route({ method: ['GET', 'HEAD'], url: '/', handler: (_request, reply) => sendIndex(reply) })
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: async (request, reply) => {
      const path = (request.params as { '*': string })['*']
      if (path === 'index.html') return sendIndex(reply)
      // Letters, digits and a few marks, no part that starts with a dot: nothing here can climb out of the folder.
      const isPlain = path.length < 300 && path.split('/').every((part) => /^[\w@-][\w@.+-]*$/.test(part))
      const bytes = isPlain && !path.startsWith('api/') ? await readFile(join(options.folder, path)).catch(() => null) : null
      if (bytes === null) return reply.callNotFound()
      const isHashed = path.startsWith('assets/')
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      reply.header(
        'content-security-policy',
        "default-src 'none'; connect-src 'self'; script-src 'self'; sandbox allow-scripts allow-same-origin",
      )
      return reply.type(mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream').send(bytes)
    },
  })

  app.addContentTypeParser(
    ['application/csp-report', 'application/reports+json'],
    { parseAs: 'string' },
    async (_r: unknown, text: string) => text,
  )
  app.post(cspReportPath, { bodyLimit: 16 * 1024 }, async (request, reply) => {
    options.cspReports.count += 1
    // The first hundred tell the story; a broken page must not fill the log.
    if (options.cspReports.count <= 100)
      options.log.warn({ report: String(request.body).slice(0, 2000) }, 'a page broke its content security policy')
    return reply.code(204).send()
  })
}

const notBuiltPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Plenum</title>
<h1>Plenum is running, its page is not built</h1>
<p>The server works: see the <a href="/api/docs">API reference</a>. To get the page, run <code>npm run build</code> and load this again.</p>
</html>
`
