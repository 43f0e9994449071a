// Worker entry: questions about readings.db, answered on a read-only connection. JSON leaves as bytes, so the main thread neither builds nor
// parses it. Each question is a read transaction: what it answers is one state of the database.
import type { Database } from 'better-sqlite3'
import { AppError } from '../../contract/errors.ts'
import { openReadingsReader } from '../store/readings/open.ts'
import { type Answer, serveRequests } from '../worker-thread.ts'
import { createHistory, type History } from './history/answers.ts'

export interface HistoryJob {
  readonly dataFolder: string
  readonly method: keyof History
  readonly args: unknown
}

const open = new Map<string, { db: Database; answers: History }>()

function historyOf(dataFolder: string): { db: Database; answers: History } {
  const known = open.get(dataFolder)
  if (known !== undefined) return known
  const db = openReadingsReader(dataFolder)
  const made = { db, answers: createHistory(db) }
  open.set(dataFolder, made)
  return made
}

function answerFrom({ dataFolder, method, args }: HistoryJob): Answer {
  const { db, answers } = historyOf(dataFolder)
  const answer = answers[method] as ((args: unknown) => unknown) | undefined
  if (answer === undefined) throw new AppError('internal', `The history worker knows no ${method}`)
  const reply = db.transaction(() => answer(args))()
  return reply instanceof Uint8Array ? { reply, transfer: [reply.buffer as ArrayBuffer] } : { reply }
}

serveRequests(answerFrom, () => {
  for (const { db } of open.values()) db.close()
})
