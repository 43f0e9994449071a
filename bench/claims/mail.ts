// Ten thousand recipients in one newsletter: how soon it is taken, what that does to the main loop and the memory, how fast the list stays, and
// how many mails a minute leave for a server on this computer. The built server; the mail server is another process.
import { spawn } from 'node:child_process'
import { type Claim, type Figure, percentile } from '../claim.ts'
import { watchLoop } from '../loop-watch.ts'
import { serveBuilt } from '../served.ts'

const people = 10_000
const ratePerMinute = 6000
const receiverText = `const { SMTPServer } = require('smtp-server')
  const server = new SMTPServer({ authOptional: true, hideSTARTTLS: true, logger: false, disableReverseLookup: true,
    onData: (stream, session, done) => stream.resume().on('end', done) })
  server.listen(0, '127.0.0.1', () => process.stdout.write(server.server.address().port + '\\n'))`

async function run(): Promise<readonly Figure[]> {
  const receiver = spawn(process.execPath, ['-e', receiverText], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve) => receiver.stdout.once('data', (text) => resolve(Number(String(text)))))
  using watch = watchLoop()
  await using server = await serveBuilt({ env: watch.env })
  try {
    const account = { host: '127.0.0.1', port, tls: 'none', from: 'plenum@example.org', ratePerMinute }
    await server.call('PATCH', '/mail/settings', account)
    await server.call('GET', '/mail/messages?limit=100')
    await watch.read(server)
    const before = server.residentMB()
    const to = Array.from({ length: people }, (_, n) => `person.${n}@example.org`)
    const askedAt = performance.now()
    const { batchId } = await server.call<{ batchId: string }>('POST', '/mail/messages', { title: 'News', text: 'Text. '.repeat(500), to })
    const takenMs = performance.now() - askedAt
    const lists: number[] = []
    let most = before
    let sent = 0
    let addedMs = Number.NaN
    const sample = async () => {
      const at = performance.now()
      await server.call('GET', '/mail/messages?limit=100&state=waiting')
      lists.push(performance.now() - at)
      most = Math.max(most, server.residentMB())
      const batch = await server.call<{ sent: number; waiting: number }>('GET', `/mail/batches/${batchId}`)
      sent = batch.sent
    }
    // Adding ten thousand rows takes a moment; sending goes on beside it.
    const added = async () =>
      (await server.call<{ items: { kind: string; waiting: number }[] }>('GET', '/outbox')).items.find((one) => one.kind === 'mail')
        ?.waiting ?? 0
    while (Number.isNaN(addedMs)) {
      await sample()
      if ((await added()) + sent >= people - 200) addedMs = performance.now() - askedAt
    }
    const loopAdding = await watch.read(server)
    const from = sent
    const sendingAt = performance.now()
    while (performance.now() - sendingAt < 20_000) {
      await sample()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const perMinute = ((sent - from) / (performance.now() - sendingAt)) * 60_000
    const loop = await watch.read(server)
    return [
      { what: `a newsletter to ${people} is taken after`, value: takenMs, unit: 'ms', budget: 1000 },
      { what: 'all of its mails are in the queue after', value: addedMs, unit: 'ms' },
      { what: 'main-loop delay while they are added, p99', value: loopAdding.p99Ms, unit: 'ms', budget: 50 },
      { what: 'main-loop delay while they are added, longest', value: loopAdding.maxMs, unit: 'ms' },
      { what: 'main-loop delay while they are sent, p99', value: loop.p99Ms, unit: 'ms', budget: 50 },
      { what: 'main-loop delay while they are sent, longest', value: loop.maxMs, unit: 'ms' },
      { what: 'a page of the list meanwhile, p99', value: percentile(lists, 99), unit: 'ms', budget: 200 },
      { what: 'memory it adds at most, the thread that renders included', value: most - before, unit: 'MB', budget: 250 },
      { what: `mails a minute, of ${ratePerMinute} allowed`, value: perMinute, unit: 'count', budget: ratePerMinute * 1.05 },
    ]
  } finally {
    receiver.kill()
  }
}

export const claim: Claim = { name: 'mail', about: 'Ten thousand recipients in one newsletter', run }
