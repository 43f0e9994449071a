// A receiver of webhooks for tests: keeps what comes, answers as it is told, checks nothing.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Got {
  readonly headers: Record<string, string>
  readonly body: string
  readonly at: number
}

export async function startReceiver(
  t: { onTestFinished(fn: () => Promise<void>): void },
  answer: (response: ServerResponse, got: Got, n: number, request: IncomingMessage) => void = (response) => void response.end('thanks'),
) {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const one = { headers, body: Buffer.concat(chunks).toString(), at: performance.now() }
      got.push(one)
      answer(response, one, got.length, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got }
}
