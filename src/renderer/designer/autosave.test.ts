// Attacks the autosave: lost work, overwritten work, a server that comes and goes, two windows.
import { describe, expect, it } from 'vitest'
import type { DesignRecord } from '../../contract/schemas/design.ts'
import { createDesign, type Design } from '../../domain/design.ts'
import type { Failure } from '../api/failure.ts'
import { createAutosave } from './autosave.ts'
import { inheritJournal, type JournalEntry, openJournal } from './journal.ts'

const grid = (x: number): Design => createDesign({ kind: 'grid', module: [x, 600] })
class Refusal extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure)
    this.failure = failure
  }
}

/** A server with one design, a clock that is moved by hand, and the autosave on top. */
function openBench() {
  let timers: { at: number; run: () => void }[] = []
  let nowMs = 1_000
  let journal: JournalEntry | null = null
  let held: DesignRecord = {
    id: 'd',
    projectId: 'p',
    projectName: 'P',
    name: 'Hall',
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    document: grid(600) as unknown as DesignRecord['document'],
  }
  const bench = {
    design: grid(600),
    failure: null as Failure | null,
    copies: [] as { name: string; document: Design }[],
    puts: 0,
    /** Lets a save hang until released. */
    gate: null as Promise<void> | null,
    journal: () => journal,
    held: () => held,
    /** What another window saves. */
    saveElsewhere(document: Design) {
      held = { ...held, revision: held.revision + 1, updatedAt: nowMs, document: document as unknown as DesignRecord['document'] }
    },
    async pass(ms: number) {
      nowMs += ms
      const due = timers.filter((t) => t.at <= nowMs)
      timers = timers.filter((t) => t.at > nowMs)
      for (const t of due) t.run()
      for (let n = 0; n < 20; n++) await Promise.resolve()
    },
  }
  const autosave = createAutosave({
    record: held,
    journal: {
      write: (entry) => {
        journal = structuredClone(entry)
        return true
      },
      read: () => journal,
      clear: () => {
        journal = null
      },
    },
    read: () => bench.design,
    load: (design) => {
      bench.design = design
    },
    put: async ({ document, name, ifMatch }) => {
      bench.puts++
      await bench.gate
      if (bench.failure) throw new Refusal(bench.failure)
      if (ifMatch !== held.revision) throw new Refusal('stale')
      held = { ...held, revision: held.revision + 1, name, updatedAt: nowMs, document: document as unknown as DesignRecord['document'] }
      return held
    },
    fetch: async () => held,
    createCopy: async (copy) => void bench.copies.push(copy),
    failureOf: (error) => (error instanceof Refusal ? error.failure : 'broken'),
    describe: (error) => (error as Error).message,
    documentOf: (record) => record.document as unknown as Design,
    now: () => nowMs,
    setTimer: (run, delayMs) => {
      const timer = { at: nowMs + delayMs, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((t) => t !== timer)
      }
    },
  })
  const edit = (x: number) => {
    bench.design = grid(x)
    autosave.noteChange()
  }
  return { bench, autosave, edit, state: () => autosave.store.getState().save.kind }
}

describe('autosave', () => {
  it('saves a burst of changes once, 600 ms after the last of them', async () => {
    const { bench, edit, state } = openBench()
    edit(610)
    await bench.pass(500)
    edit(620)
    await bench.pass(500)
    expect([bench.puts, state()]).toEqual([0, 'dirty'])
    await bench.pass(100)
    expect([bench.puts, state(), bench.held().document.system]).toEqual([1, 'saved', { kind: 'grid', module: [620, 600] }])
  })

  it('keeps unacknowledged work in the journal and clears it when the server has it', async () => {
    const { bench, edit } = openBench()
    edit(610)
    expect(bench.journal()).toMatchObject({ baseRevision: 1, name: 'Hall', document: grid(610) })
    await bench.pass(600)
    expect(bench.journal()).toBeNull()
  })

  it('saves again when a change came while saving', async () => {
    const { bench, edit, state } = openBench()
    let release = () => {}
    bench.gate = new Promise((done) => {
      release = done
    })
    edit(610)
    await bench.pass(600)
    edit(620)
    release()
    await bench.pass(0)
    expect(bench.journal()).toMatchObject({ baseRevision: 2, document: grid(620) })
    await bench.pass(600)
    expect([state(), bench.held().revision, bench.held().document]).toEqual(['saved', 3, grid(620)])
  })

  it('says that the server is away and tries again with growing pauses', async () => {
    const { bench, edit, autosave, state } = openBench()
    bench.failure = 'unreachable'
    edit(610)
    await bench.pass(600)
    expect(autosave.store.getState().save).toMatchObject({ kind: 'failed', failure: 'unreachable', retryAt: 2_600 })
    await bench.pass(1_000)
    await bench.pass(1_000)
    expect(bench.puts).toBe(2)
    bench.failure = null
    await bench.pass(1_000)
    expect([state(), bench.held().document]).toEqual(['saved', grid(610)])
  })

  it('does not repeat a refused save until something changes', async () => {
    const { bench, edit, state } = openBench()
    bench.failure = 'refused'
    edit(610)
    await bench.pass(600)
    await bench.pass(60_000)
    expect([bench.puts, state()]).toEqual([1, 'failed'])
    expect(bench.journal()).not.toBeNull()
  })

  it('offers a conflict and overwrites nothing while it waits', async () => {
    const { bench, edit, state } = openBench()
    bench.saveElsewhere(grid(700))
    edit(610)
    await bench.pass(600)
    expect(state()).toBe('conflict')
    edit(620)
    await bench.pass(60_000)
    expect([bench.puts, bench.held().document, bench.journal()?.document]).toEqual([1, grid(700), grid(620)])
  })

  it('keeps mine as a new revision on top of theirs', async () => {
    const { bench, edit, autosave, state } = openBench()
    bench.saveElsewhere(grid(700))
    edit(610)
    await bench.pass(600)
    await autosave.resolve('mine')
    expect([state(), bench.held().revision, bench.held().document]).toEqual(['saved', 3, grid(610)])
  })

  it('takes theirs and lets go of mine', async () => {
    const { bench, edit, autosave, state } = openBench()
    bench.saveElsewhere(grid(700))
    edit(610)
    await bench.pass(600)
    await autosave.resolve('theirs')
    expect([state(), bench.design, bench.held().revision, bench.journal()]).toEqual(['saved', grid(700), 2, null])
  })

  it('saves mine as a copy before it takes theirs', async () => {
    const { bench, edit, autosave } = openBench()
    bench.saveElsewhere(grid(700))
    edit(610)
    await bench.pass(600)
    await autosave.resolve('copy')
    expect(bench.copies).toEqual([{ name: 'Hall', document: grid(610) }])
    expect(bench.design).toEqual(grid(700))
  })

  it('sees no conflict when both windows hold the same thing', async () => {
    const { bench, edit, state } = openBench()
    bench.saveElsewhere(grid(610))
    edit(610)
    await bench.pass(600)
    expect([state(), bench.held().revision]).toEqual(['saved', 2])
  })

  it('loads what another window saved when nothing is unsaved here, and offers a conflict otherwise', async () => {
    const { bench, edit, autosave, state } = openBench()
    bench.saveElsewhere(grid(700))
    expect([await autosave.noteRemote(2), bench.design]).toEqual(['loaded', grid(700)])
    expect(await autosave.noteRemote(2)).toBe('same')
    edit(610)
    bench.saveElsewhere(grid(800))
    expect([await autosave.noteRemote(3), state(), bench.design]).toEqual(['conflict', 'conflict', grid(610)])
  })

  it('renames with the same care: the name is part of the save', async () => {
    const { bench, autosave } = openBench()
    autosave.rename('  Atrium ')
    autosave.rename('   ')
    expect(bench.journal()?.name).toBe('Atrium')
    await bench.pass(600)
    expect(bench.held().name).toBe('Atrium')
  })
})

describe('journal', () => {
  const fakeStorage = (): Storage => {
    const storage: Record<string, unknown> = Object.create({
      getItem: (k: string) => (Object.hasOwn(storage, k) ? storage[k] : null),
      setItem: (k: string, v: string) => {
        storage[k] = v
      },
      removeItem: (k: string) => {
        delete storage[k]
      },
    })
    return storage as unknown as Storage
  }
  const entry: JournalEntry = { baseRevision: 4, name: 'Hall', document: grid(610), at: 1 }

  it('inherits the work of a window that is gone, and leaves a living window’s alone', () => {
    const storage = fakeStorage()
    openJournal({ designId: 'd', windowId: 'living' }, storage).write(entry)
    inheritJournal({ designId: 'd', windowId: 'me', living: new Set(['living', 'me']), storage })
    expect(openJournal({ designId: 'd', windowId: 'me' }, storage).read()).toBeNull()
    inheritJournal({ designId: 'd', windowId: 'me', living: new Set(['me']), storage })
    expect(openJournal({ designId: 'd', windowId: 'me' }, storage).read()).toEqual(entry)
    expect(openJournal({ designId: 'd', windowId: 'living' }, storage).read()).toBeNull()
  })

  it('ignores a damaged entry', () => {
    const storage = fakeStorage()
    storage.setItem('plenum.journal.d.me', '{"document":')
    expect(openJournal({ designId: 'd', windowId: 'me' }, storage).read()).toBeNull()
  })
})
