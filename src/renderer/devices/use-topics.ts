// The broker's topics, whole at first and then what changed, once a second while the page is shown.
import { useEffect, useState } from 'react'
import type { TopicItem } from '../../contract/schemas/node.ts'
import { useApi } from '../api/api.tsx'
import { usePageShown } from '../ui/use-visible.ts'
import { mergeTopics } from './topic-tree.ts'

export interface Topics {
  readonly topics: ReadonlyMap<string, TopicItem>
  readonly isReady: boolean
  readonly error: unknown
}

const pageSize = 5000

/** Newest state of every topic. */
export function useTopics(): Topics {
  const { client } = useApi()
  const isShown = usePageShown()
  const [state, setState] = useState<Topics>({ topics: new Map(), isReady: false, error: null })
  useEffect(() => {
    if (!isShown) return
    const gone = new AbortController()
    let since = 0
    let timer: ReturnType<typeof setTimeout> | null = null
    const ask = async () => {
      let wait = 1000
      try {
        const reply = await client.listTopics({ query: { since, limit: pageSize }, signal: gone.signal })
        const isFirst = since === 0
        since = reply.next
        setState((before) => {
          const topics = mergeTopics(isFirst ? new Map() : before.topics, reply.items)
          return topics === before.topics && before.isReady && before.error === null ? before : { topics, isReady: true, error: null }
        })
        // A full page: there is more right now.
        if (reply.items.length === pageSize) wait = 0
      } catch (error) {
        if (gone.signal.aborted) return
        // The server may have been started again: its count begins anew.
        since = 0
        wait = 3000
        setState((before) => ({ ...before, error }))
      }
      if (!gone.signal.aborted) timer = setTimeout(() => void ask(), wait)
    }
    void ask()
    return () => {
      gone.abort()
      if (timer !== null) clearTimeout(timer)
    }
  }, [client, isShown])
  return state
}
