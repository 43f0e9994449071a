// Energy of a range and the tariff, as queries.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { TariffValues } from '../../contract/schemas/energy.ts'
import { useApi } from '../api/api.tsx'
import { startOf, type TimeRange } from '../ui/time-expression.ts'

export const energyKeys = { energy: ['energy'], tariff: ['tariff'] } as const
export type EnergyBucket = 'hour' | 'day'

/** Hours up to four days, then days. */
export const bucketOf = ({ from, to }: TimeRange): EnergyBucket => (to - from <= 4 * 86_400_000 ? 'hour' : 'day')

interface EnergyQuestion {
  readonly range: TimeRange
  readonly designId: string | null
  readonly isVisible: boolean
  readonly isLive: boolean
}

/** The server integrates every reading: a live range is asked again once a minute, not with every step of the page. */
export function useEnergy({ range, designId, isVisible, isLive }: EnergyQuestion) {
  const { client } = useApi()
  const to = isLive ? startOf(range.to, 'm') : range.to
  const from = isLive ? range.from - (range.to - to) : range.from
  const bucket = bucketOf(range)
  return useQuery({
    queryKey: [...energyKeys.energy, from, to, designId, bucket],
    queryFn: ({ signal }) =>
      client.getEnergy({ query: { from: String(from), to: String(to), bucket, ...(designId === null ? {} : { designId }) }, signal }),
    enabled: isVisible && to > from,
    staleTime: 60_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  })
}

/** The tariff with its revision. */
export function useTariff() {
  const { client } = useApi()
  return useQuery({ queryKey: energyKeys.tariff, queryFn: ({ signal }) => client.getTariff({ signal }) })
}

/** Replaces the tariff on top of the revision that was read; costs are asked again. */
export function useChangeTariff() {
  const { client } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ values, revision }: { values: TariffValues; revision: number }) =>
      client.changeTariff({ body: values, ifMatch: revision }),
    onSuccess: (tariff) => {
      queries.setQueryData(energyKeys.tariff, tariff)
      void queries.invalidateQueries({ queryKey: energyKeys.energy })
    },
    // Shown beside the form.
    onError: () => undefined,
  })
}
