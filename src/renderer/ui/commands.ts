// Commands an area or the app offers right now. One list feeds the palette, the help sheet, the shortcuts and the native menu.
import { create } from 'zustand'
import type { MenuCommand } from '../../contract/shell.ts'

export interface Command {
  /** noun.verb, stable: tests and the audit use it. */
  readonly id: string
  /** Already translated. */
  readonly label: string
  /** Heading in the palette and the help sheet, already translated. */
  readonly group: string
  /** 'Mod+K', 'Shift+1', 'F6', '?'; letters alone are for areas that read the keyboard themselves. */
  readonly keys?: string
  readonly menu?: MenuCommand['menu']
  readonly enabled: boolean
  readonly run: () => void
  /** The area listens for these keys itself; they are only shown. */
  readonly ownKeys?: boolean
}

interface Registry {
  readonly lists: ReadonlyMap<string, readonly Command[]>
}

export const useCommandRegistry = create<Registry>()(() => ({ lists: new Map() }))

/** Offers a list under an owner's name, replacing the owner's last one; returns the undo. */
export function offerCommands(owner: string, commands: readonly Command[]): () => void {
  useCommandRegistry.setState(({ lists }) => ({ lists: new Map(lists).set(owner, commands) }))
  return () =>
    useCommandRegistry.setState(({ lists }) => {
      const next = new Map(lists)
      if (next.get(owner) === commands) next.delete(owner)
      return { lists: next }
    })
}

/** Every command on offer, in the order the owners came. */
export function allCommands(lists: ReadonlyMap<string, readonly Command[]>): readonly Command[] {
  return [...lists.values()].flat()
}

/** How long a command that nobody offers yet is waited for, ms: an area that is loading offers its own a moment later. */
const offerMs = 10_000

/** As runCommand; one that isn't on offer yet runs as soon as it is. */
export function runWhenOffered(id: string): void {
  const isOffered = () => allCommands(useCommandRegistry.getState().lists).some((c) => c.id === id)
  if (isOffered()) {
    runCommand(id)
    return
  }
  const stop = useCommandRegistry.subscribe(() => {
    if (!isOffered()) return
    end()
    runCommand(id)
  })
  const timer = setTimeout(stop, offerMs)
  const end = () => {
    clearTimeout(timer)
    stop()
  }
}

/** Runs a command by id; false when it isn't on offer or can't run now. */
export function runCommand(id: string): boolean {
  const command = allCommands(useCommandRegistry.getState().lists).find((c) => c.id === id)
  if (!command?.enabled) return false
  command.run()
  return true
}
