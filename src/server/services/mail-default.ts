// The built-in text of every kind of mail, its sample, and the frame around its HTML: the look of Plenum in light and dark, without pictures
// and without anything that is loaded from elsewhere.
import { businessEvents } from '../../contract/business-events.ts'
import type { MailKind, RenderedMail } from '../../contract/schemas/mail.ts'

export interface MailText {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Which kind of mail an event becomes. */
export function kindOfEvent(type: string): MailKind {
  if (type.startsWith('alarm.')) return 'alarm'
  const known: Record<string, MailKind> = {
    ...{ 'report.submitted': 'approvalRequest', 'report.approved': 'reportApproved', 'report.rejected': 'reportRejected' },
    ...{ 'report.completed': 'reportCompleted', 'key.expiring': 'keyExpiring', 'backup.failed': 'backupFailed' },
  }
  return known[type] ?? 'event'
}

interface Words {
  readonly subject: string
  /** The first one is the heading. */
  readonly lines: readonly string[]
  readonly rows?: readonly (readonly [name: string, value: string])[]
  /** Goes where `{{ link }}` says: the way in for who asked. */
  readonly link?: string
  /** A place in the app, which answers on its own computer only. */
  readonly open?: readonly [label: string, path: string]
  readonly foot: string
}

/** Makes both forms of the same words: lines, rows of values, a button, and why it came. A row or line that comes out empty is left out. */
const words = ({ subject, lines, rows = [], link, open, foot }: Words): MailText => {
  const onlyFilled = (source: string, made: string) => {
    const needed = /\{\{ (event\.(?:advice|comment|value|setPoint|sensorId|stage)) /.exec(source)?.[1]
    return needed === undefined ? made : `{% if ${needed} %}${made}{% endif %}`
  }
  const place = open === undefined ? undefined : `{{ app }}/#/${open[1]}`
  return {
    subject,
    html: [
      ...lines.map((line, i) => (i === 0 ? `<h1>${line}</h1>` : onlyFilled(line, `<p>${line}</p>`))),
      ...(rows.length === 0
        ? []
        : ['<table>', ...rows.map(([name, value]) => onlyFilled(value, `<tr><th>${name}</th><td>${value}</td></tr>`)), '</table>']),
      ...(link === undefined ? [] : [`<p><a class="button" href="{{ link }}">${link}</a></p>`, '<p class="small">{{ link }}</p>']),
      ...(open === undefined ? [] : [`<p><a class="button" href="${place}">${open[0]}</a></p>`, `<p class="small">${opensHere}</p>`]),
      `<p class="foot">${foot}</p>`,
    ].join('\n'),
    text: [
      ...lines.map((line, i) => (i === 0 ? line : onlyFilled(line, `\n\n${line}`))),
      ...(rows.length === 0 ? [] : ['\n']),
      ...rows.map(([name, value]) => onlyFilled(value, `\n${name}: ${value}`)),
      ...(link === undefined ? [] : [`\n\n${link}:\n{{ link }}`]),
      ...(open === undefined ? [] : [`\n\n${open[0]}:\n${place}\n${opensHere}`]),
      `\n\n-- \n${foot}`,
    ].join(''),
  }
}
const opensHere = 'Opens on the computer that Plenum runs on.'
const ofRule = 'Plenum sent this because a rule names your address. To get none of these any more, answer with the word “unsubscribe”.'
const ofAccount = 'Plenum sent this because of an account with this address.'
const ofNewsletter = 'To get no more of these, answer with the word “unsubscribe”.'
const ofReport = 'Plenum sent this because of a report that concerns you.'
const report = [['Report', '{{ event.title }}'], ['Version', '{{ event.version }}'], ['Stage', '{{ event.stage }}']] as const // biome-ignore format: one table, one line

export const defaultTexts: { readonly [K in MailKind]: MailText } = {
  welcome: words({
    subject: 'Welcome to Plenum',
    lines: ['Welcome, {{ name }}', 'An account was made for you. Choose a password with the link below; it works once, for seven days.'],
    link: 'Choose a password',
    foot: ofAccount,
  }),
  passwordReset: words({
    subject: 'A new password for Plenum',
    lines: [
      'A new password',
      'Somebody asked for a new password for {{ email }}. If it was not you, do nothing: the old one stays. The link works once, for ten minutes.',
    ],
    link: 'Choose a new password',
    foot: ofAccount,
  }),
  magicLink: words({
    subject: 'Sign in to Plenum',
    lines: ['Sign in', 'This link signs {{ email }} in, in the window that asked for it. It works once, for ten minutes.'],
    link: 'Sign in',
    foot: ofAccount,
  }),
  approvalRequest: words({
    subject: 'To approve: {{ event.title }}',
    lines: ['A report waits for {{ event.approver }}', '{{ event.submittedBy }} sent it.'],
    rows: report,
    foot: ofReport,
  }),
  reportApproved: words({
    subject: 'Approved: {{ event.title }}',
    lines: ['{{ event.approvedBy }} approved a report', '{{ event.comment }}'],
    rows: report,
    foot: ofReport,
  }),
  reportRejected: words({
    subject: 'Sent back: {{ event.title }}',
    lines: ['{{ event.rejectedBy }} sent a report back', 'Reason: {{ event.reason }}'],
    rows: report,
    foot: ofReport,
  }),
  reportCompleted: words({
    subject: 'Completed: {{ event.title }}',
    lines: ['A report is complete', 'Approved by {{ event.approvedBy | join: ", " }}.'],
    rows: report.slice(0, 2),
    foot: ofReport,
  }),
  alarm: words({
    subject:
      '{% if what == "alarm.cleared" %}Over: {% elsif what == "alarm.escalated" %}Escalated: {% elsif what == "alarm.acknowledged" %}Seen: {% endif %}{{ event.title }}',
    lines: ['{{ event.title }}', '{{ summary }}.', '{{ event.advice }}', '{{ event.comment }}'],
    rows: [
      ['Priority', '{{ event.priority | capitalize }}'],
      ['Value', '{{ event.value }} {{ event.unit }}'],
      ['Limit', '{{ event.setPoint }} {{ event.unit }}'],
      ['Sensor', '{{ event.sensorId }}'],
      ['Time', '{{ time }}'],
    ],
    open: ['Open the alarm', 'alarms?id={{ event.alarmId }}'],
    foot: ofRule,
  }),
  digest: {
    subject: '{{ count }} events: {{ rule }}',
    html: `<h1>{{ count }} events</h1>
<p>By the rule “{{ rule }}”.</p>
<table>
{% for line in lines %}<tr><td>{{ line }}</td></tr>
{% endfor %}</table>
{% if more > 0 %}<p>and {{ more }} more</p>
{% endif %}<p><a class="button" href="{{ app }}/#/admin/timeline">Open the timeline</a></p>
<p class="small">${opensHere}</p>
<p class="foot">${ofRule}</p>`,
    text: `{{ count }} events by the rule “{{ rule }}”

{% for line in lines %}{{ line }}
{% endfor %}{% if more > 0 %}and {{ more }} more
{% endif %}
Open the timeline:
{{ app }}/#/admin/timeline
${opensHere}

-- 
${ofRule}`,
  },
  keyExpiring: words({
    subject: 'The API key {{ event.name }} ends in {{ event.days }} days',
    lines: ['An API key ends soon', 'Rotate it, or what uses it stops working.'],
    rows: [
      ['Key', '{{ event.name }}'],
      ['Days left', '{{ event.days }}'],
    ],
    open: ['Open the key', 'admin/keys?id={{ event.keyId }}'],
    foot: 'Plenum sent this because the key is yours, or because a rule names your address.',
  }),
  backupFailed: words({
    subject: 'A backup failed',
    lines: ['A backup failed', '{{ event.reason }}'],
    rows: [['Time', '{{ time }}']],
    open: ['Open the overview', 'admin/overview'],
    foot: ofRule,
  }),
  newsletter: {
    subject: '{{ title }}',
    html: `<h1>{{ title }}</h1>
{% for part in parts %}<p style="white-space: pre-line">{{ part }}</p>
{% endfor %}<p class="foot">${ofNewsletter}</p>`,
    text: `{% for part in parts %}{{ part }}

{% endfor %}-- 
${ofNewsletter}`,
  },
  event: {
    subject: '{% if event.name %}{{ event.name }}: {% endif %}{{ summary }}',
    html: `<h1>{{ summary }}</h1>
<table>
{% for row in rows %}<tr><th>{{ row.name }}</th><td>{{ row.value }}</td></tr>
{% endfor %}<tr><th>Time</th><td>{{ time }}</td></tr>
</table>
<p><a class="button" href="{{ app }}/#/admin/timeline">Open the timeline</a></p>
<p class="small">${opensHere}</p>
<p class="foot">${ofRule}</p>`,
    text: `{{ summary }}

{% for row in rows %}{{ row.name }}: {{ row.value }}
{% endfor %}Time: {{ time }}

Open the timeline:
{{ app }}/#/admin/timeline
${opensHere}

-- 
${ofRule}`,
  },
}

const eventOfKind: Partial<Record<MailKind, keyof typeof businessEvents>> = {
  ...{
    approvalRequest: 'report.submitted',
    reportApproved: 'report.approved',
    reportRejected: 'report.rejected',
    reportCompleted: 'report.completed',
  },
  ...{ alarm: 'alarm.raised', keyExpiring: 'key.expiring', backupFailed: 'backup.failed', event: 'node.offline' },
}
export const eventTypeOf = (kind: MailKind): keyof typeof businessEvents | null => eventOfKind[kind] ?? null

const localTime = new Intl.DateTimeFormat('en-GB', {
  ...({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const),
})

/** The fields of an event for people: names in words, times of the clock, no ids but those that are names. */
const rowsOf = (data: unknown): { name: string; value: string }[] =>
  Object.entries((data ?? {}) as Record<string, unknown>).flatMap(([key, value]) => {
    if (value === null || value === '' || (key.endsWith('Id') && key !== 'nodeId' && key !== 'sensorId')) return []
    const spaced = key.replace(/(At|Id)$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    const name = spaced.charAt(0).toUpperCase() + spaced.slice(1)
    if (typeof value === 'number' && key.endsWith('At')) return [{ name, value: localTime.format(value) }]
    if (typeof value === 'boolean') return [{ name: name.replace(/^Is /, ''), value: value ? 'yes' : 'no' }]
    return [{ name, value: Array.isArray(value) ? value.join(', ') : String(value) }]
  })

/** Where the words for both ends of an event would say neither. */
const summaryOf = (type: string, data: unknown): string => {
  const { status } = data as { status?: unknown }
  if (type === 'design.exported' && status === 'done') return 'A drawing or table was made of a design'
  if (type === 'design.exported' && status === 'failed') return 'A drawing or table of a design could not be made'
  return (businessEvents as Record<string, { summary: string }>)[type]?.summary ?? type
}

/** What a template may use, of an event. */
export const dataOfEvent = (type: string, at: number, data: unknown): Record<string, unknown> => ({
  ...{ what: type, at: new Date(at).toISOString(), time: localTime.format(at), event: data, rows: rowsOf(data) },
  summary: summaryOf(type, data),
})

export function sampleOf(kind: MailKind): Record<string, unknown> {
  const type = eventTypeOf(kind)
  if (type !== null) return dataOfEvent(type, 1_760_000_000_000, businessEvents[type].sample)
  if (kind === 'newsletter') return { title: 'What is new', parts: ['The first part.', 'The second part.'] }
  if (kind === 'digest')
    return {
      count: 200,
      rule: 'Alarms at night',
      lines: ['12:01 Too warm: hall-01_temperature', '12:02 Too warm: hall-02_temperature'],
      more: 198,
    }
  return { name: 'Ada Example', email: 'ada@example.org', link: 'http://127.0.0.1:5717/#/invitation?token=sample' }
}

/** The fields of every event that becomes this kind of mail; of the newest alone where any event may become it. */
export function offeredBy(kind: MailKind, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all = Object.entries(businessEvents).filter(([type]) => kind !== 'event' && kindOfEvent(type) === kind)
  const event = Object.assign({}, ...all.map(([, one]) => one.sample), data.event)
  return { ...sampleOf(kind), ...data, ...(eventTypeOf(kind) === null ? {} : { event }) }
}

/** The names a template may write, with what stands there now; lists are gone through, texts within objects have a dot. */
export function variablesOf(data: Readonly<Record<string, unknown>>, before = ''): RenderedMail['variables'] {
  return Object.entries(data).flatMap(([key, value]): RenderedMail['variables'] => {
    const name = `${before}${key}`
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return before === '' ? variablesOf(value as Record<string, unknown>, `${name}.`) : []
    // Rows of name and value: for going through, not for filling in.
    if (Array.isArray(value) && typeof value[0] === 'object') return []
    const example = (Array.isArray(value) ? value.join(', ') : String(value ?? '')).slice(0, 100)
    return [{ name, example, isList: Array.isArray(value) }]
  })
}

const style = `body{margin:0;padding:24px 12px;background:#eceef0;color:#161b20;font:16px/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif}
.card{max-width:560px;margin:0 auto;background:#ffffff;border:1px solid #d6dade;border-top:4px solid #0f58c7;border-radius:8px;padding:24px 28px}
.brand{font-size:14px;font-weight:600;color:#0f58c7;margin:0 0 20px}h1{font-size:21px;line-height:1.3;margin:0 0 12px;overflow-wrap:anywhere}
p{margin:0 0 12px;color:#46515b;overflow-wrap:anywhere}a{color:#0f58c7}table{border-collapse:collapse;width:100%;margin:16px 0 20px}
th,td{text-align:left;padding:7px 16px 7px 0;border-bottom:1px solid #e6e9ec;vertical-align:top;overflow-wrap:anywhere}
th{color:#5f6a75;font-weight:400;white-space:nowrap}td{font-weight:500}
.button{display:inline-block;background:#0f58c7;color:#ffffff;padding:10px 18px;border-radius:6px;font-weight:600;text-decoration:none}
.small{font-size:13px;color:#5f6a75}.foot{margin:24px 0 0;padding-top:12px;border-top:1px solid #e6e9ec;font-size:13px;color:#5f6a75}
@media (prefers-color-scheme:dark){body{background:#0e1114;color:#e7ebef}.card{background:#171b1f;border-color:#2c333a;border-top-color:#7fb0ff}
p{color:#b8c1ca}a{color:#7fb0ff}th,td,.foot{border-color:#2c333a}th,.small,.foot{color:#98a3ae}.brand{color:#7fb0ff}.button{background:#7fb0ff;color:#0b1220}}`

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)

export const frame = (subject: string, inner: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escaped(subject)}</title><style>${style}</style></head><body><div class="card"><p class="brand">Plenum</p>\n${inner}\n</div></body></html>`
