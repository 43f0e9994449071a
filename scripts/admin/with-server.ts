// The API of a data folder: of the server that serves it now, or of one started for a moment, without broker and on a free port.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '../../src/contract/client.ts'
import { defaultDataFolder, readOptions } from '../../src/server/options.ts'
import { runningServer } from './running.ts'

/** `--name value` pairs of argv, and `--name` alone as ''. Throws a sentence for anything else. */
export function readFlags(argv: readonly string[], names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (let i = 0; i < argv.length; i++) {
    const [, name = ''] = /^--([a-z-]+)$/.exec(argv[i] ?? '') ?? []
    if (!names.includes(name))
      throw Object.assign(new Error(`${argv[i]} is not a flag here; use ${names.map((n) => `--${n}`).join(', ')}`), { name: 'OptionError' })
    const next = argv[i + 1]
    const hasValue = next !== undefined && !next.startsWith('--')
    found.set(name, hasValue ? next : '')
    if (hasValue) i += 1
  }
  return found
}

/** Standard input to its end, without the last line break. */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

/** Runs `work` against the API of a folder, as its owner. */
export async function withServer(folder: string | undefined, work: (client: Client) => Promise<number>): Promise<number> {
  const dataFolder = folder === undefined || folder === '' ? (process.env.PLENUM_DATA ?? defaultDataFolder()) : folder
  if (!existsSync(join(dataFolder, 'plenum.db'))) throw new Error(`${dataFolder} is no data folder of Plenum; name one with --data`)
  const served = runningServer(dataFolder)
  if (served !== null) return work(served)
  const { startServer } = await import('../../src/server/server.ts')
  const options = readOptions({ argv: ['--data', dataFolder, '--http-port', '0', '--mqtt-port', 'off', '--log-level', 'error'], env: {} })
  const server = await startServer(options)
  try {
    return await work(createClient({ baseUrl: server.baseUrl, token: () => server.token }))
  } finally {
    await server.stop()
  }
}
