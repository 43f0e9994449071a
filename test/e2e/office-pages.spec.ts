// Every page of events, webhooks and mail, filled, with something open on each: light in two sizes, dark where they paint.
import { expect, test } from './fixture.ts'
import { type Look, largeSize, lookAtPages } from './looks.ts'
import { ownerClient } from './nodes.ts'
import { fillOffice } from './office-data.ts'

const painted: readonly string[] = [
  'office-webhooks',
  'office-deliveries',
  'office-timeline',
  'office-mail',
  'office-lab-mail',
  'office-lab-echo',
]
const looks: readonly Look[] = [
  { theme: 'Light', suffix: 'light', areSizesJudged: true },
  { theme: 'Dark', suffix: 'dark', opened: painted, sizes: largeSize, areSizesJudged: false },
  { theme: 'High contrast, outdoors', suffix: 'contrast', opened: painted.slice(0, 3), sizes: largeSize, areSizesJudged: false },
]

test('every page of events, webhooks and mail is whole, named and large enough', async ({ served, dataFolder }) => {
  test.slow()
  const { page, baseUrl } = served
  const office = await fillOffice(ownerClient(served, dataFolder), baseUrl)
  const pages = {
    'office-incoming': `/admin/incoming?id=${office.sourceId}`,
    'office-inbox': `/admin/inbox?id=${office.inboxId}`,
    'office-tickets': `/admin/tickets?id=${office.ticketId}`,
    'office-webhooks': `/admin/webhooks?id=${office.webhookId}`,
    'office-webhook-new': '/admin/webhooks?id=new',
    'office-deliveries': `/admin/deliveries?id=${office.failedId}`,
    'office-timeline': `/admin/timeline?id=${office.eventId}`,
    'office-dead-letters': `/admin/dead-letters?id=${office.deadId}`,
    'office-mail': '/admin/mail',
    'office-rules': `/admin/rules?id=${office.ruleId}`,
    'office-messages': `/admin/messages?id=${office.messageId}`,
    'office-templates': '/admin/templates?id=alarm',
    'office-lab-mail': `/admin/lab?id=mail-${office.mailId}`,
    'office-lab-echo': `/admin/lab?id=echo-${office.echoId}`,
  }
  const isShown = async () => {
    await expect(page.locator('main h1')).toBeVisible()
    if (page.url().includes('id=')) await expect(page.locator('aside.details')).toBeVisible()
  }
  await lookAtPages(page, { ...{ baseUrl, pages, looks }, isShown, settleMs: 150, resizedMs: 80 })
})
