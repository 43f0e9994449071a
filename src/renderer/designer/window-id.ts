// Which window this is, across reloads, and which windows are open now. A lock that dies with the window tells the living from the dead.

const storageKey = 'plenum.window'
const lockName = (id: string) => `plenum.window.${id}`
let own: Promise<string> | undefined

/** This window's id; the same after a reload, another one in a duplicated tab. */
export function ownWindowId(): Promise<string> {
  own ??= takeId()
  return own
}

async function takeId(): Promise<string> {
  const kept = sessionStorage.getItem(storageKey)
  if (kept !== null && (await hold(kept))) return kept
  const id = crypto.randomUUID()
  sessionStorage.setItem(storageKey, id)
  await hold(id)
  return id
}

/** Holds the window's lock until the window ends; false when another window has it. */
function hold(id: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true)
  return new Promise((resolve) => {
    void navigator.locks.request(lockName(id), { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      return lock === null ? undefined : new Promise<never>(() => undefined)
    })
  })
}

/** Ids of all open windows of this browser. */
export async function livingWindowIds(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  return new Set(held.flatMap((l) => (l.name?.startsWith(lockName('')) ? [l.name.slice(lockName('').length)] : [])))
}
