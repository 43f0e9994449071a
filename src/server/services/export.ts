// Exports: a record and a file each, made in a worker. The design's revision is recorded; a record is running, then done or failed.
// Promise: what says done has its whole file on disk; attacked by test/api/export-disk.test.ts and test/store/kill.test.ts.
import type { Readable } from 'node:stream'
import { AppError } from '../../contract/errors.ts'
import type { DesignRecord } from '../../contract/schemas/design.ts'
import type { CreateExport, ExportRecord } from '../../contract/schemas/export.ts'
import { defaultSettings, type SettingsValues } from '../../contract/schemas/settings.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import { safeFileName } from '../files.ts'
import type { Log } from '../log.ts'
import type { Events } from '../outbox-port.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import { publicExport, type StoredExport } from '../store/export.ts'
import type { Store } from '../store/open.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { ExportJob, ExportJobReply } from '../workers/export.ts'
import type { CatalogueService } from './catalogue.ts'
import { designFrom } from './design-document.ts'
import type { DesignWriter } from './design-writer.ts'
import type { ExportFiles } from './export-file.ts'
import type { ExportTickets } from './export-ticket.ts'
import { projectFileFrom } from './project-file.ts'
import { invalidField, notFound, refusalFromProblems } from './refusal.ts'

export interface ExportFileReply {
  readonly fileName: string
  readonly contentType: string
  readonly bytes: number
  readonly body: Readable
}

export interface ExportService {
  /** Answers when it is finished, or after 10 s with status running. Throws what the design or the disk refuses; then no record is kept. */
  create(designId: string, body: CreateExport): Promise<ExportRecord>
  list(designId: string, query: PageRequest): PageOf<ExportRecord>
  get(id: string): ExportRecord
  read(id: string): Promise<ExportFileReply>
  issueTicket(id: string): { url: string; expiresAt: number }
  redeemTicket(secret: string): Promise<ExportFileReply>
  /** At start: what was running when the last process ended has failed; its half files go. */
  failInterrupted(): void
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly workers: WorkerPool
  readonly writer: DesignWriter
  readonly catalogue: CatalogueService
  readonly files: ExportFiles
  readonly tickets: ExportTickets
  readonly settings: () => SettingsValues
  readonly resourcesFolder: string
  readonly randomId: () => string
  readonly events: Pick<Events, 'emit'>
}

const answerAfterMs = 10_000
const deadlineMs = 120_000

/** Makes exports on `workers`; tells `bus` when one is done or has failed. */
export function createExportService(parts: Parts): ExportService {
  const { store, bus, clock, log, workers, files, tickets } = parts
  const find = (id: string): StoredExport => {
    const record = store.export.find(id)
    if (record === undefined) throw notFound('export')
    return record
  }
  /** A design deleted meanwhile is nobody's news. */
  const emitEnd = ({ id: exportId, designId, designRevision: revision, format, status, fileName, bytes, sha256, reason }: StoredExport) => {
    const design = store.design.find(designId)
    if (design === undefined || status === 'running') return
    const { projectId, name } = design
    const data = { designId, projectId, name, revision, exportId, format, status, fileName, bytes, sha256, reason: reason ?? null }
    parts.events.emit({ type: 'design.exported', subject: `design/${designId}`, projectId, data })
  }
  const save = (record: StoredExport): ExportRecord => {
    store.transaction(() => {
      store.export.update(record)
      emitEnd(record)
    })
    const told = publicExport(record)
    bus.publish({ name: 'design.exported', payload: told })
    return told
  }
  const read = async (id: string): Promise<ExportFileReply> => {
    const { status, fileName, contentType, reason } = find(id)
    if (status === 'running') throw new AppError('conflict', 'The export is still being written', { hint: 'Ask again in a second.' })
    if (status === 'failed')
      throw new AppError('conflict', `The export failed: ${reason ?? 'no file was written'}`, { hint: 'Export the design again.' })
    return { fileName, contentType, ...(await files.read({ id, fileName })) }
  }
  const drop = async (id: string): Promise<void> => {
    await files.remove(id)
    store.transaction(() => store.export.remove(id))
  }

  /** Renders and writes; a refusal by the design or by the data folder's disk removes the record and is thrown. */
  const finish = async (record: StoredExport, job: ExportJob): Promise<ExportRecord> => {
    const reply = await workers.run<ExportJobReply>('export', job, { deadlineMs })
    if (reply.kind === 'refused') throw refusalFromProblems(reply.problems.map((p) => ({ ...p, pointer: `/document${p.pointer}` })))
    const { bytes, sha256, contentType } = reply
    const fileName = safeFileName(reply.fileName)
    const made = { ...record, fileName, contentType, bytes: bytes.byteLength, sha256, warnings: [...record.warnings, ...reply.warnings] }
    await files.write({ id: record.id, fileName, bytes })
    const folder = parts.settings().outputFolder
    if (folder === '') return save({ ...made, status: 'done' })
    try {
      const savedTo = await files.copyTo({ id: record.id, folder, fileName, bytes, sha256 })
      return save({ ...made, status: 'done', savedTo })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      await files.remove(record.id)
      return save({ ...made, bytes: 0, sha256: '', status: 'failed', reason: `${error.message}. ${error.hint ?? ''}`.trim() })
    }
  }

  /** What is left of an export that could not be finished: no record while the caller still waits, a failed one afterwards. */
  const giveUp = async ({ record, error, answered }: { record: StoredExport; error: unknown; answered: boolean }): Promise<void> => {
    try {
      if (!answered) return await drop(record.id)
      await files.remove(record.id)
      const reason = error instanceof AppError ? error.message : 'Something went wrong inside Plenum; the log says more'
      save({ ...record, status: 'failed', reason })
    } catch (worse) {
      // A full disk refuses this too: the next start marks it as failed.
      log.error({ exportId: record.id, error: String(worse) }, 'a failed export could not be recorded')
    }
  }

  return {
    create: async (designId, body) => {
      const row = store.design.find(designId)
      if (row === undefined) throw notFound('design')
      const design = parts.writer.recordOf(row)
      if (design.document.room === null && body.format !== 'json')
        throw invalidField('/document/room', 'The design has no room yet. Draw or type one, then export it.')
      const { job, warnings } = jobFrom(parts, design, body)
      const record: StoredExport = {
        id: parts.randomId(),
        designId,
        designRevision: design.revision,
        format: body.format,
        status: 'running',
        fileName: safeFileName(`${design.name}.${body.format}`),
        contentType: 'application/octet-stream',
        bytes: 0,
        sha256: '',
        warnings,
        createdAt: clock.now(),
      }
      store.transaction(() => store.export.insert(record))
      let answered = false
      const finished = finish(record, job).catch(async (error: unknown) => {
        await giveUp({ record, error, answered })
        if (!answered) throw error
        log.warn({ exportId: record.id, error: String(error) }, 'an export failed')
        return publicExport(record)
      })
      const waited = new Promise<ExportRecord>((resolve) => {
        const stop = clock.after(answerAfterMs, () => {
          answered = true
          resolve(publicExport(record))
        })
        void finished.then(stop, stop)
      })
      return Promise.race([finished, waited])
    },
    list: (designId, query) => {
      if (store.design.find(designId) === undefined) throw notFound('design')
      return store.export.list(designId, query)
    },
    get: (id) => publicExport(find(id)),
    read,
    issueTicket: (id) => {
      find(id)
      const { secret, expiresAt } = tickets.issue(id)
      return { url: `/api/v1/downloads/${secret}`, expiresAt }
    },
    redeemTicket: (secret) => read(tickets.redeem(secret)),
    failInterrupted: () => {
      for (const record of store.export.listRunning()) {
        files.removeHalf(record.id, parts.settings().outputFolder)
        const reason = 'Plenum was stopped while this was being written. Export the design again.'
        const failed = { ...record, status: 'failed' as const, reason }
        store.transaction(() => {
          store.export.update(failed)
          emitEnd(failed)
        })
        log.warn({ exportId: record.id }, 'an export was cut off by the end of the last process')
      }
    },
  }
}

function jobFrom(
  { store, catalogue, resourcesFolder }: Parts,
  design: DesignRecord,
  options: CreateExport,
): { job: ExportJob; warnings: string[] } {
  const project = store.project.find(design.projectId)
  if (project === undefined) throw notFound('project')
  const id = design.document.system.catalogue ?? project.catalogue
  // A design from another machine may name a catalogue that isn't here: the drawing is still wanted, the prices are said to be others.
  const products = catalogue.find(id) ?? catalogue.find(defaultSettings.catalogue)
  if (products === undefined) throw invalidField('/document/system/catalogue', `There is no catalogue "${id}". Choose another one.`)
  const warnings =
    products.id === id ? [] : [`The catalogue "${id}" is not installed: products and prices are of the catalogue "${products.id}".`]
  const names = { designId: design.id, designName: design.name, project: projectFileFrom(project) }
  return { job: { ...names, design: designFrom(design.document), options, catalogue: products, resourcesFolder }, warnings }
}
