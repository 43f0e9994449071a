// Changes of nodes and sensors: shown at once from their answers, a refusal told in one sentence, with a way back where there is one.
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeNode, NodeRecord } from '../../contract/schemas/node.ts'
import type { ChangeSensor, Location, SensorRecord } from '../../contract/schemas/sensor.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { patchNodes, sensorKeys } from '../api/sensor-queries.ts'
import { sensorTitle } from '../ui/sensor-name.ts'
import { toast } from '../ui/toast.tsx'

/** Runs something; a refusal is told and answers null. */
async function attempt<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await run()
  } catch (error) {
    toast({ text: describeError(error), tone: 'alarm' })
    return null
  }
}

/** What can be changed of a node. */
export function useNodeActions() {
  const { client } = useApi()
  const queries = useQueryClient()
  const { t } = useTranslation()
  return useMemo(() => {
    const put = (node: NodeRecord) => patchNodes(queries, new Map([[node.id, node]]))
    const refresh = () => {
      void queries.invalidateQueries({ queryKey: sensorKeys.nodes })
      void queries.invalidateQueries({ queryKey: sensorKeys.sensors })
    }
    const change = async (id: string, body: ChangeNode) => {
      const node = await attempt(() => client.changeNode({ params: { id }, body }))
      if (node) put(node)
      return node
    }
    return {
      change,
      async bind(node: NodeRecord, location: Location | null) {
        const before = node.location
        const done = await change(node.id, { location })
        if (!done) return false
        void queries.invalidateQueries({ queryKey: sensorKeys.sensors })
        toast({
          text: t(location === null ? 'node.unbound' : 'node.bound', { name: node.name }),
          action: { label: t('common.undo'), run: () => void change(node.id, { location: before }) },
        })
        return true
      },
      rotate: (id: string) => attempt(() => client.rotateNode({ params: { id }, body: {} })),
      async revoke(node: NodeRecord) {
        const done = await attempt(() => client.revokeNode({ params: { id: node.id }, body: {} }))
        if (!done) return false
        put(done)
        toast({ text: t('node.revoked', { name: node.name }) })
        return true
      },
      async replace(node: NodeRecord, by: string | null) {
        const done = await attempt(() => client.replaceNode({ params: { id: node.id }, body: by === null ? {} : { by } }))
        if (!done) return null
        refresh()
        toast({ text: t('node.replaceDone', { name: node.name }) })
        return done
      },
      async remove(node: NodeRecord) {
        const done = await attempt(async () => {
          await client.deleteNode({ params: { id: node.id } })
          return true
        })
        if (!done) return false
        queries.setQueryData<NodeRecord[]>(sensorKeys.nodes, (held) => held?.filter((n) => n.id !== node.id))
        refresh()
        toast({ text: t('node.deleted', { name: node.name }) })
        return true
      },
    }
  }, [client, queries, t])
}

/** What can be changed of a sensor. */
export function useSensorActions() {
  const { client } = useApi()
  const queries = useQueryClient()
  const { t } = useTranslation()
  return useMemo(() => {
    const change = async (id: string, body: ChangeSensor) => {
      const sensor = await attempt(() => client.changeSensor({ params: { id }, body }))
      if (sensor) {
        queries.setQueryData<SensorRecord[]>(sensorKeys.sensors, (held) => held?.map((s) => (s.id === sensor.id ? sensor : s)))
      }
      return sensor
    }
    return {
      change,
      async bind(sensor: SensorRecord, location: Location | null) {
        const before = sensor.location
        if (!(await change(sensor.id, { location }))) return false
        toast({
          text: t(location === null ? 'node.unbound' : 'bindSymbol.bound', { name: sensorTitle(sensor) }),
          action: { label: t('common.undo'), run: () => void change(sensor.id, { location: before }) },
        })
        return true
      },
    }
  }, [client, queries, t])
}
