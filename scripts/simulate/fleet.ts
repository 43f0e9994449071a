// All nodes of a run: made from the plan, told the time fifty times a second, broken by the faults asked for, counted once a second.
import { type Conditions, conditionsAt } from './curves.ts'
import { createDevice, type DeviceType } from './device.ts'
import { type Fault, type FaultChoice, nextFault } from './faults.ts'
import type { Credentials } from './join.ts'
import { createNode, type SimulatedNode } from './node.ts'
import type { OccupancyRow } from './occupancy.ts'
import { locationOf, type NodePlan } from './plan.ts'
import { createChance } from './random.ts'

export interface Totals {
  readonly nodes: number
  readonly connected: number
  readonly measured: number
  readonly acknowledged: number
  readonly waiting: number
  readonly skipped: number
  readonly connects: number
  readonly commands: number
  readonly faults: number
  readonly trouble: string | null
}

export interface Fleet {
  totals(): Totals
  /** Resolves when the file is played to its end; never for curves. */
  readonly played: Promise<void>
  /** Stops sensing, waits for what is under way, says goodbye. */
  end(): Promise<void>
}

export interface FleetOptions {
  readonly url: string
  readonly ca?: string
  readonly plans: readonly NodePlan[]
  readonly credentials: ReadonlyMap<string, Credentials>
  readonly qos: 0 | 1
  readonly speed: number
  readonly faults: readonly FaultChoice[]
  readonly replay: readonly OccupancyRow[] | null
  readonly seed: string
  readonly say: (text: string) => void
  /** Test seam. */
  readonly now?: () => number
}

const tickMs = 20

/** Starts every node at once. */
export function startFleet(options: FleetOptions): Fleet {
  const { plans, faults, speed, replay, say, now = Date.now } = options
  const startedAt = now()
  const utcOffsetMs = -new Date(startedAt).getTimezoneOffset() * 60_000
  const localOf = (at: number) => startedAt + (at - startedAt) * speed + utcOffsetMs
  let faultCount = 0

  const members = plans.map((plan, index) => {
    const chance = createChance(`${options.seed}/${plan.nodeId}`)
    const device = createDevice({ chance, startedAt, driftScale: speed })
    const measure = (type: string, at: number) => device.measure(type as DeviceType, conditionsAt(plan.place, localOf(at)), at)
    const node = createNode({
      ...{ url: options.url, nodeId: plan.nodeId, types: plan.types, qos: options.qos, now, say, measure },
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      credentials: options.credentials.get(plan.nodeId) ?? null,
      location: locationOf(plan),
      intervalMs: replay === null ? plan.intervalMs : 0,
      phase: (index + 0.5) / plans.length,
      calibrate: device.calibrate,
    })
    return { plan, node, device, chance, fault: nextFault({ chance, choices: faults, nodeId: plan.nodeId, now: startedAt }) }
  })

  const start = ({ node, device, plan, chance }: (typeof members)[number], { kind, at, forMs }: Fault): (() => void) | null => {
    faultCount += 1
    say(`fault: ${plan.nodeId} ${kind}, for ${Math.round(forMs / 1000)} s`)
    const end = at + forMs
    switch (kind) {
      case 'stuck':
        device.freeze(plan.types[Math.floor(chance.next() * plan.types.length)] ?? 'temperature', end)
        return null
      case 'overheat':
        device.overheat({ from: at, until: end, riseMs: forMs / 4, peakC: 14 })
        return null
      case 'dropout':
        node.dropOut(forMs)
        return null
      case 'reboot':
        node.reboot()
        return null
      case 'malformed':
        node.sendGarbage()
        return null
      case 'battery':
        node.setBattery(7)
        return () => node.setBattery(92)
      case 'clock':
        node.setClockError(-3 * 3_600_000)
        return () => node.setClockError(0)
    }
  }
  const undo = new Map<SimulatedNode, { at: number; run: () => void }>()
  const breakThings = (at: number): void => {
    for (const [node, { at: end, run }] of undo) {
      if (at < end) continue
      undo.delete(node)
      run()
    }
    for (const member of members) {
      const { fault, node, chance, plan } = member
      if (fault === null || at < fault.at) continue
      const mend = start(member, fault)
      if (mend !== null) undo.set(node, { at: fault.at + fault.forMs, run: mend })
      member.fault = nextFault({ chance, choices: faults, nodeId: plan.nodeId, now: fault.at + fault.forMs })
    }
  }

  let nextRow = 0
  let finish = (): void => undefined
  const played = new Promise<void>((resolve) => {
    finish = resolve
  })
  const playRows = (at: number): void => {
    if (replay === null) return
    const [first] = replay
    for (let row = replay[nextRow]; row !== undefined && first !== undefined; row = replay[nextRow]) {
      const due = startedAt + (row.localMs - first.localMs) / speed
      if (at < due) return
      nextRow += 1
      for (const member of members) playRow(member, row, Math.round(due))
    }
    finish()
  }
  const playRow = ({ node, plan, device }: (typeof members)[number], row: OccupancyRow, at: number): void => {
    const there: Conditions = {
      ...{ temperature: row.temperature, humidity: row.humidity, light_level: row.light, co2: row.co2, occupancy: row.occupancy },
      energy_consumption: 45 + (row.light > 250 ? 360 : 0) + (row.occupancy ? 75 : 0),
    }
    // The first node plays the file as it is; the others see the same room through sensors of their own.
    for (const type of plan.types) node.sense(type, member0 === plan ? there[type] : device.measure(type, there, at), at)
  }
  const member0 = plans[0]

  const timer = setInterval(() => {
    const at = now()
    for (const { node } of members) node.tick(at)
    playRows(at)
    if (faults.length > 0) breakThings(at)
  }, tickMs)

  const sum = (of: (node: SimulatedNode) => number) => members.reduce((total, { node }) => total + of(node), 0)
  return {
    played,
    totals: () => ({
      nodes: members.length,
      connected: sum((node) => (node.isUp ? 1 : 0)),
      measured: sum((node) => node.figures.measured),
      acknowledged: sum((node) => node.figures.acknowledged),
      waiting: sum((node) => node.waiting),
      skipped: sum((node) => node.figures.skipped),
      connects: sum((node) => node.figures.connects),
      commands: sum((node) => node.figures.commands),
      faults: faultCount,
      trouble: members.map(({ node }) => node.figures.lastTrouble).find((trouble) => trouble !== null) ?? null,
    }),
    end: async () => {
      clearInterval(timer)
      await Promise.all(members.map(({ node }) => node.end()))
    },
  }
}
