// Saving bytes as a file: the shell's dialog on the desktop, a download in a browser.
import type { Session } from '../api/session.ts'

/** Hands a file to the person. */
export async function saveFile({ session, name, blob }: { session: Session; name: string; blob: Blob }): Promise<void> {
  if (session.shell) {
    await session.shell.saveFile(name, new Uint8Array(await blob.arrayBuffer()))
    return
  }
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
