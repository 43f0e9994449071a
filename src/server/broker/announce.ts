// Tells the LAN by mDNS where the broker is: `_mqtt._tcp` and `_secure-mqtt._tcp`. A network that doesn't carry it costs a line in the log.
import { hostname } from 'node:os'
import { Bonjour } from 'bonjour-service'
import type { Log } from '../log.ts'

/** Announces the ports that are open; the undo says good-bye. */
export function announceBroker(parts: { port: number | null; tlsPort: number | null; fingerprint: string | null; log: Log }): () => void {
  const { port, tlsPort, fingerprint, log } = parts
  const bonjour = new Bonjour({}, (error: unknown) => log.warn({ err: error }, 'the broker could not be announced on the network'))
  const name = `Plenum on ${hostname()}`
  const publish = (type: string, at: number, txt: Record<string, string>) => {
    const service = bonjour.publish({ name, type, port: at, txt, probe: false })
    service.on('error', (error: unknown) => log.warn({ err: error, type }, 'the broker could not be announced on the network'))
  }
  if (port !== null) publish('mqtt', port, { topics: 'ceiling' })
  if (tlsPort !== null) publish('secure-mqtt', tlsPort, { topics: 'ceiling', ...(fingerprint === null ? {} : { ca: fingerprint }) })
  return () => bonjour.unpublishAll(() => bonjour.destroy())
}
