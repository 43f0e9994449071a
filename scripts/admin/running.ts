// The server that has a data folder now, asked with the owner's token; null when none runs.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '../../src/contract/client.ts'

export function runningServer(dataFolder: string): Client | null {
  const file = join(dataFolder, 'server.json')
  if (!existsSync(file)) return null
  const { pid, http } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; http?: string }
  try {
    process.kill(pid, 0)
  } catch {
    return null
  }
  if (http === undefined) return null
  const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
  return createClient({ baseUrl: http, token: () => token })
}
