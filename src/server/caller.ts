// Who is asking, wherever it is asked: HTTP, the live stream, MQTT. Types only; services/access.ts finds out.

export interface Caller {
  /** nobody: a public address without a token. system: the program itself (retention, expiry). */
  readonly kind: 'owner' | 'account' | 'program' | 'nobody' | 'system'
  /** Account of the session, or owner account of the key; null for the machine's owner. */
  readonly accountId: string | null
  readonly sessionId: string | null
  readonly keyId: string | null
  /** For the audit and for `by` on records: an account's name, a key's name, 'owner'. */
  readonly name: string
  /** What sent the request, as it says itself (User-Agent, shortened). */
  readonly program: string
  readonly permissions: ReadonlySet<string>
  /** Only these projects, with everything nested in them; null is all. */
  readonly projectIds: ReadonlySet<string> | null
}

/** What HTTP, live streams and the broker ask. Every answer is true now: a demotion, pause or revocation counts at once. */
export interface Access {
  /** Bearer (owner token, access token, API key) or X-API-Key; null when it is not valid (any more), alike for every reason. */
  identify(credential: { readonly kind: 'bearer' | 'key'; readonly text: string }, program: string): Caller | null
  may(caller: Caller, permission: string): boolean
  /** Called with the caller whose permissions changed or ended: streams and connections of it are looked at again; returns the undo. */
  onChange(
    listener: (who: { readonly accountId: string | null; readonly sessionId: string | null; readonly keyId: string | null }) => void,
  ): () => void
}

/** One line of the audit, before it is chained (services/audit.ts). */
export interface AuditInput {
  readonly action: string
  readonly outcome: 'done' | 'refused'
  readonly subject?: string | null
  readonly before?: unknown
  readonly after?: unknown
  readonly detail?: string | null
}

/** The current caller and request of asynchronous work (AsyncLocalStorage), so that a change and its audit row share one transaction. */
export interface AuditTrail {
  /** Runs `fn` as this caller; inside, every store.transaction that changes something appends its row before it commits. */
  as<T>(
    caller: Caller,
    request: { readonly action: string; readonly subject: string | null; readonly requestId: string | null },
    fn: () => T,
  ): T
  /** A line of its own: refusals, sign-ins, uses of secrets. */
  note(input: AuditInput): void
  /** Adds before and after to the row of the running request. */
  describe(change: { readonly subject?: string; readonly before?: unknown; readonly after?: unknown }): void
  /** Name of who is at work right now; the program itself where nobody asked. */
  actor(): string
}

/** Secrets at rest (services/secret-box.ts): sealed by a key from the OS keystore or a key file. */
export interface SecretBox {
  /** Keeps a secret under a name like `provider/ID/clientSecret`; durable when it returns. */
  put(name: string, plain: Uint8Array): void
  /** null when there is none or it was sealed elsewhere and has to be entered again. */
  get(name: string): Uint8Array | null
  remove(name: string): void
}
