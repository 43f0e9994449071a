// The page: CSP with a nonce per reply, hashed assets for a year, nothing outside the folder, a friendly page when it is not built.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sendRaw } from '../helpers/raw-request.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { startTestServer, type TestLife } from '../helpers/test-server.ts'

async function startWithPage(t: TestLife) {
  const rendererFolder = await makeTempFolder(t, 'renderer')
  await mkdir(join(rendererFolder, 'assets'), { recursive: true })
  await writeFile(
    join(rendererFolder, 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>',
  )
  await writeFile(join(rendererFolder, 'assets', 'index-B1x2_y3Z.js'), 'export {}')
  await writeFile(join(rendererFolder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(rendererFolder, '.hidden'), 'secret')
  await writeFile(join(rendererFolder, '..', 'outside.txt'), 'secret')
  return startTestServer(t, { seams: { rendererFolder } })
}

test('the page carries a new nonce in its policy and its tags at each load', async (t) => {
  const { baseUrl } = await startWithPage(t)
  const load = async () => {
    const reply = await fetch(`${baseUrl}/`)
    const policy = reply.headers.get('content-security-policy') ?? ''
    return { nonce: /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '', policy, html: await reply.text(), reply }
  }
  const [first, second] = [await load(), await load()]
  expect(first.html).toBe(`<meta name="csp-nonce" content="${first.nonce}"><script nonce="${first.nonce}"></script>`)
  expect(first.nonce.length).toBeGreaterThan(20)
  expect(second.nonce).not.toBe(first.nonce)
  for (const part of [
    "default-src 'none'",
    `style-src 'self' 'nonce-${first.nonce}'`,
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ]) {
    expect(first.policy.split('; ')).toContain(part)
  }
  expect(first.policy).not.toMatch(/unsafe|\*|https?:/)
  const { headers } = first.reply
  expect([headers.get('cache-control'), headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([
    'no-store',
    'nosniff',
    'no-referrer',
  ])
})

test('hashed assets are immutable for a year, other files are asked for again', async (t) => {
  const { baseUrl } = await startWithPage(t)
  const asset = await fetch(`${baseUrl}/assets/index-B1x2_y3Z.js`)
  expect([asset.status, asset.headers.get('content-type'), asset.headers.get('cache-control')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ])
  const icon = await fetch(`${baseUrl}/icon.svg`)
  expect([icon.headers.get('content-type'), icon.headers.get('cache-control')]).toEqual(['image/svg+xml; charset=utf-8', 'no-cache'])
})

test('nothing outside the folder and nothing hidden can be read', async (t) => {
  const { baseUrl } = await startWithPage(t)
  const host = new URL(baseUrl).host
  const paths = [
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/.hidden',
    '//etc/passwd',
    '/%2Fetc%2Fpasswd',
    '/assets',
    '/assets/',
    '/icon.svg%00.js',
    '/..\\outside.txt',
  ]
  for (const path of paths) {
    const reply = await sendRaw(baseUrl, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    expect([path, reply.status, reply.body.includes('secret')]).toEqual([path, 404, false])
  }
  expect((await fetch(`${baseUrl}/icon.svg`, { method: 'POST' })).status).toBe(405)
})

test('without a build the page says so and the API works', async (t) => {
  const server = await startTestServer(t, { seams: { rendererFolder: await makeTempFolder(t, 'not built') } })
  const reply = await fetch(`${server.baseUrl}/`)
  expect([reply.status, reply.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
  expect(await reply.text()).toContain('npm run build')
  const { parts } = await server.client.getHealth({})
  expect(parts.find((part) => part.name === 'renderer')).toMatchObject({
    state: 'degraded',
    reason: 'The page is not built; run npm run build',
  })
})

test('a report of a broken policy is logged and shows in health', async (t) => {
  const server = await startWithPage(t)
  const reply = await fetch(`${server.baseUrl}/csp-report`, {
    method: 'POST',
    headers: { 'content-type': 'application/csp-report' },
    body: JSON.stringify({ 'csp-report': { 'violated-directive': 'img-src' } }),
  })
  expect(reply.status).toBe(204)
  expect(server.log.filter((line) => line.message.includes('content security policy'))).toHaveLength(1)
  const { parts } = await server.client.getHealth({})
  expect(parts.find((part) => part.name === 'renderer')?.reason).toContain('1 time')
})
