// What frames cost the page, from Chromium's own trace: all work of its main thread between one frame and the next, scripts, style, layout,
// painting and canvas raster together, in processor time (so a busy machine doesn't count) and by the clock (so waiting does), and the
// distance of frames. The trace itself costs a few per cent, in the figures' disfavour.
import type { Browser, Page } from 'playwright'
import { type Figure, percentile } from './claim.ts'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  /** Processor time of the thread. */
  readonly tdur?: number
  readonly pid: number
  readonly tid: number
  readonly args?: { readonly name?: string }
}

export interface Frames {
  /** Main-thread work of each frame, in processor time. */
  readonly workMs: readonly number[]
  /** The same by the clock. */
  readonly clockMs: readonly number[]
  /** From one animation frame to the next. */
  readonly deltaMs: readonly number[]
}

/** A frame that came later than this has skipped at least one of a 60 Hz screen. */
const droppedAfterMs = 25

/** Runs the gesture under trace. */
export async function meterFrames(browser: Browser, page: Page, gesture: () => Promise<unknown>): Promise<Frames> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] })
  await gesture()
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] }
  return framesOf(trace.traceEvents)
}

function framesOf(events: readonly TraceEvent[]): Frames {
  const mains = events.filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
  let best: Frames = { workMs: [], clockMs: [], deltaMs: [] }
  for (const { pid, tid } of mains) {
    const own = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === 'X').sort((a, b) => a.ts - b.ts)
    const starts = own.filter((event) => event.name === 'FireAnimationFrame').map((event) => event.ts)
    // Several callbacks of one frame stand within its task.
    const frames = starts.filter((ts, i) => i === 0 || ts - (starts[i - 1] ?? 0) > 2000)
    const tasks = topLevel(own.filter((event) => event.name.endsWith('RunTask')))
    const workMs: number[] = []
    const clockMs: number[] = []
    const deltaMs: number[] = []
    for (let i = 0; i + 1 < frames.length; i++) {
      const [from, to] = [frames[i] ?? 0, frames[i + 1] ?? 0]
      deltaMs.push((to - from) / 1000)
    }
    // A task belongs to the frame it ends in: input handling just before it, the frame itself, and what it leaves behind.
    let at = 0
    let [work, clock] = [0, 0]
    for (const task of tasks) {
      while (at + 1 < frames.length && (frames[at + 1] ?? 0) < task.ts) {
        workMs.push(work)
        clockMs.push(clock)
        work = 0
        clock = 0
        at++
      }
      if (frames.length === 0 || task.ts + (task.dur ?? 0) < (frames[0] ?? 0)) continue
      work += (task.tdur ?? task.dur ?? 0) / 1000
      clock += (task.dur ?? 0) / 1000
    }
    if (workMs.length > best.workMs.length) best = { workMs, clockMs, deltaMs }
  }
  return best
}

/** Tasks nest when a task runs a loop of its own; only the outermost count. */
function topLevel(tasks: readonly TraceEvent[]): TraceEvent[] {
  const outer: TraceEvent[] = []
  let end = 0
  for (const task of tasks) {
    if (task.ts < end) continue
    outer.push(task)
    end = task.ts + (task.dur ?? 0)
  }
  return outer
}

/** The figures of one gesture. */
export function figuresOfFrames(what: string, frames: Frames): Figure[] {
  const { workMs, clockMs, deltaMs } = frames
  const dropped = deltaMs.filter((ms) => ms > droppedAfterMs).length
  return [
    { what: `${what}: work a frame, p50`, value: percentile(workMs, 50), unit: 'ms' },
    {
      what: `${what}: work a frame, p95`,
      value: percentile(workMs, 95),
      unit: 'ms',
      budget: 16,
      note: `processor time, ${workMs.length} frames`,
    },
    { what: `${what}: work, worst frame`, value: Math.max(...workMs), unit: 'ms' },
    { what: `${what}: work by the clock, p95`, value: percentile(clockMs, 95), unit: 'ms' },
    {
      what: `${what}: frame to frame, p95`,
      value: percentile(deltaMs, 95),
      unit: 'ms',
      note: `${dropped} of ${deltaMs.length} later than ${droppedAfterMs} ms`,
    },
  ]
}
