// Starts the load and the subscriber as processes of their own, so that they never share a loop with what is measured.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { LoadOptions, LoadResult } from './load.ts'

const script = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url))

/** Lines a process prints, one at a time; fails when it ends first. */
export function lineReader(child: ChildProcess, what: string): () => Promise<string> {
  const lines: string[] = []
  let rest = ''
  let complaint = ''
  let wake = (): void => undefined
  let isOver = false
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    wake()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  child.on('close', () => {
    isOver = true
    wake()
  })
  return async () => {
    while (lines.length === 0) {
      if (isOver) throw new Error(`${what} ended early: ${complaint.slice(0, 500)}`)
      await new Promise<void>((resume) => {
        wake = resume
      })
    }
    return lines.shift() ?? ''
  }
}

/** Runs one load to its end. */
export async function runLoad(options: Omit<LoadOptions, 'firstStamp'> & { readonly firstStamp?: number }): Promise<LoadResult> {
  const full: LoadOptions = { firstStamp: Date.now() - 3_600_000, ...options }
  const child = spawn(process.execPath, [script('load.ts'), JSON.stringify(full)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const result = JSON.parse(await lineReader(child, 'the load')()) as LoadResult
  if (result.lost > 0) throw new Error(`${result.lost} connections were lost under load`)
  return result
}

/** A subscriber that is ready; `stored` resolves when it has committed all messages. */
export async function startSubscriber(options: { url: string; file: string; messages: number; rows: number }): Promise<{
  readonly stored: Promise<{ readonly stored: number; readonly seconds: number }>
  stop(): void
}> {
  const child = spawn(process.execPath, [script('sqlite-subscriber.ts'), JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const next = lineReader(child, 'the subscriber')
  await next()
  const stored = next().then((line) => JSON.parse(line) as { stored: number; seconds: number })
  stored.catch(() => undefined)
  return { stored, stop: () => void child.kill('SIGTERM') }
}
