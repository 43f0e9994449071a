// Worker entry: reads and writes project files, which may be large, so that the main thread never parses or prints them.
import { DesignDocument } from '../../contract/schemas/design.ts'
import { refusalsOf } from '../../contract/validate.ts'
import type { Design } from '../../domain/design.ts'
import type { Healing, Problem } from '../../domain/problem.ts'
import { type ProjectFile, readProjectFile, writeProjectFile } from '../../domain/project-file.ts'
import { serveRequests } from '../worker-thread.ts'

export type ProjectFileJob =
  | { readonly kind: 'read'; readonly text: string }
  | {
      readonly kind: 'write'
      readonly project: Omit<ProjectFile, 'designs'>
      /** Documents as JSON, as they are stored. */
      readonly designs: readonly { readonly id: string; readonly name: string; readonly document: string }[]
    }

export type ProjectFileJobReply =
  | { readonly kind: 'read'; readonly file: ProjectFile; readonly repaired: readonly Healing[]; readonly dropped: readonly Healing[] }
  | { readonly kind: 'written'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }

serveRequests<ProjectFileJob>((job) => {
  if (job.kind === 'read') return { reply: read(job.text) }
  const designs = job.designs.map(({ id, name, document }) => ({ id, name, document: JSON.parse(document) as Design }))
  const bytes = new TextEncoder().encode(writeProjectFile({ ...job.project, designs }))
  return { reply: { kind: 'written', bytes } satisfies ProjectFileJobReply, transfer: [bytes.buffer] }
})

/** The domain mends; the contract has the last word on what may be stored. */
function read(text: string): ProjectFileJobReply {
  const found = readProjectFile(text)
  if (found.kind === 'refused') return found
  const dropped = [...found.dropped]
  const designs = found.file.designs.filter(({ name, document }, i) => {
    const refused = refusalsOf(DesignDocument, document)[0]
    if (refused === undefined) return true
    dropped.push({ pointer: `/designs/${i}/document${refused.pointer}`, detail: `The design "${name}" was left out: ${refused.detail}.` })
    return false
  })
  return { kind: 'read', file: { ...found.file, designs }, repaired: found.repaired, dropped }
}
