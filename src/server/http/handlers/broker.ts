// The broker over HTTP: its state, its certificate authority, the live topics.
import { AppError } from '../../../contract/errors.ts'
import type { BrokerFacts } from '../../broker-facts.ts'
import type { Handlers } from '../handler.ts'

/** Routes of the broker. */
export function createBrokerHandlers(broker: BrokerFacts): Pick<Handlers, 'getBroker' | 'getBrokerCertificate' | 'listTopics'> {
  return {
    getBroker: () => broker.state(),
    getBrokerCertificate: () => {
      const authority = broker.certificate()
      if (authority === null) {
        throw new AppError('not_found', 'The broker has no TLS port, so there is no certificate', {
          hint: 'Start it with --mqtts-port 8883.',
        })
      }
      return {
        fileName: 'plenum-ca.pem',
        contentType: 'application/x-pem-file',
        body: Buffer.from(authority),
        disposition: 'attachment',
      }
    },
    listTopics: ({ query }) => broker.listTopics(query),
  }
}
