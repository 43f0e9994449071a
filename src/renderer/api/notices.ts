// Notices that rules made for whoever this window is: the newest hundred, kept true by `notice.shown`; and up to which of them were told and
// looked at, kept in this browser.
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { useApi } from './api.tsx'
import { useMe } from './me.ts'
import { sensorKeys } from './sensor-queries.ts'

/** Newest first. */
export function useNotices() {
  const { client } = useApi()
  return useQuery({
    queryKey: sensorKeys.notices,
    queryFn: async ({ signal }) => (await client.listNotices({ signal })).items,
    staleTime: 60_000,
  })
}

export interface NoticeMarks {
  /** Instant of the newest that was told. */
  readonly toldAt: number
  /** Instant of the newest when the list was last opened. */
  readonly seenAt: number
}

interface Kept {
  /** By account, or `owner`. */
  readonly marks: Readonly<Record<string, NoticeMarks>>
  readonly set: (who: string, patch: Partial<NoticeMarks>) => void
}

const useKept = create<Kept>()(
  persist(
    (set) => ({
      marks: {},
      set: (who, patch) => set(({ marks }) => ({ marks: { ...marks, [who]: { toldAt: 0, seenAt: 0, ...marks[who], ...patch } } })),
    }),
    { name: 'plenum.notices', version: 1, partialize: ({ marks }) => ({ marks }) },
  ),
)

/** As another window may have left them just now. */
export function freshMarks(who: string): NoticeMarks | undefined {
  void useKept.persist.rehydrate()
  return useKept.getState().marks[who]
}

/** null and undefined while it isn't known who this is, or they have none yet. */
export function useNoticeMarks() {
  const { data: me } = useMe()
  const who = me === undefined ? null : (me.account?.id ?? me.kind)
  const marks = useKept(({ marks: all }) => (who === null ? undefined : all[who]))
  const set = useKept((kept) => kept.set)
  const mark = useCallback((patch: Partial<NoticeMarks>) => who !== null && set(who, patch), [who, set])
  return { who, marks, mark }
}
