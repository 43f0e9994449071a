// Binds a node or a sensor to a symbol, and takes it off. The drawing is saved first: the server must know the symbol.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/api.tsx'
import { sensorKeys } from '../../api/sensor-queries.ts'
import { toast } from '../../ui/toast.tsx'
import { useDesigner } from '../designer-context.tsx'
import type { Bindable } from './binding-state.ts'

interface BindTo {
  readonly what: Bindable
  /** null unbinds. */
  readonly fixtureId: string | null
}

/** The mutation; what went wrong is told by the query client. */
export function useBind() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const { designId, editor, autosave } = useDesigner()
  return useMutation({
    mutationFn: async ({ what, fixtureId }: BindTo) => {
      if (fixtureId !== null) {
        await autosave.flush()
        if (autosave.isUnsaved()) throw new Error(t('binding.saveFirst'))
      }
      const location = fixtureId === null ? null : { kind: 'symbol' as const, designId, fixtureId }
      const args = { params: { id: what.id }, body: { location } }
      await (what.kind === 'node' ? client.changeNode(args) : client.changeSensor(args))
    },
    onSuccess: (_, { what, fixtureId }) => {
      void queries.invalidateQueries({ queryKey: sensorKeys.nodes })
      void queries.invalidateQueries({ queryKey: sensorKeys.sensors })
      const symbol = fixtureId === null ? '' : (editor.store.getState().committed.fixtures[fixtureId]?.label ?? t('binding.unnamed'))
      toast({ text: fixtureId === null ? t('binding.unbound', { name: what.name }) : t('binding.bound', { name: what.name, symbol }) })
    },
  })
}
