// The folder that holds everything of one installation: made when missing, refused with a sentence when it can't be used.
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from './start-error.ts'

/** Makes the folder (private to its user) when it isn't there; throws StartError when it can't be written. */
export function openDataFolder(path: string): void {
  try {
    makeFolder(path)
    if (!statSync(path).isDirectory()) throw new Error('it is not a folder')
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new StartError(
      `The data folder ${path} can't be written (${plainReason(cause)}); give it write permission or choose another with --data`,
      {
        cause,
      },
    )
  }
}

/** Not `recursive: true`: that one never comes back where the parent exists and still says "no such entry" (/proc). */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'part of the path is a file',
  EEXIST: 'it is a file, not a folder',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the path is too long',
  ENOENT: 'it can’t be made there',
}

function plainReason(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string }
  return reasons[code ?? ''] ?? message ?? String(cause)
}
