// Every migration of readings.db in order; its `user_version`. Tables of another part join as a file of their own and a line here.
import type { Migration } from '../migrations.ts'
import { readings } from './migrations/0001-readings.ts'
import { alarms } from './migrations/0002-alarms.ts'

export const readingsMigrations: readonly Migration[] = [readings, alarms]
export const latestReadingsVersion = readingsMigrations.at(-1)?.version ?? 0
