// Worker entry: renders one mail. Templates are the customer's: they reach no file, nothing but their data, and not for ever (limits here,
// the pool's deadline around it). Every value is escaped in HTML, `raw` included.
import { Liquid } from 'liquidjs'
import { serveRequests } from '../worker-thread.ts'

export interface RenderJob {
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
}
export type RenderReply =
  | { readonly kind: 'ok'; readonly subject: string; readonly html: string; readonly text: string }
  | { readonly kind: 'refused'; readonly field: 'subject' | 'html' | 'text'; readonly detail: string; readonly line: number | null }

const common = { ownPropertyOnly: true, parseLimit: 200_000, renderLimit: 500, memoryLimit: 2_000_000, templates: {}, strictFilters: true }
const forHtml = new Liquid({ ...common, outputEscape: 'escape' })
const plain = new Liquid(common)
for (const engine of [forHtml, plain]) engine.registerFilter('raw', (value: unknown) => value)
const mostCharacters = 500_000

serveRequests<RenderJob>((job) => {
  const done = { subject: '', html: '', text: '' }
  for (const field of ['subject', 'html', 'text'] as const) {
    try {
      const engine = field === 'html' ? forHtml : plain
      const made = String(engine.parseAndRenderSync(job[field], job.data))
      if (made.length > mostCharacters)
        return {
          reply: {
            kind: 'refused',
            field,
            detail: `it makes ${made.length} characters, ${mostCharacters} are the most`,
            line: null,
          } satisfies RenderReply,
        }
      done[field] = made
    } catch (error) {
      const said = (error as Error).message.split('\n')[0] ?? ''
      const place = /,(?: file:[^,]*,)? line:(\d+)(?:, col:\d+)?$/.exec(said)
      const detail = said.slice(0, place?.index)
      return { reply: { kind: 'refused', field, detail, line: place === null ? null : Number(place[1]) } satisfies RenderReply }
    }
  }
  // One line: a value with a line break in it can't add a header.
  const subject = done.subject
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 250)
  return { reply: { kind: 'ok', ...done, subject } satisfies RenderReply }
})
