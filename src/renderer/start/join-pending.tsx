// Nodes that have registered with the code and wait for a person: confirm, refuse, or let one take the place of a broken node.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeRecord, PendingNode } from '../../contract/schemas/node.ts'
import { useApi } from '../api/api.tsx'
import { sensorKeys, useNodes } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { toast } from '../ui/toast.tsx'

const noNodes: readonly NodeRecord[] = []

/** The block below the code. */
export function JoinPending({ pending }: { pending: readonly PendingNode[] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <section className="blk" aria-label={t('join.waiting')}>
      <div className="row">
        <h2 className="t13">{t('join.waiting')}</h2>
        <span className="q" role="status">
          {t('join.waitingN', { count: pending.length, n: formats.number(pending.length) })}
        </span>
      </div>
      {pending.length === 0 && <p className="t12 m">{t('join.nobody')}</p>}
      <ul className="pending">
        {pending.map((node) => (
          <Pending key={node.nodeId} node={node} />
        ))}
      </ul>
    </section>
  )
}

function Pending({ node }: { node: PendingNode }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const queries = useQueryClient()
  const { data: nodes = noNodes } = useNodes()
  const [replaces, setReplaces] = useState('')
  const { nodeId } = node
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: sensorKeys.join })
    void queries.invalidateQueries({ queryKey: sensorKeys.nodes })
    void queries.invalidateQueries({ queryKey: sensorKeys.sensors })
  }
  const confirm = useMutation({
    mutationFn: () => client.approvePending({ params: { id: nodeId }, body: replaces === '' ? {} : { replaces } }),
    onSuccess: (record) => toast({ text: t('join.confirmed', { name: record.name }) }),
    onSettled: refresh,
  })
  const refuse = useMutation({
    mutationFn: () => client.refusePending({ params: { id: nodeId }, body: {} }),
    onSuccess: () => toast({ text: t('join.refusedToast', { name: nodeId }) }),
    onSettled: refresh,
  })
  const facts = [
    t('join.sensors', { count: node.sensors.length, n: formats.number(node.sensors.length) }),
    ...(node.firmwareVersion === null ? [] : [t('join.firmware', { version: node.firmwareVersion })]),
    ...(node.address === null ? [] : [node.address]),
  ]
  // Only a node that is gone can be replaced.
  const gone = nodes.filter(({ id, state }) => id !== nodeId && state !== 'online' && state !== 'late')
  const isBusy = confirm.isPending || refuse.isPending
  return (
    <li className="col gap8">
      <div className="row">
        <span className="a">
          <Icon name="hexagon" size={20} />
        </span>
        <span className="col grow">
          <span className="md el">{nodeId}</span>
          <span className="t12 m" title={node.sensors.join(', ')}>
            {facts.join(' · ')}
          </span>
        </span>
      </div>
      {node.isKnown && <p className="t12 m">{t('join.known')}</p>}
      {gone.length > 0 && !node.isKnown && (
        <label className="col">
          <span className="lab">{t('join.replaces')}</span>
          <select className="sel" value={replaces} onChange={(event) => setReplaces(event.currentTarget.value)}>
            <option value="">{t('join.replacesNone')}</option>
            {gone.map(({ id, name, state }) => (
              <option key={id} value={id}>
                {name} ({t(`nodeStates.${state}`)})
              </option>
            ))}
          </select>
        </label>
      )}
      <div className="row">
        <button type="button" className="btn p grow" disabled={isBusy} onClick={() => confirm.mutate()}>
          <Icon name="check" />
          {t('join.confirm')}
        </button>
        <button type="button" className="btn" disabled={isBusy} onClick={() => refuse.mutate()}>
          {t('join.refuse')}
        </button>
      </div>
    </li>
  )
}
