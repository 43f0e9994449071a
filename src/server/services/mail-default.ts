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

/** Makes both forms of the same words: lines of text, and rows of values. */
const words = (subject: string, lines: readonly string[], rows: readonly (readonly [string, string])[] = [], link?: string): MailText => ({
  subject,
  html: [
    ...lines.map((line, i) => (i === 0 ? `<h1>${line}</h1>` : `<p>${line}</p>`)),
    ...(rows.length === 0 ? [] : ['<table>', ...rows.map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`), '</table>']),
    ...(link === undefined ? [] : [`<p><a class="button" href="{{ link }}">${link}</a></p>`, '<p class="small">{{ link }}</p>']),
  ].join('\n'),
  text: [
    ...lines,
    ...(rows.length === 0 ? [] : [rows.map(([name, value]) => `${name}: ${value}`).join('\n')]),
    ...(link === undefined ? [] : [`${link}:\n{{ link }}`]),
  ].join('\n\n'),
})
const report = [['Report', '{{ event.title }}'], ['Version', '{{ event.version }}'], ['Stage', '{{ event.stage | default: "all" }}']] as const // biome-ignore format: one table, one line

export const defaultTexts: { readonly [K in MailKind]: MailText } = {
  welcome: words(
    'Welcome to Plenum',
    ['Welcome, {{ name }}', 'An account was made for you. Choose a password with the link below; it works once, for seven days.'],
    [],
    'Choose a password',
  ),
  passwordReset: words(
    'A new password for Plenum',
    [
      'A new password',
      'Somebody asked for a new password for {{ email }}. If it was not you, do nothing: the old one stays. The link works once, for ten minutes.',
    ],
    [],
    'Choose a new password',
  ),
  magicLink: words(
    'Sign in to Plenum',
    ['Sign in', 'This link signs {{ email }} in, in the window that asked for it. It works once, for ten minutes.'],
    [],
    'Sign in',
  ),
  approvalRequest: words(
    'To approve: {{ event.title }}',
    ['A report waits for {{ event.approver }}', '{{ event.submittedBy }} sent it.'],
    report,
  ),
  reportApproved: words('Approved: {{ event.title }}', ['{{ event.approvedBy }} approved a report', '{{ event.comment }}'], report),
  reportRejected: words(
    'Sent back: {{ event.title }}',
    ['{{ event.rejectedBy }} sent a report back', 'Reason: {{ event.reason }}'],
    report,
  ),
  reportCompleted: words(
    'Completed: {{ event.title }}',
    ['A report is complete', 'Approved by {{ event.approvedBy | join: ", " }}.'],
    report,
  ),
  alarm: words(
    '{% if what == "alarm.cleared" %}Over: {% elsif what == "alarm.escalated" %}Escalated: {% endif %}{{ event.title }}',
    ['{{ event.title }}', '{{ summary }}. {{ event.advice }}', '{{ event.comment }}'],
    [['Priority', '{{ event.priority }}'], ['Value', '{{ event.value }} {{ event.unit }}'], ['Limit', '{{ event.setPoint }} {{ event.unit }}'], ['Sensor', '{{ event.sensorId }}'], ['At', '{{ at }}']], // biome-ignore format: one table, one line
  ),
  digest: {
    subject: '{{ count }} events: {{ rule }}',
    html: '<h1>{{ count }} events</h1>\n<p>By the rule “{{ rule }}”.</p>\n<table>\n{% for line in lines %}<tr><td>{{ line }}</td></tr>\n{% endfor %}</table>\n{% if more > 0 %}<p>and {{ more }} more</p>{% endif %}',
    text: '{{ count }} events by the rule “{{ rule }}”\n\n{% for line in lines %}{{ line }}\n{% endfor %}{% if more > 0 %}and {{ more }} more\n{% endif %}',
  },
  keyExpiring: words('The API key {{ event.name }} ends in {{ event.days }} days', ['An API key ends soon', 'Rotate it, or what uses it stops working.'], [['Key', '{{ event.name }}'], ['Days left', '{{ event.days }}']]), // biome-ignore format: one table, one line
  backupFailed: words('A backup failed', ['A backup failed', '{{ event.reason }}']),
  newsletter: {
    subject: '{{ title }}',
    html: '<h1>{{ title }}</h1>\n{% for part in parts %}<p>{{ part }}</p>\n{% endfor %}',
    text: '{% for part in parts %}{{ part }}\n\n{% endfor %}',
  },
  event: {
    subject: '{{ summary }}',
    html: '<h1>{{ summary }}</h1>\n<table>\n{% for pair in event %}<tr><th>{{ pair[0] }}</th><td>{{ pair[1] }}</td></tr>\n{% endfor %}</table>',
    text: '{{ summary }}\n\n{% for pair in event %}{{ pair[0] }}: {{ pair[1] }}\n{% endfor %}',
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

/** What a template may use, of an event. */
export const dataOfEvent = (type: string, at: number, data: unknown): Record<string, unknown> => ({
  ...{ what: type, at: new Date(at).toISOString(), event: data },
  summary: (businessEvents as Record<string, { summary: string }>)[type]?.summary ?? type,
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

/** The names a template may write, with what stands there now; lists are gone through, texts within objects have a dot. */
export function variablesOf(data: Readonly<Record<string, unknown>>, before = ''): RenderedMail['variables'] {
  return Object.entries(data).flatMap(([key, value]): RenderedMail['variables'] => {
    const name = `${before}${key}`
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return before === '' ? variablesOf(value as Record<string, unknown>, `${name}.`) : []
    const example = (Array.isArray(value) ? value.join(', ') : String(value ?? '')).slice(0, 100)
    return [{ name, example, isList: Array.isArray(value) }]
  })
}

const style = `body{margin:0;background:#eceef0;color:#161b20;font:16px/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif}
.card{max-width:560px;margin:24px auto;background:#ffffff;border:1px solid #d6dade;border-radius:8px;padding:28px}
.brand{font-weight:600;letter-spacing:.02em;color:#0f58c7;margin:0 0 16px}h1{font-size:21px;line-height:1.3;margin:0 0 12px}
p{margin:0 0 12px;color:#46515b}table{border-collapse:collapse;width:100%;margin:12px 0}
th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid #e6e9ec;vertical-align:top;overflow-wrap:anywhere}th{color:#5f6a75;font-weight:500}
.button{display:inline-block;background:#0f58c7;color:#ffffff;padding:10px 18px;border-radius:6px;text-decoration:none}
.small{font-size:13px;color:#5f6a75;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{background:#0e1114;color:#e7ebef}.card{background:#171b1f;border-color:#2c333a}p{color:#b8c1ca}
th,td{border-color:#2c333a}th,.small{color:#98a3ae}.brand{color:#7fb0ff}.button{background:#7fb0ff;color:#0b1220}}`

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)

export const frame = (subject: string, inner: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escaped(subject)}</title><style>${style}</style></head><body><div class="card"><p class="brand">Plenum</p>\n${inner}\n</div></body></html>`
