// Dashboards on the server: lists, one of them, and saving with its revision.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CreateDashboard, DashboardRecord } from '../../contract/schemas/dashboard.ts'
import { useApi } from '../api/api.tsx'
import { allPages, sensorKeys } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'

/** Every dashboard. */
export function useDashboards() {
  const { client } = useApi()
  return useQuery({
    queryKey: [...sensorKeys.dashboards, 'all'],
    queryFn: ({ signal }) =>
      allPages<DashboardRecord>((cursor) =>
        client.listDashboards({ query: { limit: 100, ...(cursor === null ? {} : { cursor }) }, signal }),
      ),
  })
}

/** One dashboard. */
export function useDashboard(id: string) {
  const { client } = useApi()
  return useQuery({
    queryKey: sensorKeys.dashboard(id),
    queryFn: ({ signal }) => client.getDashboard({ params: { id }, signal }),
  })
}

/** Create, rename and delete; a deleted one comes back by its undo. */
export function useDashboardActions() {
  const { client } = useApi()
  const { t } = useTranslation()
  const queries = useQueryClient()
  const refresh = () => void queries.invalidateQueries({ queryKey: sensorKeys.dashboards })
  const create = useMutation({
    mutationFn: (body: CreateDashboard) => client.createDashboard({ body }),
    onSuccess: (made) => {
      queries.setQueryData(sensorKeys.dashboard(made.id), made)
      refresh()
    },
  })
  const rename = useMutation({
    mutationFn: ({ id, name, revision }: { id: string; name: string; revision: number }) =>
      client.changeDashboard({ params: { id }, body: { name }, ifMatch: revision }),
    onSuccess: (changed) => queries.setQueryData(sensorKeys.dashboard(changed.id), changed),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: async ({ dashboard }: { dashboard: DashboardRecord; onUndone: (id: string) => void }) => {
      await client.deleteDashboard({ params: { id: dashboard.id } })
      return dashboard
    },
    onSuccess: ({ id, name, designId, tiles }, { onUndone }) => {
      // The page of it is still open for a moment: only the list is asked again.
      const all = [...sensorKeys.dashboards, 'all']
      queries.setQueryData<DashboardRecord[]>(all, (held) => held?.filter((d) => d.id !== id))
      void queries.invalidateQueries({ queryKey: all })
      toast({
        text: t('dashboard.deleted', { name }),
        action: {
          label: t('common.undo'),
          run: () => create.mutate({ name, designId, tiles }, { onSuccess: (made) => onUndone(made.id) }),
        },
      })
    },
  })
  return { create, rename, remove }
}
