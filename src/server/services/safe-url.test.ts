// The address guard: every spelling of an address that must not be asked, and names that lead to one.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createSafeFetch, kindOfAddress, requireSafeUrl } from './safe-url.ts'

const nothing = { allowPrivateNetwork: false, allowLoopback: false }
const all = { allowPrivateNetwork: true, allowLoopback: true }
const check = (url: string, reach = nothing) => requireSafeUrl(url, { reach, pointer: '/issuer' })
const invalid = expect.objectContaining({ code: 'invalid', errors: [expect.objectContaining({ pointer: '/issuer' })] })

test.for([
  ...['127.0.0.1', '127.1', '127.255.255.254', '2130706433', '0x7f000001', '0x7f.1', '017700000001', '0177.0.0.1', '127.0.0.1.'],
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]'],
  ...['[2002:7f00:1::]', '[::ffff:0:127.0.0.1]', 'localhost', 'LOCALHOST', 'localhost.', 'a.localhost', '127。0。0。1', '①27.0.0.1'],
  ...[
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '[fd00::1]',
    '[::ffff:10.0.0.1]',
    '[64:ff9b::192.168.0.1]',
    '0xa000001',
  ],
])('%s is not asked without consent', (host) => {
  expect(() => check(`https://${host}/`)).toThrow(invalid)
})

test.for([
  ...['169.254.169.254', '0xa9fea9fe', '2852039166', '[::ffff:169.254.169.254]', '[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::]', '[fe80::1]'],
  ...[
    '0.0.0.0',
    '0',
    '[::]',
    '224.0.0.1',
    '[ff02::1]',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    '[2001::1]',
    '[64:ff9b:1::1]',
    '[::ffff:0.0.0.0]',
  ],
])('%s is never asked, whatever was agreed to', (host) => {
  expect(() => check(`https://${host}/`, all)).toThrow(invalid)
})

test.for([
  ...[
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://example.com',
    'https://a:b@example.com',
    'https://a@example.com',
  ],
  ...[
    'https://example.com:22',
    'https://example.com:5432',
    'https://example.com:6379',
    'https://example.com:25',
    'https://example.com:0',
    '',
    'x',
  ],
  ...['https://', 'https://256.256.256.256', 'https://[::1'],
])('%s is no address to ask', (url) => {
  expect(() => check(url)).toThrow(invalid)
})

test('what is meant is asked', () => {
  for (const url of ['https://accounts.google.com', 'https://example.com:8443/a', 'https://93.184.216.34', 'https://[2606:2800:220:1::1]/'])
    expect(check(url).href).toContain('https://')
  expect(check('http://10.1.2.3:8080', { allowPrivateNetwork: true, allowLoopback: false }).port).toBe('8080')
  expect(check('http://127.0.0.1:8080', { allowPrivateNetwork: false, allowLoopback: true }).port).toBe('8080')
  expect(() => check('http://127.0.0.1:8080', { allowPrivateNetwork: true, allowLoopback: false })).toThrow(invalid)
  expect(() => requireSafeUrl('http://127.1:4800', { reach: all, pointer: '/issuer', ownPorts: [4800] })).toThrow(invalid)
  expect(kindOfAddress('no address')).toBe('refused')
})

async function serve(t: { onTestFinished(fn: () => void): void }, answer: (path: string) => [number, Record<string, string>, string]) {
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    const [status, headers, body] = answer(request.url ?? '')
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, asked: () => asked }
}

test('a name is checked by what it resolves to, and the checked address is the connected one', async (t) => {
  const { port, asked } = await serve(t, () => [200, {}, 'hello'])
  const answers = [
    [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
    [{ address: '127.0.0.1', family: 4 }],
  ]
  const resolve = async () => answers.shift() ?? []
  const reach = { allowPrivateNetwork: true, allowLoopback: false }
  const careful = createSafeFetch({ reach, resolve })
  // One bad address among good ones is enough, and a second look-up gets no second chance.
  for (let n = 0; n < 3; n++) await expect(careful(`http://rebind.test:${port}/`)).rejects.toMatchObject({ code: 'invalid' })
  expect(asked()).toBe(0)
  const open = createSafeFetch({ reach: all, resolve: async () => [{ address: '127.0.0.1', family: 4 }] })
  expect(await (await open(`http://named.test:${port}/`)).text()).toBe('hello')
  expect(asked()).toBe(1)
})

test('redirects are not followed, large answers are cut off, silence ends', async (t) => {
  const { port } = await serve(t, (path) =>
    path === '/large' ? [200, {}, 'x'.repeat(1_100_000)] : [302, { location: 'http://169.254.169.254/' }, ''],
  )
  const ask = createSafeFetch({ reach: all })
  expect((await ask(`http://127.0.0.1:${port}/`)).status).toBe(302)
  await expect(ask(`http://127.0.0.1:${port}/large`)).rejects.toMatchObject({ code: 'invalid' })
  await expect(ask(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'unavailable' })
  await expect(ask('http://127.0.0.1:1999/')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('nothing answers'),
  })
})
