// Templates of mails: versions, reset, preview, and the rendering in a worker. A template that can't be rendered any more never holds a mail
// up: the built-in one takes its place.
import { AppError } from '../../contract/errors.ts'
import { type MailKind, type MailTemplate, mailKinds, type RenderedMail } from '../../contract/schemas/mail.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { RenderJob, RenderReply } from '../workers/mail.ts'
import { dataOfEvent, defaultTexts, eventTypeOf, frame, type MailText, offeredBy, sampleOf, variablesOf } from './mail-default.ts'
import type { MailAddition } from './mail-file.ts'
import { invalidField, requireCurrent } from './refusal.ts'

export interface MailTemplateService {
  list(): { items: MailTemplate[] }
  versions(kind: MailKind): { items: MailTemplate[] }
  put(kind: MailKind, text: MailText, ifMatch: number | null, by: string): Promise<MailTemplate>
  reset(kind: MailKind, by: string): MailTemplate
  preview(kind: MailKind, draft: Partial<MailText>): Promise<RenderedMail>
  /** For sending. Throws only when the worker is not there: the mail waits. */
  render(kind: MailKind, data: Record<string, unknown>, addition?: MailAddition): Promise<MailToSend>
}
export interface MailToSend extends MailText {
  /** Why it isn't as somebody wrote it, or null. */
  readonly note: string | null
}

const deadlineMs = 3000
/** So long a template that took too long is not tried again: ten thousand mails would each wait for it. */
const restMs = 10 * 60_000

export function createMailTemplates(parts: {
  store: Pick<Store, 'mail' | 'event' | 'transaction'>
  workers: Pick<WorkerPool, 'run'>
  clock: Clock
  log: Log
  /** Of this app: where a button of a mail leads. */
  baseUrl: string
}): MailTemplateService {
  const { store, workers, clock, log, baseUrl } = parts
  const builtIn = (kind: MailKind): MailTemplate => ({
    ...{ kind, version: 0, isDefault: true, at: null, writtenBy: null },
    ...defaultTexts[kind],
  })
  const current = (kind: MailKind): MailTemplate => store.mail.template(kind) ?? builtIn(kind)
  const tooSlow = new Map<MailKind, { readonly version: number; readonly until: number }>()
  const run = (text: MailText, data: Record<string, unknown>): Promise<RenderReply> => {
    const { subject, html, text: plain } = text
    return workers.run<RenderReply>('mail', { subject, html, text: plain, data: { app: baseUrl, ...data } } satisfies RenderJob, {
      deadlineMs,
    })
  }
  const dataFor = (kind: MailKind): { data: Record<string, unknown>; isSample: boolean } => {
    const type = eventTypeOf(kind)
    const last = type === null ? undefined : store.event.list({ type, limit: 1 }).items[0]
    if (last !== undefined) return { data: dataOfEvent(last.type, last.at, last.data), isSample: false }
    // A link opens a door: the preview has none of a real mail.
    const sent = type === null ? store.mail.lastDataOf(kind) : undefined
    return { data: { ...sampleOf(kind), ...sent }, isSample: sent === undefined }
  }
  const tried = async (text: MailText, data: Record<string, unknown>) => {
    let done: RenderReply
    try {
      done = await run(text, data)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw invalidField('/html', 'The template takes too long or too much memory. Look for a loop without an end.')
    }
    if (done.kind === 'refused') throw invalidField(`/${done.field}`, `${done.line === null ? '' : `Line ${done.line}: `}${done.detail}`)
    return done
  }
  const add = (kind: MailKind, text: MailText, isDefault: boolean, by: string, ifMatch: number | null) =>
    store.transaction(() => {
      const before = current(kind)
      requireCurrent({ noun: 'template', sent: ifMatch, current: before.version, at: before.at ?? 0 })
      const { subject, html, text: plain } = text
      const next: MailTemplate = {
        kind,
        version: before.version + 1,
        isDefault,
        subject,
        html,
        text: plain,
        at: clock.now(),
        writtenBy: by,
      }
      store.mail.addTemplate(next)
      return next
    })

  return {
    list: () => ({ items: mailKinds.map(current) }),
    versions: (kind) => ({ items: [...store.mail.templates(kind), builtIn(kind)] }),
    put: async (kind, text, ifMatch, by) => {
      await tried(text, dataFor(kind).data)
      return add(kind, text, false, by, ifMatch)
    },
    reset: (kind, by) => add(kind, defaultTexts[kind], true, by, null),
    preview: async (kind, draft) => {
      const { data, isSample } = dataFor(kind)
      const { subject, html, text } = await tried({ ...current(kind), ...draft }, data)
      return { subject, html: frame(subject, html), text, isSample, variables: variablesOf({ ...offeredBy(kind, data), app: baseUrl }) }
    },
    render: async (kind, data, addition = { html: '', text: '' }) => {
      const own = current(kind)
      const asMail = (done: RenderReply & { kind: 'ok' }, note: string | null): MailToSend => {
        const { subject, html, text } = done
        return {
          subject,
          html: frame(subject, withAddition(html, addition.html, /<p class="foot">/g)),
          text: withAddition(text, addition.text, /\n\n-- \n/g),
          note,
        }
      }
      const slow = tooSlow.get(kind)
      const isResting = slow?.version === own.version && clock.now() < slow.until
      let fault = 'it takes too long or too much memory'
      if (own.isDefault || !isResting) {
        const done = await run(own.isDefault ? defaultTexts[kind] : own, data).catch((error: unknown) => {
          if (own.isDefault || !(error instanceof AppError)) throw error
          tooSlow.set(kind, { version: own.version, until: clock.now() + restMs })
          return null
        })
        if (done?.kind === 'ok' && done.subject !== '') return asMail(done, null)
        if (done !== null) fault = done.kind === 'refused' ? done.detail : 'its subject comes out empty'
        log.warn({ kind, version: own.version, detail: fault }, 'a mail template failed; the built-in one was used')
      }
      const plain = await run(defaultTexts[kind], data)
      if (plain.kind === 'refused') throw new Error(plain.detail)
      return asMail(plain, `Sent with the built-in text, because the template failed: ${fault}`.slice(0, 500))
    },
  }
}

/** Before the last of its feet, where a template has one. */
function withAddition(text: string, addition: string, foot: RegExp): string {
  const at = addition === '' ? undefined : [...text.matchAll(foot)].at(-1)?.index
  return at === undefined ? text + addition : text.slice(0, at) + addition + text.slice(at)
}
