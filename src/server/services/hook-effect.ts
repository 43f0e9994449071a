// What an incoming webhook does here: readings through the ingest worker, tickets and tariffs as changes of their own. Everything may run
// twice after a crash and changes nothing the second time: readings are known by sensor and time, tickets by their source's id.
import { AppError } from '../../contract/errors.ts'
import type { TariffValues } from '../../contract/schemas/energy.ts'
import type { HookEffect, HookReading, HookTariff, HookTicket } from '../../domain/hook-mapping.ts'
import type { AuditTrail, Caller } from '../caller.ts'
import type { HookSourceRow } from '../store/hook-source.ts'
import type { ReadingService } from './reading.ts'
import type { TariffService } from './tariff.ts'
import type { TicketService } from './ticket.ts'

export type Applied =
  | { readonly kind: 'applied'; readonly said: string; readonly problems: readonly string[] }
  /** A full disk, a worker that starts again: worth another try. */
  | { readonly kind: 'notNow'; readonly reason: string }

export interface HookEffects {
  apply(given: { source: HookSourceRow; inboxId: string; effects: readonly HookEffect[] }): Promise<Applied>
  /** What would be refused, without doing it. */
  problemsOf(effects: readonly HookEffect[]): string[]
}

const mostProblems = 20
const passing = new Set(['disk_full', 'unavailable'])

export function createHookEffects(parts: {
  reading: Pick<ReadingService, 'store'>
  tickets: Pick<TicketService, 'take'>
  tariff: Pick<TariffService, 'get' | 'change'>
  trail: Pick<AuditTrail, 'as'>
  canStore: (sensorId: string) => boolean
  hasNode: (nodeId: string) => boolean
}): HookEffects {
  const { reading, tickets, tariff, trail, canStore, hasNode } = parts

  const storeReadings = async (readings: readonly HookReading[], say: (problem: string) => void) => {
    const sum = { stored: 0, duplicate: 0, quarantined: 0 }
    for (const [sensorId, ofSensor] of Map.groupBy(readings, (one) => one.sensorId)) {
      try {
        const done = await reading.store(sensorId, { readings: ofSensor.map(({ at, value }) => ({ timestamp: at, value })) })
        sum.stored += done.stored
        sum.duplicate += done.duplicate
        sum.quarantined += done.quarantined
      } catch (error) {
        if (!(error instanceof AppError) || passing.has(error.code)) throw error
        say(`${sensorId}: ${error.message}. ${error.hint ?? ''}`.trim())
      }
    }
    if (sum.quarantined > 0) say(`${sum.quarantined} readings were set aside; the page of their node shows why.`)
    return `${sum.stored} ${sum.stored === 1 ? 'reading' : 'readings'} stored${sum.duplicate > 0 ? `, ${sum.duplicate} ${sum.duplicate === 1 ? 'was' : 'were'} there already` : ''}`
  }
  const takeTickets = (source: HookSourceRow, inboxId: string, list: readonly HookTicket[], say: (problem: string) => void) => {
    const counts = { isNew: 0, known: 0 }
    list.forEach((ticket, i) => {
      const isNode = ticket.nodeId === null || hasNode(ticket.nodeId)
      if (!isNode) say(`${ticket.nodeId} is no node here; the ticket was kept without one.`)
      const taken = tickets.take({
        ...{ sourceId: source.id, by: source.name, ticket: { ...ticket, nodeId: isNode ? ticket.nodeId : null } },
        externalId: ticket.externalId ?? `${inboxId}/${i}`,
      })
      counts[taken.isNew ? 'isNew' : 'known'] += 1
    })
    return [counts.isNew > 0 ? `${counts.isNew} tickets written` : '', counts.known > 0 ? `${counts.known} kept in step` : '']
      .filter(Boolean)
      .join(', ')
  }
  const changeTariff = (change: HookTariff, say: (problem: string) => void) => {
    const { values, revision } = tariff.get()
    for (const { name } of change.bands)
      if (!values.bands.some((band) => band.name === name)) say(`The tariff has no band ${name}; add it with its hours first.`)
    const next = tariffFrom(values, change)
    return tariff.change({ ifMatch: null, body: next }).revision === revision
      ? 'the tariff was like that already'
      : 'the tariff was changed'
  }

  return {
    apply: async ({ source, inboxId, effects }) => {
      const problems: string[] = []
      const say = (problem: string) => void (problems.length < mostProblems && problems.push(problem))
      const by: Caller = {
        ...{ kind: 'program', accountId: null, sessionId: null, keyId: null, permissions: new Set(), projectIds: null },
        ...{ name: source.name, program: `webhook ${source.source}` },
      }
      try {
        const said = await trail.as(by, { action: 'inbox.apply', subject: `inbox/${inboxId}`, requestId: null }, async () => {
          const readings = effects.filter((one) => one.kind === 'reading')
          const parts = readings.length === 0 ? [] : [await storeReadings(readings, say)]
          const list = effects.filter((one) => one.kind === 'ticket')
          if (list.length > 0) parts.push(takeTickets(source, inboxId, list, say))
          for (const one of effects) if (one.kind === 'tariff') parts.push(changeTariff(one, say))
          return parts.join('; ')
        })
        return { kind: 'applied', said: said === '' ? 'nothing' : said, problems }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        if (passing.has(error.code)) return { kind: 'notNow', reason: error.message }
        return { kind: 'applied', said: 'nothing', problems: [...problems, error.message] }
      }
    },
    problemsOf: (effects) => {
      const sensors = new Set(effects.flatMap((one) => (one.kind === 'reading' && !canStore(one.sensorId) ? [one.sensorId] : [])))
      const nodes = effects.flatMap((one) => (one.kind === 'ticket' && one.nodeId !== null && !hasNode(one.nodeId) ? [one.nodeId] : []))
      const { bands } = tariff.get().values
      const unknown = effects.flatMap((one) =>
        one.kind === 'tariff' ? one.bands.filter(({ name }) => !bands.some((band) => band.name === name)).map(({ name }) => name) : [],
      )
      return [
        ...[...sensors].slice(0, mostProblems).map((id) => `There is no sensor ${id}, and no node it could belong to.`),
        ...nodes.map((id) => `${id} is no node here; the ticket would be kept without one.`),
        ...unknown.map((name) => `The tariff has no band ${name}.`),
      ]
    },
  }
}

function tariffFrom(values: TariffValues, { currency, standardPrice, bands }: HookTariff): TariffValues {
  const priceOf = new Map(bands.map(({ name, pricePerKWh }) => [name, pricePerKWh]))
  return {
    ...values,
    currency: currency ?? values.currency,
    standard: standardPrice === null ? values.standard : { ...values.standard, pricePerKWh: standardPrice },
    bands: values.bands.map((band) => ({ ...band, pricePerKWh: priceOf.get(band.name) ?? band.pricePerKWh })),
  }
}
