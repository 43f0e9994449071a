// Mail by the customer's SMTP account, its templates, the rules "who gets what", and notices.
import Type, { type Static } from 'typebox'
import { Email } from './account.ts'
import { closed, Id, Instant, Name } from './common.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const tlsPolicies = ['required', 'implicit', 'opportunistic', 'none'] as const
export const mailKinds = [
  ...(['welcome', 'passwordReset', 'magicLink', 'approvalRequest', 'reportApproved', 'reportRejected', 'reportCompleted'] as const),
  ...(['alarm', 'digest', 'keyExpiring', 'backupFailed', 'newsletter', 'event'] as const),
]
export const mailParts = ['messages', 'settings', 'templates', 'rules', 'suppressions'] as const
export const mailStates = ['waiting', 'sent', 'failed', 'suppressed', 'dropped'] as const

const Host = Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.:_-]+$' })
const OneLine = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$', description: 'One line' })
const Domain = Type.String({ minLength: 3, maxLength: 253, pattern: '^[A-Za-z0-9.-]+$' })
const settingsFields = {
  host: orNull(Host),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  user: orNull(OneLine),
  tls: Type.Enum([...tlsPolicies], { description: 'required: STARTTLS or nothing is sent; none: only inside your own network' }),
  ca: orNull(Type.String({ maxLength: 20_000, description: 'PEM of the authority that signed the server’s certificate' })),
  from: orNull(Email),
  fromName: OneLine,
  replyTo: orNull(Email),
  ratePerMinute: Type.Integer({ minimum: 10, maximum: 10_000 }),
  attachUpToMb: Type.Integer({ minimum: 0, maximum: 25, description: 'Larger files go as a link; 0 attaches none' }),
  keepDays: Type.Integer({ minimum: 1, maximum: 3650, description: 'Mails that ended are listed so long, the newest 100,000 at most' }),
  dkim: orNull(Type.Object({ domain: Domain, selector: Type.String({ pattern: '^[A-Za-z0-9._-]{1,63}$' }) }, closed)),
}
const secretFields = {
  password: Type.Optional(orNull(Type.String({ maxLength: 2000 }))),
  dkimPrivateKey: Type.Optional(orNull(Type.String({ maxLength: 20_000, description: 'PEM' }))),
}
export const MailState = Type.Object(
  { state: Type.Enum(['ok', 'off', 'degraded']), reason: orNull(Type.String()), waiting: Type.Integer(), failed: Type.Integer() },
  closed,
)
export const MailSettings = Type.Object(
  {
    ...settingsFields,
    hasPassword: Type.Boolean(),
    hasDkimKey: Type.Boolean(),
    dkimRecord: orNull(
      Type.Object(
        { name: Type.String(), value: Type.String() },
        { ...closed, description: 'The TXT record to publish, from the key; null while domain or key is missing' },
      ),
    ),
    isFromOptions: Type.Boolean({ description: 'Given by --smtp-url: what is set here is used once that is left out' }),
    isToLab: Type.Boolean({ description: 'Mail goes to the lab’s sink; the earlier settings come back when that stops' }),
    health: MailState,
    presets: Type.Array(
      Type.Object(
        { id: Type.String(), name: Type.String(), host: Type.String(), port: Type.Integer(), tls: Type.Enum([...tlsPolicies]) },
        closed,
      ),
    ),
    revision: Type.Integer(),
  },
  closed,
)
export const ChangeMailSettings = Type.Object({ ...Type.Partial(Type.Object(settingsFields, closed)).properties, ...secretFields }, closed)
/** What stands in the way of a test, for which there is something to do. */
export const mailTroubles = [...(['name', 'unreachable', 'encryption', 'certificate', 'signIn', 'sender', 'recipient', 'other'] as const)]
export const TestMail = Type.Object({ to: Email }, closed)
export const TestedMail = Type.Object(
  {
    ok: Type.Boolean(),
    reason: orNull(Type.String()),
    trouble: orNull(Type.Enum([...mailTroubles], { description: 'Where it failed' })),
    conversation: Type.Array(Type.String({ description: 'C: what we said, S: what it answered' })),
  },
  closed,
)

const Source = Type.String({ maxLength: 100_000 })
export const MailTemplate = Type.Object(
  {
    kind: Type.Enum([...mailKinds]),
    version: Type.Integer({ description: '0 is the built-in one' }),
    isDefault: Type.Boolean(),
    subject: Type.String(),
    html: Type.String(),
    text: Type.String(),
    at: orNull(Instant),
    writtenBy: orNull(Type.String()),
  },
  closed,
)
export const MailTemplates = Type.Object({ items: Type.Array(MailTemplate) }, closed)
export const TemplateParams = Type.Object({ kind: Type.Enum([...mailKinds]) }, closed)
const subjectSource = Type.String({ minLength: 1, maxLength: 1000, pattern: '^[^\\r\\n]+$' })
export const PutTemplate = Type.Object({ subject: subjectSource, html: Source, text: Source }, closed)
export const PreviewTemplate = Type.Partial(Type.Object({ subject: subjectSource, html: Source, text: Source }, closed), closed)
export const RenderedMail = Type.Object(
  {
    subject: Type.String(),
    html: Type.String(),
    text: Type.String(),
    isSample: Type.Boolean({ description: 'No event of this kind yet' }),
    variables: Type.Array(Type.Object({ name: Type.String(), example: Type.String(), isList: Type.Boolean() }, closed), {
      description: 'What the kind offers',
    }),
  },
  closed,
)

const Recipient = Type.Union([
  Type.Object({ kind: Type.Literal('account'), accountId: Id }, closed),
  Type.Object({ kind: Type.Literal('role'), role: Type.String({ minLength: 1, maxLength: 64 }) }, closed),
  Type.Object({ kind: Type.Literal('address'), email: Email }, closed),
  Type.Object({ kind: Type.Literal('owner', { description: 'Who works at this computer; for notices' }) }, closed),
])
const timeOfDay = '^([01]\\d|2[0-3]):[0-5]\\d$'
const TimeOfDay = Type.String({ pattern: timeOfDay, description: 'HH:MM, the server’s local time' })
const ruleFields = {
  name: Name,
  active: Type.Boolean(),
  events: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 50 }),
  mostUrgentOnly: orNull(Type.Integer({ minimum: 1, maximum: 4, description: 'Alarms of this priority and more urgent ones' })),
  projectId: orNull(Id),
  recipients: Type.Array(Recipient, { minItems: 1, maxItems: 50 }),
  channel: Type.Enum(['mail', 'notice']),
  /** Waits for the end; priority 1 goes through. */
  quiet: orNull(Type.Object({ from: TimeOfDay, to: TimeOfDay }, closed)),
  digestMinutes: orNull(
    Type.Integer({ minimum: 1, maximum: 1440, description: 'One mail for all of this time, counted from the first event' }),
  ),
  digestAt: orNull(Type.String({ pattern: timeOfDay, description: 'Instead: one mail a day, at this local time of the server' })),
  fromStep: orNull(
    Type.Integer({ minimum: 1, maximum: 5, description: 'Of escalations (alarm.escalated): this step and later ones; all when null' }),
  ),
}
export const MailRule = Type.Object({ id: Id, ...ruleFields, createdAt: Instant, revision: Type.Integer() }, closed)
export const CreateMailRule = Type.Object(
  {
    ...{ name: ruleFields.name, events: ruleFields.events, recipients: ruleFields.recipients },
    active: Type.Optional(ruleFields.active),
    mostUrgentOnly: Type.Optional(ruleFields.mostUrgentOnly),
    projectId: Type.Optional(ruleFields.projectId),
    channel: Type.Optional(ruleFields.channel),
    quiet: Type.Optional(ruleFields.quiet),
    digestMinutes: Type.Optional(ruleFields.digestMinutes),
    digestAt: Type.Optional(ruleFields.digestAt),
    fromStep: Type.Optional(ruleFields.fromStep),
  },
  closed,
)
export const ChangeMailRule = Type.Partial(Type.Object(ruleFields, closed), closed)
export const MailRules = Type.Object({ items: Type.Array(MailRule) }, closed)
export const reachKinds = ['reached', 'off', 'suppressed', 'nobody', 'gone'] as const
/** Whom a rule with these recipients reaches now. */
export const AskReach = Type.Object({ recipients: ruleFields.recipients, channel: ruleFields.channel }, closed)
export const RuleReach = Type.Object(
  {
    count: Type.Integer({ description: 'How many are reached, each once' }),
    people: Type.Array(
      Type.Object(
        {
          name: Type.String({ description: 'Of the account or role; an address stands for itself; empty is who works at this computer' }),
          email: orNull(Type.String()),
          says: Type.Enum([...reachKinds], {
            description:
              'off: the account is switched off or never accepted; suppressed: on the suppression list; nobody has the role; gone',
          }),
        },
        closed,
      ),
    ),
  },
  closed,
)
export const TestedRule = Type.Object(
  {
    eventType: Type.String(),
    isSample: Type.Boolean({ description: 'No such event is kept: its sample was sent' }),
    mails: Type.Array(Type.Object({ id: Id, email: Type.String() }, closed)),
    notices: Type.Integer(),
  },
  closed,
)

export const MailMessage = Type.Object(
  {
    id: Id,
    batchId: orNull(Id),
    kind: Type.Enum([...mailKinds]),
    email: Type.String(),
    ruleId: orNull(Id),
    eventId: orNull(Id),
    subject: orNull(Type.String({ description: 'What it is about, as kind/id' })),
    messageId: Type.String(),
    state: Type.Enum([...mailStates]),
    reason: orNull(Type.String()),
    attempts: Type.Integer(),
    createdAt: Instant,
    nextAt: orNull(Instant),
    endedAt: orNull(Instant),
  },
  closed,
)
export const ListedMail = Type.Object(
  {
    ...MailMessage.properties,
    title: orNull(Type.String({ description: 'Of the alarm, the newsletter, the event; null where its kind says it all' })),
  },
  closed,
)
export const MailMessageDetail = Type.Object(
  {
    message: MailMessage,
    mail: orNull(
      Type.Object(
        { subject: Type.String(), html: Type.String(), text: Type.String() },
        { ...closed, description: 'Rendered by the template as it is now; a link that opens a door is left out' },
      ),
    ),
  },
  closed,
)
export const MailMessagesQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    state: Type.Optional(Type.Enum([...mailStates])),
    batchId: Type.Optional(Id),
  },
  closed,
)
export const SendMail = Type.Object(
  {
    title: OneLine,
    text: Type.String({ minLength: 1, maxLength: 20_000 }),
    to: Type.Array(Email, { minItems: 1, maxItems: 10_000 }),
  },
  closed,
)
export const ResendBatch = Type.Object(
  { which: Type.Optional(Type.Enum(['failed', 'dropped'], { default: 'failed', description: 'dropped: those that were taken back' })) },
  closed,
)
export const MailBatch = Type.Object(
  {
    batchId: Id,
    ...{ waiting: Type.Integer(), sent: Type.Integer(), failed: Type.Integer(), suppressed: Type.Integer(), dropped: Type.Integer() },
  },
  closed,
)
export const suppressedWhy = ['refused', 'unsubscribed', 'byHand'] as const
export const Suppression = Type.Object(
  { email: Type.String(), why: Type.Enum([...suppressedWhy]), detail: orNull(Type.String()), at: Instant },
  closed,
)
export const Suppressions = Type.Object({ items: Type.Array(Suppression) }, closed)
export const AddSuppression = Type.Object(
  {
    email: Email,
    why: Type.Optional(Type.Enum([...suppressedWhy], { default: 'byHand' })),
    detail: Type.Optional(orNull(Type.String({ maxLength: 500 }))),
  },
  closed,
)
export const SuppressionParams = Type.Object({ email: Email }, closed)

export const Notice = Type.Object(
  {
    id: Id,
    accountId: orNull(Id),
    title: Type.String(),
    body: Type.String(),
    subject: orNull(Type.String()),
    eventType: orNull(Type.String({ description: 'Of the event it tells; null for a test' })),
    at: Instant,
  },
  closed,
)
export const Notices = Type.Object({ items: Type.Array(Notice) }, closed)

export const smtpFaults = ['none', 'refuse450', 'refuse550', 'noStartTls', 'slow', 'dropAfterData'] as const
export const StartLabSmtp = Type.Object(
  {
    fault: Type.Optional(Type.Enum([...smtpFaults])),
    /** For refuse450 and refuse550; all when empty. */
    faultFor: Type.Optional(Type.Array(Email, { maxItems: 50 })),
  },
  closed,
)
export const LabSmtpQuery = Type.Object(
  { since: Type.Optional(Type.Integer({ minimum: 0, description: 'Only mails with a greater id' })) },
  closed,
)
export const LabSmtp = Type.Object(
  {
    running: Type.Boolean(),
    port: orNull(Type.Integer()),
    isUsedByMail: Type.Boolean({ description: 'Mail of this server goes here until it stops' }),
    certificate: orNull(Type.String({ description: 'PEM of its authority, for the mail settings' })),
    fault: Type.Enum([...smtpFaults]),
    faultFor: Type.Array(Type.String()),
    stopsAt: orNull(Instant),
    oldestId: orNull(Type.Integer({ description: 'Of the mails that are still kept' })),
    received: Type.Array(
      Type.Object(
        {
          id: Type.Integer(),
          at: Instant,
          from: Type.String(),
          to: Type.Array(Type.String()),
          bytes: Type.Integer(),
          isEncrypted: Type.Boolean(),
          source: Type.String(),
        },
        closed,
      ),
    ),
  },
  closed,
)

export type MailSettings = Static<typeof MailSettings>
export type ChangeMailSettings = Static<typeof ChangeMailSettings>
export type TestedMail = Static<typeof TestedMail>
export type MailTrouble = (typeof mailTroubles)[number]
export type MailTemplate = Static<typeof MailTemplate>
export type MailPart = (typeof mailParts)[number]
export type MailKind = (typeof mailKinds)[number]
export type RenderedMail = Static<typeof RenderedMail>
export type MailRule = Static<typeof MailRule>
export type RuleReach = Static<typeof RuleReach>
export type TestedRule = Static<typeof TestedRule>
export type CreateMailRule = Static<typeof CreateMailRule>
export type MailMessage = Static<typeof MailMessage>
export type ListedMail = Static<typeof ListedMail>
export type MailMessageDetail = Static<typeof MailMessageDetail>
export type MailBatch = Static<typeof MailBatch>
export type Suppression = Static<typeof Suppression>
export type Notice = Static<typeof Notice>
export type LabSmtp = Static<typeof LabSmtp>
export type StartLabSmtp = Static<typeof StartLabSmtp>
