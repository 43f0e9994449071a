// A file that goes with a mail: inside it up to a size, as a link above. What is attached is what was made, byte for byte, or nothing; the mail
// says what became of it in its own words, whatever the template.
import { createHash } from 'node:crypto'
import type { ExportFiles } from '../services/export-file.ts'
import type { MailFile } from '../store/mail.ts'
import type { Store } from '../store/open.ts'

export interface FoundFile {
  readonly name: string
  readonly contentType: string
  readonly bytes: number
  /** Where it is fetched. */
  readonly link: string
}
export interface MailFiles {
  /** null when it is not kept any more. */
  find(file: MailFile): FoundFile | null
  /** Throws when it can't be read, or is not what it was. */
  open(file: MailFile): Promise<Buffer>
}
export interface MailAddition {
  readonly html: string
  readonly text: string
}
export interface WithFile {
  readonly attachment: { readonly name: string; readonly contentType: string; readonly content: Buffer } | null
  readonly addition: MailAddition
  /** Why it is not attached, for the log; null when it is. */
  readonly why: string | null
}

const mib = 1024 * 1024

/** What goes with the mail, and what the mail says of it. `refusedBy`: a server that didn't take it, so that it goes as a link now. */
export async function fileFor(
  file: MailFile,
  files: MailFiles,
  { upToMb, refusedBy }: { upToMb: number; refusedBy: string | null },
): Promise<WithFile> {
  const found = files.find(file)
  if (found === null) {
    const why = 'Its file is not kept any more'
    return { attachment: null, addition: additionOf('The file of this mail is not kept any more. Export the design again.', null), why }
  }
  const { name, contentType, bytes, link } = found
  const size = sizeOf(bytes)
  const asLink = (why: string): WithFile => ({ attachment: null, addition: additionOf(`${name} (${size}) is in Plenum:`, link), why })
  if (refusedBy !== null) return asLink(`Sent with a link instead of the file: ${refusedBy}`)
  if (bytes > upToMb * mib)
    return asLink(
      upToMb === 0 ? 'Sent with a link: no files are attached' : `Sent with a link: the file is ${size}, more than ${upToMb} MB`,
    )
  try {
    const content = await files.open(file)
    return { attachment: { name, contentType, content }, addition: additionOf(`Attached: ${name} (${size})`, null), why: null }
  } catch (error) {
    return asLink(`Sent with a link: ${(error as Error).message}`)
  }
}

/** Exports of designs. Until links open without an account the link is the address in the app. */
export function createExportMailFiles(parts: {
  store: Pick<Store, 'export'>
  files: Pick<ExportFiles, 'read'>
  baseUrl: string
}): MailFiles {
  const done = (id: string) => {
    const row = parts.store.export.find(id)
    return row?.status === 'done' ? row : null
  }
  return {
    find: ({ id }) => {
      const row = done(id)
      if (row === null) return null
      const { fileName: name, contentType, bytes, designId } = row
      return { name, contentType, bytes, link: `${parts.baseUrl}/#/designs/${encodeURIComponent(designId)}` }
    },
    open: async ({ id }) => {
      const row = done(id)
      if (row === null) throw new Error('the file is not kept any more')
      const { body, bytes } = await parts.files.read({ id, fileName: row.fileName })
      // Whatever is there now: it is read no further than it ought to be.
      if (bytes !== row.bytes) {
        body.destroy()
        throw new Error('the file on disk is not the one that was exported')
      }
      const content = Buffer.concat(await body.toArray())
      if (createHash('sha256').update(content).digest('hex') !== row.sha256)
        throw new Error('the file on disk is not the one that was exported')
      return content
    },
  }
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const [value, unit] = bytes < mib ? [bytes / 1024, 'KB'] : [bytes / mib, 'MB']
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

function additionOf(sentence: string, link: string | null): MailAddition {
  const anchor = link === null ? '' : ` <a href="${escaped(link)}">${escaped(link)}</a>`
  return {
    html: `<p class="small">${escaped(sentence)}${anchor}</p>`,
    text: `\n\n${sentence.replace(/\p{Cc}/gu, ' ')}${link === null ? '' : `\n${link}`}`,
  }
}
