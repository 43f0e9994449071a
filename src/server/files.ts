// Files that are whole or absent: written beside their place, flushed, then renamed or linked. Used for exports and their copies.
// Promise: after a failure or kill -9 there is never half a file under the final name; attacked by test/api/export-disk.test.ts.
import { createHash } from 'node:crypto'
import { createReadStream, rmSync } from 'node:fs'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, extname, join, resolve, sep } from 'node:path'
import { AppError } from '../contract/errors.ts'

/** Writes `bytes` to `path` whole or not at all, replacing what was there; throws AppError disk_full when the disk refuses. */
export async function writeFileWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`
  try {
    await writeFlushed(temporary, bytes)
    await rename(temporary, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await removeQuietly(temporary)
    throw refusalFromDisk(error, dirname(path))
  }
}

/**
 * Puts `bytes` into `folder` as `fileName` without ever replacing a different file: then "name (2).ext" and so on.
 * A file of the same name and bytes is left as it is. Answers the path; throws AppError disk_full when the disk refuses.
 */
export async function writeFileBeside(file: {
  folder: string
  fileName: string
  temporaryName: string
  bytes: Uint8Array
  sha256: string
}): Promise<string> {
  const temporary = join(file.folder, file.temporaryName)
  try {
    await writeFlushed(temporary, file.bytes)
    for (let n = 1; ; n++) {
      const path = join(file.folder, n === 1 ? file.fileName : numberedName(file.fileName, n))
      if (await claim(temporary, path)) {
        await flushFolder(file.folder)
        return path
      }
      if (await hasSameBytes(path, file.bytes.byteLength, file.sha256)) return path
    }
  } catch (error) {
    throw refusalFromDisk(error, file.folder)
  } finally {
    await removeQuietly(temporary)
  }
}

/** A link fails when the name is taken, so two writers can't replace each other; file systems without links get a look first. */
async function claim(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error
    if (await stat(path).catch(() => undefined)) return false
    await rename(temporary, path)
    return true
  }
}

async function hasSameBytes(path: string, bytes: number, sha256: string): Promise<boolean> {
  const found = await stat(path)
  if (!found.isFile() || found.size !== bytes) return false
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex') === sha256
}

/** Removes a file or folder; what is not there or can't be removed is no trouble. */
export async function removeQuietly(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined)
}

/** The same, before it returns: for the start only, when nothing else runs. */
export function removeQuietlyNow(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // Told nowhere on purpose: a file that stays is no trouble.
  }
}

/** `folder/...parts`; throws when that is outside `folder`, whatever the parts say. */
export function pathInside(folder: string, ...parts: readonly string[]): string {
  const root = resolve(folder)
  const path = resolve(root, ...parts)
  if (!path.startsWith(root + sep)) throw new Error(`Path ${path} is outside ${root}`)
  return path
}

/** A name that every file system takes: no separators or controls, no leading dot, at most 200 bytes, extension kept. */
export function safeFileName(name: string): string {
  const extension = extensionOf(name)
  const clean = (text: string) => text.toWellFormed().replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]/gu, '_')
  const stem = clean(name.slice(0, name.length - extension.length)).replace(/^[.\s]+|[.\s]+$/gu, '') || 'drawing'
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/iu.test(stem) ? `_${stem}` : stem
  let short = reserved
  while (Buffer.byteLength(short) > 200) short = [...short].slice(0, -1).join('')
  return `${short}${clean(extension).slice(0, 20)}`
}

/** AppError disk_full for a full, read-only or vanished disk, naming the folder; otherwise the error itself. */
export function refusalFromDisk(error: unknown, folder: string): unknown {
  const told = diskTroubles[codeOf(error)]
  if (told === undefined) return error
  return new AppError('disk_full', `The file could not be written to ${folder}: ${told.what}`, { hint: told.hint, cause: error })
}

const diskTroubles: Record<string, { what: string; hint: string }> = {
  ENOSPC: { what: 'the disk is full', hint: 'Free some space there or choose another folder, then try again. No half file was left.' },
  EDQUOT: { what: 'your quota there is used up', hint: 'Free some space there or choose another folder, then try again.' },
  EROFS: { what: 'the disk is read-only', hint: 'Choose another folder, then try again.' },
  EACCES: { what: 'permission was denied', hint: 'Change the folder’s permissions or choose another folder, then try again.' },
  EPERM: { what: 'permission was denied', hint: 'Change the folder’s permissions or choose another folder, then try again.' },
  ENOENT: { what: 'the folder is not there', hint: 'Create it again or choose another folder, then try again.' },
  ENOTDIR: { what: 'it is not a folder', hint: 'Choose another folder, then try again.' },
  EIO: { what: 'the disk reports an error', hint: 'Choose another folder, then try again.' },
  EFBIG: { what: 'the file is too large for that disk', hint: 'Choose another folder, then try again.' },
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a rename last through a power cut; Windows can't open folders and doesn't need it. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

function numberedName(fileName: string, n: number): string {
  const extension = extensionOf(fileName)
  return `${fileName.slice(0, fileName.length - extension.length)} (${n})${extension}`
}

/** With the dot; a project file's counts whole. */
function extensionOf(fileName: string): string {
  return fileName.toLowerCase().endsWith('.plenum.json') ? fileName.slice(-'.plenum.json'.length) : extname(fileName)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
