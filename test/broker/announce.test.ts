// The broker is found on the LAN by others' means: DNS service discovery, with the ports and the authority's fingerprint.
import { Bonjour, type Service } from 'bonjour-service'
import { expect, test } from 'vitest'
import { announceBroker } from '../../src/server/broker/announce.ts'
import { collectingLog, type LogLine } from '../helpers/test-server.ts'

test('both ports are found by their service, and are gone after the good-bye', async (t) => {
  const lines: LogLine[] = []
  const silence = announceBroker({ port: 21883, tlsPort: 28883, fingerprint: 'ab12', log: collectingLog(lines) })
  const looker = new Bonjour()
  t.onTestFinished(async () => looker.destroy())
  const found = (type: string, port: number) =>
    new Promise<Service>((resolve) => {
      looker.find({ type }, (service) => {
        if (service.port === port) resolve(service)
      })
    })
  const [plain, secure] = await Promise.all([found('mqtt', 21883), found('secure-mqtt', 28883)])
  expect(plain.txt).toEqual({ topics: 'ceiling' })
  expect(secure.txt).toEqual({ topics: 'ceiling', ca: 'ab12' })
  const gone = new Promise<void>((resolve) => {
    const browser = looker.find({ type: 'mqtt' })
    browser.on('down', (service: Service) => {
      if (service.port === 21883) resolve()
    })
    browser.on('up', (service: Service) => {
      if (service.port === 21883) silence()
    })
  })
  await gone
  expect(lines).toEqual([])
})
