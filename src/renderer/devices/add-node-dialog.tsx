// Adding a node by hand, and its credentials, shown this once.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeCredentials } from '../../contract/schemas/node.ts'
import { sensorTypes } from '../../domain/sensor.ts'
import { useApi } from '../api/api.tsx'
import { sensorKeys, useJoinWindow } from '../api/sensor-queries.ts'
import { CopyLine, useCopy } from '../ui/copy-line.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { readDuration } from '../ui/duration.ts'
import { FormText } from '../ui/form-field.tsx'
import { useRefusal } from '../ui/use-refusal.ts'

/** Form, then credentials. */
export function AddNodeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [sensors, setSensors] = useState('temperature humidity')
  const [interval, setInterval] = useState('5 s')
  const { errors, says, clear, show, take } = useRefusal()
  const [made, setMade] = useState<NodeCredentials | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    const intervalMs = interval.trim() === '' ? undefined : readDuration(interval)
    if (intervalMs === null) return show(new Map([['/intervalMs', t('rules.errors.duration')]]))
    setBusy(true)
    clear()
    try {
      const credentials = await client.createNode({
        body: {
          nodeId: id.trim(),
          sensors: sensors.split(/[\s,;]+/).filter((s) => s !== ''),
          ...(name.trim() === '' ? {} : { name: name.trim() }),
          ...(intervalMs === undefined ? {} : { intervalMs }),
        },
      })
      void queries.invalidateQueries({ queryKey: sensorKeys.nodes })
      void queries.invalidateQueries({ queryKey: sensorKeys.sensors })
      setMade(credentials)
    } catch (error) {
      take(error)
    } finally {
      setBusy(false)
    }
  }
  if (made)
    return (
      <CredentialsDialog
        credentials={made}
        name={name.trim() || made.nodeId}
        onClose={() => {
          onClose()
          void navigate({ to: '/nodes/$nodeId', params: { nodeId: made.nodeId } })
        }}
      />
    )
  return (
    <Dialog title={t('nodes.addTitle')} onClose={onClose} size={520}>
      <form
        className="col gap12"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <p className="m">{t('nodes.addLead')}</p>
        <div className="form-fields">
          <FormText
            label={t('nodes.id')}
            hint={t('nodes.idHint')}
            value={id}
            mono
            autoFocus
            maxLength={64}
            error={errors.get('/nodeId')}
            onChange={setId}
          />
          <FormText label={t('nodes.name')} hint={t('nodes.nameHint')} value={name} error={errors.get('/name')} onChange={setName} />
          <FormText
            label={t('nodes.sensors')}
            hint={t('nodes.sensorsHint')}
            value={sensors}
            mono
            maxLength={2000}
            suggestions={Object.keys(sensorTypes)}
            error={errors.get('/sensors')}
            onChange={setSensors}
          />
          <FormText
            label={t('nodes.interval')}
            hint={t('nodes.intervalHint')}
            value={interval}
            error={errors.get('/intervalMs')}
            onChange={setInterval}
          />
        </div>
        {says !== null && (
          <p className="err" role="alert">
            {says}
          </p>
        )}
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p" disabled={busy || id.trim() === ''}>
            {t('nodes.create')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** Closes only by the button that says it was copied: the password can't be shown again. */
export function CredentialsDialog({ credentials, name, onClose }: { credentials: NodeCredentials; name: string; onClose: () => void }) {
  const { t } = useTranslation()
  const join = useJoinWindow().data
  const copy = useCopy()
  const { username, password } = credentials
  const ports = [
    ...(join?.mqttPort ? [t('nodes.port', { port: join.mqttPort })] : []),
    ...(join?.mqttsPort ? [t('nodes.tlsPort', { port: join.mqttsPort })] : []),
  ].join(', ')
  const all = [
    ...(join ? [`host ${join.host}`, ports] : []),
    `username ${username}`,
    `password ${password}`,
    `client id ${username}`,
    ...(join?.caFingerprint ? [`ca sha-256 ${join.caFingerprint}`] : []),
  ].join('\n')
  return (
    <Dialog title={t('nodes.credentialsTitle', { name })} onClose={onClose} size={620} firm>
      <div className="col gap8">
        <p className="row warn">{t('nodes.credentialsLead')}</p>
        {join && <CopyLine label={t('nodes.host')} text={join.host} />}
        {ports !== '' && (
          <div className="copy-line">
            <span className="lab">{t('nodes.ports')}</span>
            <span>{ports}</span>
          </div>
        )}
        <CopyLine label={t('nodes.username')} text={username} />
        <CopyLine label={t('nodes.password')} text={password} />
        <div className="actions">
          <button type="button" className="btn" onClick={() => void copy(all)}>
            {t('nodes.copyAll')}
          </button>
          <button type="button" className="btn p" data-autofocus onClick={onClose}>
            {t('nodes.credentialsDone')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
