// Commands to nodes, and the truth about them: queued until the node is there, sent once its client took it, accepted and done or failed
// only by the node's own word. Promise: every state is on disk before it is told and survives a restart; attacked by test/api/command.test.ts.
import { AppError } from '../../contract/errors.ts'
import type { CommandRecord, CreateCommand } from '../../contract/schemas/node.ts'
import { commandLibrary, endedCommandStates, problemOfParameters, readAcknowledgement, templateOf } from '../../domain/command.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { GateDone } from '../node-gate.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { Batch } from './batch.ts'
import type { BrokerLink } from './broker-link.ts'
import type { DeviceEvents } from './device-events.ts'
import { instantFrom } from './instant.ts'
import { invalidField, notFound } from './refusal.ts'
import type { Registry } from './registry.ts'

export interface CommandService {
  create(nodeId: string, body: CreateCommand): CommandRecord
  get(id: string): CommandRecord
  listOfNode(nodeId: string, query: PageRequest): PageOf<CommandRecord>
  library(): typeof commandLibrary
  acknowledge(nodeId: string, payload: unknown, done: GateDone): void
  /** The node reads its topic: what waits goes out. */
  nodeListens(nodeId: string): void
  /** Ends what waits. */
  endAll(nodeId: string, reason: string): void
  stop(): void
}

const defaultLifeMs = 3_600_000
const longestLifeMs = 7 * 86_400_000
/** Between two tries of a command the node's client took and the node said nothing of; it drops repeats by the id. */
const retryMs = 30_000
/** What an accepted command has to end, beyond its expiry. */
const acceptedMs = 3_600_000
const mostWaiting = 100
const keptOfNode = 500
const longestParameters = 8192

interface Parts {
  readonly store: Pick<Store, 'command' | 'transaction'>
  readonly bus: Bus
  readonly clock: Clock
  readonly registry: Registry
  readonly batch: Batch
  readonly link: BrokerLink
  readonly told: Pick<DeviceEvents, 'commandFailed'>
  readonly randomId: () => string
  /** A node took another period. */
  readonly setReportedInterval: (nodeId: string, intervalMs: number) => void
}

interface Open {
  record: CommandRecord
  isSending: boolean
  triedAt: number | null
}

/** Takes up what the last process left. */
export function createCommandService(parts: Parts): CommandService {
  const { store, bus, clock, registry, batch, link, randomId } = parts
  const open = new Map<string, Open>()
  /** Ended, and not yet on disk. */
  const ending = new Map<string, CommandRecord>()
  for (const record of store.command.listOpen()) open.set(record.id, { record, isSending: false, triedAt: null })

  const announce = (record: CommandRecord) => {
    bus.publish({ name: 'command.changed', payload: record })
    if (record.state === 'failed') bus.publish({ name: 'command.failed', payload: record })
  }
  /** Machine rate: written with others, told after it. */
  const move = (one: Open, fields: Partial<CommandRecord>, then: () => void = () => {}, isQuiet = false) => {
    const isEnd = fields.state !== undefined && endedCommandStates.has(fields.state)
    const record = { ...one.record, ...fields, ...(isEnd ? { endedAt: clock.now() } : {}) }
    one.record = record
    if (isEnd) {
      open.delete(record.id)
      ending.set(record.id, record)
    }
    // Of a node that goes nobody needs to hear more.
    if ((record.state === 'failed' || record.state === 'expired') && !isQuiet) parts.told.commandFailed(record)
    else batch.write(`command ${record.id}`, () => store.command.save(record))
    batch.after(() => {
      if (isEnd) ending.delete(record.id)
      announce(record)
      then()
    })
  }

  const send = async (one: Open): Promise<void> => {
    const { record } = one
    const port = link.port()
    const device = [...registry.aliasesOf(record.nodeId), record.nodeId].find((id) => port?.isConnected(id))
    if (port === null || device === undefined || one.isSending) return
    one.isSending = true
    one.triedAt = clock.now()
    const { id, command, parameters, createdAt, expiresAt } = record
    const body = JSON.stringify({ id, command, parameters, timestamp: createdAt, expires_at: expiresAt })
    const isTaken = await port.publish(`ceiling/commands/${device}`, body, { qos: 1, retain: false }).catch(() => false)
    one.isSending = false
    const { state, attempts, sentAt } = one.record
    if (!open.has(id)) return
    if (isTaken && (state === 'queued' || state === 'sent'))
      move(one, { state: 'sent', attempts: attempts + 1, sentAt: sentAt ?? clock.now() })
    else if (!isTaken) move(one, { attempts: attempts + 1 })
  }
  const isUnanswered = ({ record }: Open) => record.state === 'queued' || record.state === 'sent'

  const expire = (one: Open, now: number): boolean => {
    const { state, expiresAt, acceptedAt } = one.record
    const until = acceptedAt === null ? expiresAt : Math.max(expiresAt, acceptedAt + acceptedMs)
    if (now < until) return false
    const reasons = {
      queued: 'the node was not there in time',
      sent: 'the node took it and never answered',
      accepted: 'the node accepted it and never said how it ended',
    }
    move(one, { state: 'expired', reason: reasons[state as keyof typeof reasons] ?? 'its time is over' })
    return true
  }
  const stopLooking = clock.every(1000, () => {
    const now = clock.now()
    for (const one of [...open.values()]) {
      if (expire(one, now) || !isUnanswered(one)) continue
      if (one.triedAt === null || Math.abs(now - one.triedAt) >= retryMs) void send(one)
    }
  })
  const sendWaiting = (nodeId?: string) => {
    const now = clock.now()
    for (const one of [...open.values()]) {
      if (nodeId !== undefined && one.record.nodeId !== nodeId) continue
      if (!expire(one, now) && isUnanswered(one)) void send(one)
    }
  }
  link.onAttached(() => sendWaiting())

  const lookUp = (id: string) => open.get(id)?.record ?? ending.get(id) ?? store.command.find(id)
  const requireNode = (nodeId: string) => {
    const entry = registry.node(nodeId)
    if (entry === undefined) throw notFound('node')
    return entry
  }

  return {
    create: (nodeId, body) => {
      const { capabilities } = requireNode(nodeId).row
      const template = templateOf(body.command)
      const capability = template?.capability ?? body.command
      if (capabilities.length > 0 && !capabilities.includes(capability))
        throw invalidField('/command', `command ${body.command} is not among what ${nodeId} can do: ${capabilities.join(', ')}.`)
      const parameters = body.parameters ?? {}
      if (JSON.stringify(parameters).length > longestParameters)
        throw invalidField('/parameters', `parameters is longer than ${longestParameters} characters as JSON. Send less.`)
      const problem = template === undefined ? null : problemOfParameters(template, parameters)
      if (problem !== null) throw invalidField(`/parameters${problem.name === '' ? '' : `/${problem.name}`}`, problem.detail)
      const now = clock.now()
      const expiresAt = expiryOf(body, now)
      const waiting = [...open.values()].filter((one) => one.record.nodeId === nodeId)
      const replaced = template?.supersedes ? waiting.filter((one) => one.record.command === body.command && isUnanswered(one)) : []
      if (waiting.length - replaced.length >= mostWaiting)
        throw new AppError('conflict', `${mostWaiting} commands already wait for ${nodeId}`, {
          hint: 'Wait until it is there, or until they expire.',
        })
      const times = { createdAt: now, expiresAt, sentAt: null, acceptedAt: null, endedAt: null }
      const record: CommandRecord = {
        ...{ id: randomId(), nodeId, command: body.command, parameters, state: 'queued', reason: null, result: null, attempts: 0 },
        ...times,
      }
      const ended = replaced.map((one) => ({
        ...one.record,
        state: 'superseded' as const,
        reason: `replaced by ${record.id}`,
        endedAt: now,
      }))
      store.transaction(() => {
        for (const one of ended) store.command.save(one)
        store.command.save(record)
        store.command.trim(nodeId, keptOfNode)
      })
      for (const one of ended) {
        open.delete(one.id)
        announce(one)
      }
      const one: Open = { record, isSending: false, triedAt: null }
      open.set(record.id, one)
      announce(record)
      void send(one)
      return record
    },
    get: (id) => {
      const record = lookUp(id)
      if (record === undefined) throw notFound('command')
      return record
    },
    listOfNode: (nodeId, query) => {
      requireNode(nodeId)
      const page = store.command.listOfNode(nodeId, query)
      return { items: page.items.map((stored) => open.get(stored.id)?.record ?? ending.get(stored.id) ?? stored), next: page.next }
    },
    library: () => commandLibrary,
    acknowledge: (nodeId, payload, done) => {
      const ack = readAcknowledgement(payload)
      if (ack.kind === 'refused') return done(ack.reason)
      const { id, status, result, error } = ack.value
      const one = open.get(id)
      if (one === undefined) {
        const ended = lookUp(id)
        return done(ended?.nodeId === nodeId ? null : `there is no command ${id} for this node`)
      }
      const { record } = one
      if (record.nodeId !== nodeId) return done(`there is no command ${id} for this node`)
      const now = clock.now()
      const times = { sentAt: record.sentAt ?? now, acceptedAt: record.acceptedAt ?? now }
      if (status === 'accepted') {
        if (record.state === 'accepted') return done(null)
        return move(one, { state: 'accepted', ...times }, () => done(null))
      }
      const text = result === undefined ? null : JSON.stringify(result).slice(0, longestParameters)
      if (status === 'done' && record.command === 'set_interval' && typeof record.parameters.interval_ms === 'number')
        parts.setReportedInterval(nodeId, record.parameters.interval_ms)
      move(one, { state: status, result: text, reason: status === 'failed' ? error : null, ...times }, () => done(null))
    },
    nodeListens: (nodeId) => sendWaiting(nodeId),
    endAll: (nodeId, reason) => {
      for (const one of [...open.values()]) if (one.record.nodeId === nodeId) move(one, { state: 'expired', reason }, () => {}, true)
    },
    stop: stopLooking,
  }
}

function expiryOf({ expiresAt, expiresInMs }: CreateCommand, now: number): number {
  if (expiresAt === undefined) return now + (expiresInMs ?? defaultLifeMs)
  if (expiresInMs !== undefined) throw invalidField('/expiresInMs', 'Send expiresAt or expiresInMs, not both.')
  const at = instantFrom(expiresAt, '/expiresAt')
  if (at <= now) throw invalidField('/expiresAt', 'expiresAt is in the past. Send a later time.')
  if (at > now + longestLifeMs) throw invalidField('/expiresAt', 'expiresAt is more than 7 days away. Send an earlier time.')
  return at
}
