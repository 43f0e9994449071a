// Templates that would run for ever, fill the memory, or reach what they must not: refused by the field, soon, and the main loop goes on. A
// template that fails later, on other data, never holds a mail up.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'

const params = { kind: 'alarm' as const }
const doubling = '{% assign a = "xxxxxxxxxxxxxxxx" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a }}'
const hostile: Readonly<Record<string, string>> = {
  'a loop in a loop': '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}',
  'one long range': '{% for a in (1..99999999) %}x{% endfor %}',
  'a text that doubles': doubling,
  'a capture that doubles':
    '{% assign a = "xxxxxxxx" %}{% for i in (1..40) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}{{ a }}',
  'a replacement that grows': '{% assign a = "xxxxxxxx" %}{% for i in (1..40) %}{% assign a = a | replace: "x", "xx" %}{% endfor %}{{ a }}',
  'a list that doubles':
    '{% assign a = "a,b,c,d" | split: "," %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}{{ a | join: "," }}',
  'a huge output': '{% for a in (1..60000) %}xxxxxxxxxxxxxxxxxxxx{% endfor %}',
  'a deep nest': '{% if true %}'.repeat(20_000),
  'a file': '{% include "/etc/passwd" %}',
  'a file rendered': '{% render "/etc/passwd" %}',
  'a layout': '{% layout "/etc/passwd" %}',
  'an unknown filter': '{{ event.title | nothing }}',
  'a broken tag': '{% if %}',
}

test('hostile templates are refused by field within seconds, while the main loop stays free', { timeout: 90_000 }, async (t) => {
  const { client, request } = await startTestServer(t)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const rss = process.memoryUsage().rss
  delay.enable()
  for (const [what, html] of Object.entries(hostile)) {
    const startMs = performance.now()
    const refused = await client.putMailTemplate({ params, body: { subject: 's', html, text: 't' } }).catch((error: unknown) => error)
    expect(refused, what).toMatchObject({ code: 'invalid', errors: [{ pointer: '/html' }] })
    expect(performance.now() - startMs, what).toBeLessThan(8000)
    expect((await request('/health/live')).status).toBe(200)
  }
  delay.disable()
  // A loaded machine is slow in everything; a loop on the main thread would be seconds.
  expect(delay.max / 1e6).toBeLessThan(1000)
  expect((process.memoryUsage().rss - rss) / 2 ** 20).toBeLessThan(600)
  expect((await client.listMailTemplateVersions({ params })).items.length).toBe(1)
})

test('what templates can reach is their data: no prototype, no functions, no environment; every value is escaped', async (t) => {
  const { client } = await startTestServer(t)
  const html =
    '[{{ event.constructor }}{{ event.__proto__ }}{{ constructor.constructor }}{{ process.env.PATH }}{{ event.title.length.constructor }}]'
  const seen = await client.previewMailTemplate({
    params,
    body: { subject: '{{ event.title }}{{ "%0D%0A" | url_decode }}Bcc: x@y.z', html, text: '{{ "<b>" }}' },
  })
  expect([seen.html.includes('[]'), /[\r\n]/.test(seen.subject), seen.text]).toEqual([true, false, '<b>'])
  const escaped = await client.previewMailTemplate({ params, body: { html: '{{ "<img src=x onerror=alert(1)>" | raw }}' } })
  expect(escaped.html.includes('<img')).toBe(false)
})
