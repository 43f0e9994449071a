// Tabs of one session. A duplicated tab starts with a copy of the tokens, and a refresh token works once: so one tab renews at a time, asks
// the others first whether they have the next token already, and tells them the new ones. Nothing leaves this origin.

export interface TokenPair {
  readonly access: string
  readonly refresh: string
}

type Said =
  | { readonly kind: 'ask'; readonly refresh: string }
  | { readonly kind: 'renewed'; readonly used: string; readonly tokens: TokenPair }
  | { readonly kind: 'used'; readonly sessionId: string }

const channelName = 'plenum.session'
/** Longer than a tab in the background takes to answer. */
const answerMs = 200

export interface Tabs {
  /** Runs `ask` unless another tab has the tokens that follow already; one tab at a time. */
  renew(ask: () => Promise<TokenPair>): Promise<void>
  close(): void
}

/** `onRenewed` is told the tokens that follow those this tab has. */
export function openTabs(now: () => TokenPair, onRenewed: (tokens: TokenPair) => void): Tabs {
  const channel = new BroadcastChannel(channelName)
  /** Those this tab has left behind. */
  const past = new Set<string>()
  const tell = (said: Said) => channel.postMessage(said)
  const take = (used: string, tokens: TokenPair) => {
    past.add(used)
    onRenewed(tokens)
  }
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'renewed' && data.used === now().refresh) take(data.used, data.tokens)
    if (data.kind === 'ask' && past.has(data.refresh)) tell({ kind: 'renewed', used: data.refresh, tokens: now() })
  }
  const alone = async (run: () => Promise<void>) => {
    if (typeof navigator.locks === 'undefined') await run()
    else await navigator.locks.request('plenum.renew', run)
  }
  return {
    renew: (ask) =>
      alone(async () => {
        const before = now().refresh
        tell({ kind: 'ask', refresh: before })
        await new Promise((done) => setTimeout(done, answerMs))
        // An answer was taken meanwhile.
        if (now().refresh !== before) return
        const tokens = await ask()
        take(before, tokens)
        tell({ kind: 'renewed', used: before, tokens })
      }),
    close: () => channel.close(),
  }
}

/** Tells the other tabs of a session that somebody is here, and hears it of them: one that is looked at keeps the others open. */
export function shareTouches(sessionId: string, onTouched: () => void): { tell(): void; close(): void } {
  const channel = new BroadcastChannel(channelName)
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'used' && data.sessionId === sessionId) onTouched()
  }
  return { tell: () => channel.postMessage({ kind: 'used', sessionId } satisfies Said), close: () => channel.close() }
}
