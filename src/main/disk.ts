// Files the shell itself reads and writes. A write is temp + fsync + rename: the old file or the new one is there, never half of one.
import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const largestProjectBytes = 32 * 1024 * 1024
const reasons = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'you have no right to it'],
  ['ENOENT', 'it is not there'],
])
const explain = (error: unknown) => reasons.get((error as NodeJS.ErrnoException).code ?? '') ?? (error as Error).message

/** Throws one sentence when the disk refuses; then nothing is left behind. */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 60)}.${randomBytes(6).toString('hex')}.part`)
  try {
    await using file = await open(temporary, 'wx')
    await file.writeFile(bytes)
    await file.sync()
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new Error(`${basename(path)} was not saved: ${explain(error)}. Choose another place and save again.`, { cause: error })
  }
}

/** A project file as text; throws one sentence when it can't be read or is too large. The server judges what is in it. */
export async function readProjectFile(path: string): Promise<{ fileName: string; text: string }> {
  const fileName = basename(path)
  try {
    if ((await stat(path)).size > largestProjectBytes) throw new Error('it is larger than 32 MiB')
    return { fileName, text: await readFile(path, 'utf8') }
  } catch (error) {
    throw new Error(`${fileName} could not be opened: ${explain(error)}.`, { cause: error })
  }
}

/** Parsed JSON, or null when the file is missing or damaged: the shell's own state is worth no error. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}

/**
 * The log of a program without a terminal: JSON lines, in the shape the server's parts write to. `mask` takes out what opens a door.
 * A full disk must not stop the app.
 */
export function createFileLog(path: string, mask: (line: unknown) => unknown) {
  const at = (level: string) => (detail: unknown, message?: string) => {
    const plain = detail instanceof Error ? { err: detail.stack } : detail
    try {
      appendFileSync(path, `${JSON.stringify(mask({ time: new Date().toISOString(), level, message, detail: plain }))}\n`)
    } catch {
      // Nowhere is left to say it.
    }
  }
  return { debug: () => undefined, info: at('info'), warn: at('warn'), error: at('error') }
}

export type FileLog = ReturnType<typeof createFileLog>
