// The lab's echo: a receiver on this computer that keeps what comes and answers with a chosen fault, so that an engineer proves an endpoint
// before the customer does. Loopback and a free port only; it stops by itself after an hour, and when the server stops.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import type { ChangeEcho, EchoRecord, EchoRequests, StartEcho } from '../../contract/schemas/webhook.ts'
import type { Clock } from '../clock.ts'
import type { MakeCertificate } from './create-webhooks.ts'
import { notFound } from './refusal.ts'
import type { WebhookEndpoints } from './webhook-endpoint.ts'
import { signatureOf } from './webhook-sign.ts'

export interface EchoLab {
  list(): { items: EchoRecord[] }
  start(given: StartEcho): Promise<EchoRecord>
  change(id: string, given: ChangeEcho): EchoRecord
  requests(id: string): EchoRequests
  stop(id: string): void
  stopAll(): void
}

type Fault = EchoRecord['fault']
type Received = EchoRequests['items'][number]

interface Running {
  record: EchoRecord
  readonly server: Server
  received: Received[]
  readonly cancel: () => void
}

const lifeMs = 3_600_000
const mostEchoes = 10
const mostKept = 200
const mostBodyBytes = 256 * 1024
const mostKeptBytes = 8 * 1024 * 1024
const slowStepMs = 1000
const largeChunk = Buffer.alloc(64 * 1024, 'x')

export function createEchoLab(parts: {
  readonly clock: Clock
  readonly randomId: () => string
  readonly makeCertificate: MakeCertificate
  readonly endpoints: Pick<WebhookEndpoints, 'all' | 'liveSecrets'>
}): EchoLab {
  const { clock, randomId, makeCertificate, endpoints } = parts
  const echoes = new Map<string, Running>()
  let isStopped = false

  const required = (id: string): Running => {
    const found = echoes.get(id)
    if (found === undefined) throw notFound('echo', 'Echoes stop after an hour. Start another one.')
    return found
  }
  const checkSignature = (url: string, headers: Readonly<Record<string, string>>, body: Buffer): Received['signature'] => {
    const given = headers['webhook-signature']
    if (given === undefined) return 'missing'
    const id = headers['webhook-id'] ?? ''
    const timestamp = Number(headers['webhook-timestamp'])
    const ours = [...endpoints.all()].filter(({ row }) => row.url === url || row.url.startsWith(`${url}/`) || row.url.startsWith(`${url}?`))
    if (ours.length === 0) return 'unknown'
    const wanted = new Set(ours.flatMap((one) => endpoints.liveSecrets(one)).map((secret) => signatureOf(secret, { id, timestamp, body })))
    return given.split(' ').some((one) => wanted.has(one)) ? 'valid' : 'wrong'
  }
  const keep = (running: Running, request: IncomingMessage, body: Buffer, bytes: number) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const { fault, retryAfterS, url } = running.record
    const one: Received = {
      ...{
        id: running.record.received + 1,
        at: clock.now(),
        method: request.method ?? '',
        path: request.url ?? '',
        headers,
        body: body.toString('utf8'),
        bytes,
      },
      ...{ answered: said(fault, retryAfterS), signature: checkSignature(url, headers, body) },
    }
    running.received = newestOf([one, ...running.received])
    running.record = { ...running.record, received: running.record.received + 1 }
  }
  const listener =
    (find: () => Running | undefined): RequestListener =>
    (request, response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      request.on('data', (chunk: Buffer) => {
        if (bytes < mostBodyBytes) chunks.push(chunk)
        bytes += chunk.length
      })
      request.on('error', () => response.destroy())
      request.on('end', () => {
        const running = find()
        if (running === undefined) return response.destroy()
        keep(running, request, Buffer.concat(chunks), bytes)
        answer(response, running.record, request)
      })
    }
  const end = (id: string) => {
    const running = echoes.get(id)
    if (running === undefined) return
    echoes.delete(id)
    running.cancel()
    running.server.close()
    running.server.closeAllConnections()
  }

  return {
    list: () => ({ items: [...echoes.values()].map(({ record }) => record) }),
    start: async ({ fault = 'none', retryAfterS = 2, badTls = false }) => {
      if (echoes.size >= mostEchoes) throw new AppError('conflict', `${mostEchoes} echoes run already`, { hint: 'Stop one of them first.' })
      const id = randomId()
      const listen = listener(() => echoes.get(id))
      let server: Server
      if (badTls) {
        const { certificate, key } = await makeCertificate()
        server = createTlsServer({ cert: certificate, key }, listen)
      } else server = createServer(listen)
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
      server.on('clientError', (_, socket) => socket.destroy())
      const { port } = server.address() as AddressInfo
      const now = clock.now()
      const record: EchoRecord = {
        ...{ id, url: `${badTls ? 'https' : 'http'}://127.0.0.1:${port}/${id.slice(0, 8)}`, fault, retryAfterS, badTls },
        ...{ received: 0, startedAt: now, stopsAt: now + lifeMs },
      }
      if (isStopped) {
        server.close()
        throw new AppError('unavailable', 'Plenum stops')
      }
      echoes.set(id, { record, server, received: [], cancel: clock.after(lifeMs, () => end(id)) })
      return record
    },
    change: (id, given) => {
      const running = required(id)
      running.record = { ...running.record, ...given }
      return running.record
    },
    requests: (id) => ({ items: required(id).received }),
    stop: (id) => {
      required(id)
      end(id)
    },
    stopAll: () => {
      isStopped = true
      for (const id of [...echoes.keys()]) end(id)
    },
  }
}

/** As many as are kept, in number and in size. */
function newestOf(requests: readonly Received[]): Received[] {
  let bytes = 0
  const tooMuchAt = requests.findIndex((one) => {
    bytes += one.body.length
    return bytes > mostKeptBytes
  })
  return requests.slice(0, tooMuchAt < 0 ? mostKept : Math.min(mostKept, tooMuchAt))
}

function said(fault: Fault, retryAfterS: number): string {
  const words: Record<Fault, string> = {
    none: '200',
    rateLimit: `429, Retry-After ${retryAfterS}`,
    redirect: '302',
    slow: '200, one byte a second',
    reset: 'connection cut',
    gone: '410',
    error: '500',
    large: '200, without an end',
  }
  return words[fault]
}

function answer(response: ServerResponse, { fault, retryAfterS, url }: EchoRecord, request: IncomingMessage): void {
  const plain = (status: number, text: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(`${text}\n`)
  }
  switch (fault) {
    case 'none':
      plain(200, 'received')
      break
    case 'rateLimit':
      plain(429, 'slower, please', { 'retry-after': String(retryAfterS) })
      break
    case 'redirect':
      plain(302, 'elsewhere', { location: `${url}/elsewhere` })
      break
    case 'gone':
      plain(410, 'gone')
      break
    case 'error':
      plain(500, 'a fault of the lab')
      break
    case 'reset':
      request.socket.resetAndDestroy()
      break
    case 'slow': {
      response.writeHead(200, { 'content-type': 'text/plain' })
      // Real time: it is about what a socket does.
      const timer = setInterval(() => response.write('.'), slowStepMs)
      response.on('close', () => clearInterval(timer))
      response.write('.')
      break
    }
    case 'large': {
      response.writeHead(200, { 'content-type': 'text/plain' })
      const pour = () => {
        while (!response.destroyed && response.write(largeChunk));
      }
      response.on('drain', pour)
      pour()
    }
  }
}
