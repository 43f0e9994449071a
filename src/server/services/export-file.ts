// Where the bytes of exports live: DATA/exports/<id>/<fileName>, and a copy in the output folder. Whole files or none.
import { mkdir, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pathInside, refusalFromDisk, removeQuietly, removeQuietlyNow, writeFileBeside, writeFileWhole } from '../files.ts'
import { notFound } from './refusal.ts'

export interface ExportFiles {
  /** Throws AppError disk_full; then nothing of this export is left. */
  write(file: { id: string; fileName: string; bytes: Uint8Array }): Promise<void>
  /** Copies into `folder` beside what is there; answers the path. Throws AppError disk_full; then no half file is left. */
  copyTo(file: { id: string; folder: string; fileName: string; bytes: Uint8Array; sha256: string }): Promise<string>
  /** Throws not_found when somebody removed the file. */
  read(file: { id: string; fileName: string }): Promise<{ body: Readable; bytes: number }>
  /** Everything of this export in the data folder. */
  remove(id: string): Promise<void>
  /** At start: the same, and a copy that was under way in `folder`. */
  removeHalf(id: string, folder: string): void
}

/** Keeps the files below `dataFolder`. */
export function createExportFiles(dataFolder: string): ExportFiles {
  const folderOf = (id: string) => pathInside(dataFolder, 'exports', id)
  // Named for the export, so that a start after kill -9 finds and removes it.
  const temporaryName = (id: string) => `.plenum-${id}.tmp`
  return {
    write: async ({ id, fileName, bytes }) => {
      const folder = folderOf(id)
      try {
        await mkdir(folder, { recursive: true })
        await writeFileWhole(pathInside(folder, fileName), bytes)
      } catch (error) {
        await removeQuietly(folder)
        throw refusalFromDisk(error, dataFolder)
      }
    },
    copyTo: ({ id, folder, fileName, bytes, sha256 }) =>
      writeFileBeside({ folder, fileName, temporaryName: temporaryName(id), bytes, sha256 }),
    read: async ({ id, fileName }) => {
      const file = await open(pathInside(folderOf(id), fileName), 'r').catch(() => undefined)
      if (file === undefined) throw notFound('export file', 'It was removed from the data folder. Export the design again.')
      return { bytes: (await file.stat()).size, body: file.createReadStream() }
    },
    remove: (id) => removeQuietly(folderOf(id)),
    removeHalf: (id, folder) => {
      removeQuietlyNow(folderOf(id))
      if (folder !== '') removeQuietlyNow(pathInside(folder, temporaryName(id)))
    },
  }
}
