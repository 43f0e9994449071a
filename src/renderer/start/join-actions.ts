// Opening the join window, and how its code, time and fingerprint are written.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { JoinWindow } from '../../contract/schemas/node.ts'
import { useApi } from '../api/api.tsx'
import { sensorKeys } from '../api/sensor-queries.ts'

/** Whether the panel was asked for; it is also shown while the window is open. */
export const useJoin = create<{ readonly isShown: boolean }>()(() => ({ isShown: false }))

/** Opens the window for ten minutes with a new code. */
export function useOpenJoin() {
  const { client } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => client.openJoinWindow({ body: {} }),
    onSuccess: (join) => {
      queries.setQueryData<JoinWindow>(sensorKeys.join, join)
      useJoin.setState({ isShown: true })
    },
  })
}

/** XXXX-XXXX, however it comes. */
export function shownCode(code: string): string {
  const bare = code.replaceAll('-', '')
  return bare.length === 8 ? `${bare.slice(0, 4)}-${bare.slice(4)}` : code
}

/** 8:42; never below zero. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** The first six bytes in groups, as people compare them; the whole one is beside it. */
export function shortFingerprint(fingerprint: string): string {
  const digits = fingerprint.replaceAll(/[^0-9a-f]/gi, '').toUpperCase()
  return [0, 4, 8].map((at) => digits.slice(at, at + 4)).join(' ')
}
