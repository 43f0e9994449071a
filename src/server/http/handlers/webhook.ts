// Outgoing webhooks, deliveries and the lab's echo over HTTP.
import type { Services } from '../../services/create-services.ts'
import { refuseVersion } from '../../services/refusal.ts'
import type { Handlers } from '../handler.ts'

type Names =
  | ('listWebhooks' | 'createWebhook' | 'getWebhook' | 'changeWebhook' | 'consentWebhook' | 'deleteWebhook' | 'rotateWebhook')
  | ('testWebhook' | 'listWebhookDeliveries' | 'replayWebhookDeliveries' | 'listDeliveries' | 'getDelivery' | 'getDeliveryAnswers')
  | ('replayDelivery' | 'listEchoes' | 'startEcho' | 'changeEcho' | 'listEchoRequests' | 'stopEcho')

export function createWebhookHandlers({ webhook, delivery, echo }: Services): Pick<Handlers, Names> {
  return {
    listWebhooks: ({ query }) => webhook.list(query),
    createWebhook: ({ body, caller }) => webhook.create(body, caller),
    getWebhook: ({ params }) => webhook.get(params.id),
    changeWebhook: ({ params, body, ifMatch, caller }) => webhook.change(params.id, body, ifMatch, caller),
    consentWebhook: ({ params, body, ifMatch, caller }) => webhook.change(params.id, body, ifMatch, caller),
    deleteWebhook: ({ params }) => {
      webhook.remove(params.id)
    },
    rotateWebhook: ({ params, body }) => webhook.rotate(params.id, body.overlapHours ?? 24),
    testWebhook: ({ params, body, caller }) => delivery.test(params.id, body.event, caller),
    listWebhookDeliveries: ({ params, query, caller }) => delivery.listOf(params.id, query, caller),
    replayWebhookDeliveries: ({ params, body }) => delivery.replayMany(params.id, body),
    listDeliveries: ({ query, caller }) => delivery.list(query, caller),
    getDelivery: ({ params, caller }) => delivery.get(params.id, caller),
    getDeliveryAnswers: ({ params, caller }) => delivery.answers(params.id, caller),
    replayDelivery: ({ params, caller }) => delivery.replay(params.id, caller),
    listEchoes: () => echo.list(),
    startEcho: ({ body }) => echo.start(body),
    changeEcho: ({ params, body, ifMatch }) => {
      refuseVersion('echo', ifMatch)
      return echo.change(params.id, body)
    },
    listEchoRequests: ({ params }) => echo.requests(params.id),
    stopEcho: ({ params }) => {
      echo.stop(params.id)
    },
  }
}
