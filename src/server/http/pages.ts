// Pages beside the route table: the OpenAPI document, the API reference with local assets (works offline), and the renderer.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import { openApiDocument } from '../../contract/openapi.ts'
import type { Log } from '../log.ts'
import { accepts } from './read-request.ts'
import { addRendererPages, type CspReports } from './static.ts'

const assetTypes = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const

const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Plenum API reference</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/swagger-ui-standalone-preset.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`
const docsScript = `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '/api/v1/openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: 'BaseLayout',
  })
}
`
/** Swagger UI sets style attributes through the DOM only, which this policy allows; its icons are data addresses. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Adds every page outside the route table. */
export function addPages(
  app: FastifyInstance,
  options: { version: string; rendererFolder: string; log: Log; cspReports: CspReports },
): void {
  let openApi: string | undefined
  const assets = dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/static/swagger-ui.css'))

  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/v1/openapi.json',
    handler: async (request, reply) => {
      if (!accepts(request.headers.accept, 'application/json'))
        throw new AppError('not_acceptable', 'This address answers application/json')
      openApi ??= JSON.stringify(openApiDocument(options.version))
      return reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(openApi)
    },
  })
  for (const url of ['/api/docs', '/api/docs/']) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (_request, reply) =>
        reply
          .header('content-security-policy', docsPolicy)
          .header('cache-control', 'no-cache')
          .type('text/html; charset=utf-8')
          .send(docsPage),
    })
  }
  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/docs/:file',
    handler: async (request, reply) => {
      const { file } = request.params as { file: string }
      reply.header('cache-control', 'no-cache')
      if (file === 'start.js') return reply.type('text/javascript; charset=utf-8').send(docsScript)
      if (!Object.hasOwn(assetTypes, file)) return reply.callNotFound()
      return reply.type(assetTypes[file as keyof typeof assetTypes]).send(await readFile(join(assets, file)))
    },
  })
  addRendererPages(app, { folder: options.rendererFolder, log: options.log, cspReports: options.cspReports })
}
