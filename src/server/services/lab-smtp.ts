// The lab's SMTP sink: a real server on loopback whose faults can be chosen. Keeps the newest mails in memory only, and stops by itself.
// While this server's mail goes to it, its end gives the earlier settings back.
import type { SMTPServer } from 'smtp-server'
import { AppError } from '../../contract/errors.ts'
import type { LabSmtp, StartLabSmtp } from '../../contract/schemas/mail.ts'
import { emailKeyOf } from '../../domain/email.ts'
import type { Clock } from '../clock.ts'
import type { LabMail } from './lab-mail.ts'

export interface LabSmtpService {
  /** With the mails whose id is greater than `since`. */
  state(since?: number): LabSmtp
  start(body: StartLabSmtp): Promise<LabSmtp>
  stop(): Promise<LabSmtp>
  /** Lends it this server's mail, or ends that. */
  useForMail(wanted: boolean): LabSmtp
  /** When the server stops: what was lent comes back at the next start. */
  close(): void
}
interface Certificate {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

const lifeMs = 30 * 60_000
const mostKept = 100
const mostBytes = 2 * 1024 * 1024
const mostKeptBytes = 16 * 1024 * 1024
const slowMs = 5000

export function createLabSmtp(parts: {
  readonly clock: Clock
  readonly makeCertificate: () => Promise<Certificate>
  readonly mail: LabMail
}): LabSmtpService {
  const { clock, makeCertificate, mail } = parts
  let server: SMTPServer | null = null
  let certificate: Certificate | null = null
  let port: number | null = null
  let fault: LabSmtp['fault'] = 'none'
  let faultFor = new Set<string>()
  let stopsAt: number | null = null
  let cancel = () => {}
  let received: LabSmtp['received'] = []
  // Greater than those of an earlier run, so that nobody who asks for newer ones misses any.
  let lastId = clock.now()

  const state = (since = 0): LabSmtp => ({
    ...{ running: server !== null, port, isUsedByMail: mail.isLent(), fault, faultFor: [...faultFor], stopsAt },
    ...{ oldestId: received.at(-1)?.id ?? null, received: received.filter(({ id }) => id > since) },
    certificate: server === null ? null : (certificate?.authority ?? null),
  })
  const close = () =>
    new Promise<void>((resolve) => {
      cancel()
      const old = server
      server = null
      port = null
      stopsAt = null
      if (old === null) resolve()
      else old.close(() => resolve())
    })
  const end = async () => {
    mail.giveBack()
    await close()
  }
  const answer = (code: number, message: string) => Object.assign(new Error(message), { responseCode: code })
  const open = async (): Promise<SMTPServer> => {
    certificate ??= await makeCertificate()
    // Loaded when it is wanted: few ever do.
    const { SMTPServer: Sink } = await import('smtp-server')
    const made = new Sink({
      ...{
        key: certificate.key,
        cert: certificate.certificate,
        size: mostBytes,
        rejectOversized: true,
        authOptional: true,
        maxClients: 20,
      },
      ...{ banner: 'Plenum lab', logger: false, disableReverseLookup: true, closeTimeout: 500, socketTimeout: 30_000 },
      ...(fault === 'noStartTls' ? { disabledCommands: ['STARTTLS'] } : {}),
      onAuth: (_auth, _session, done) => done(null, { user: 'lab' }),
      onConnect: (_session, done) => void (fault === 'slow' ? clock.after(slowMs, () => done()) : done()),
      onRcptTo: ({ address }, _session, done) => {
        const isHit = faultFor.size === 0 || faultFor.has(emailKeyOf(address))
        if (fault === 'refuse450' && isHit) return done(answer(450, 'Mailbox busy, says the lab'))
        if (fault === 'refuse550' && isHit) return done(answer(550, 'No such mailbox, says the lab'))
        done()
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => void (stream.byteLength <= mostBytes && chunks.push(chunk)))
        stream.on('end', () => {
          if (fault === 'dropAfterData') {
            for (const connection of made.connections) (connection as { _socket?: { destroy(): void } })._socket?.destroy()
            return
          }
          const source = Buffer.concat(chunks)
          lastId += 1
          const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
          const to = session.envelope.rcptTo.map(({ address }) => address)
          const one = {
            id: lastId,
            at: clock.now(),
            from,
            to,
            bytes: source.length,
            isEncrypted: session.secure,
            source: source.toString(),
          }
          received = newestOf([one, ...received])
          done()
        })
      },
    })
    made.on('error', () => {})
    return made
  }
  return {
    state,
    start: async ({ fault: wanted = 'none', faultFor: some = [] }) => {
      const isOther = (fault === 'noStartTls') !== (wanted === 'noStartTls')
      const before = port
      fault = wanted
      faultFor = new Set(some.map(emailKeyOf))
      if (server !== null && isOther) await close()
      if (server === null) {
        const made = await open()
        // The same port as before the change, so that saved settings still fit.
        await new Promise<void>((resolve, reject) => {
          made.once('error', reject)
          made.listen(before ?? 0, '127.0.0.1', () => resolve())
        })
        server = made
        const address = made.server.address()
        port = typeof address === 'object' && address !== null ? address.port : null
      }
      cancel()
      stopsAt = clock.now() + lifeMs
      cancel = clock.after(lifeMs, () => void end())
      return state()
    },
    stop: async () => {
      await end()
      received = []
      fault = 'none'
      faultFor = new Set()
      return state()
    },
    useForMail: (wanted) => {
      if (!wanted) mail.giveBack()
      else if (port === null || certificate === null) throw new AppError('conflict', 'The sink doesn’t run', { hint: 'Start it first.' })
      else mail.lend({ port, ca: certificate.authority })
      return state()
    },
    close: () => void close(),
  }
}

/** As many as are kept, in number and in size. */
function newestOf(mails: LabSmtp['received']): LabSmtp['received'] {
  let bytes = 0
  const tooMuchAt = mails.findIndex((mail) => {
    bytes += mail.bytes
    return bytes > mostKeptBytes
  })
  return mails.slice(0, Math.min(mostKept, tooMuchAt < 0 ? mostKept : tooMuchAt))
}
