// The authority of our own: made once, its keys private, its server certificate renewed in time and for the names of today.
import { X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openOwnCertificates } from '../../src/server/broker/certificate.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { collectingLog, type TestLife } from '../helpers/test-server.ts'

async function open(t: TestLife, given: { folder?: string; host?: string } = {}) {
  const folder = given.folder ?? (await makeTempFolder(t, 'mqtt'))
  const clock = createFakeClock()
  const certificates = await openOwnCertificates({ folder, host: given.host ?? '0.0.0.0', clock, log: collectingLog([]) })
  t.onTestFinished(async () => certificates.stop())
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { folder, clock, certificates, read, server: () => new X509Certificate(read('server.pem')) }
}

test('the authority signs only leaves, its keys are for their user, and a second start uses the same', async (t) => {
  const first = await open(t)
  const authority = new X509Certificate(first.certificates.authority)
  const server = first.server()
  expect([authority.ca, server.ca, server.checkIssued(authority), server.verify(authority.publicKey)]).toEqual([true, false, true, true])
  expect(server.checkHost('localhost')).toBe('localhost')
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(['ca.key', 'server.key'].map((name) => statSync(join(first.folder, name)).mode & 0o777)).toEqual([0o600, 0o600])
  expect(first.certificates.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  const second = await open(t, { folder: first.folder })
  expect(second.certificates.fingerprint).toBe(first.certificates.fingerprint)
  expect(second.server().serialNumber).toBe(server.serialNumber)
  // The machine has another name now: a new certificate from the same authority.
  const third = await open(t, { folder: first.folder, host: 'sensors.example' })
  expect(third.server().checkHost('sensors.example')).toBe('sensors.example')
  expect(third.server().checkIssued(authority)).toBe(true)
})

test('a month before it ends, and not much earlier, the server certificate is renewed while the server runs', async (t) => {
  const { clock, certificates, server } = await open(t)
  const { serialNumber } = server()
  const context = certificates.secureContext()
  const dayMs = 86_400_000
  clock.advance(360 * dayMs)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(server().serialNumber).toBe(serialNumber)
  clock.advance(8 * dayMs)
  await vi.waitFor(() => expect(server().serialNumber).not.toBe(serialNumber))
  await vi.waitFor(() => expect(certificates.secureContext()).not.toBe(context))
})

test('a damaged authority stops the start with its folder named and stays as it is; a damaged server certificate is made anew', async (t) => {
  const { folder, read } = await open(t)
  writeFileSync(join(folder, 'server.key'), 'no key')
  await open(t, { folder })
  expect(read('server.key')).toContain('PRIVATE KEY')
  writeFileSync(join(folder, 'ca.key'), 'no key')
  const before = read('ca.pem')
  await expect(open(t, { folder })).rejects.toThrow(`The certificate authority in ${folder} can't be read`)
  expect([read('ca.key'), read('ca.pem')]).toEqual(['no key', before])
  const file = await makeTempFolder(t, 'file')
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, '')
  await expect(open(t, { folder: file })).rejects.toThrow("for certificates can't be made")
})
