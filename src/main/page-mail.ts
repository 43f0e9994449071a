// What main tells the page. A page that is loading can't hear: a message waits until the page listens on its channel.
import type { OpenedFile } from '../contract/shell.ts'

export interface PageMessages {
  readonly onCommand: string
  readonly onOpenFile: OpenedFile
}

const mostWaiting = 20

/** `deliver` hands one message to a page that listens. */
export function createPageMail(deliver: <N extends keyof PageMessages>(name: N, payload: PageMessages[N]) => void) {
  const listening = new Set<keyof PageMessages>()
  let waiting: (readonly [keyof PageMessages, PageMessages[keyof PageMessages]])[] = []
  return {
    send: <N extends keyof PageMessages>(name: N, payload: PageMessages[N]): void => {
      if (listening.has(name)) deliver(name, payload)
      else waiting = [...waiting, [name, payload] as const].slice(-mostWaiting)
    },
    /** The page listens on that channel now. */
    listens: (name: keyof PageMessages): void => {
      listening.add(name)
      const ready = waiting.filter((message) => message[0] === name)
      waiting = waiting.filter((message) => message[0] !== name)
      for (const [to, payload] of ready) deliver(to, payload)
    },
    /** Another page loads, or this one again. */
    pageLeft: (): void => listening.clear(),
  }
}
