// Many nodes from a CSV file: what was added with its passwords, shown this once, and which lines were refused and why.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FormField } from '../ui/form-field.tsx'
import { Icon } from '../ui/icon.tsx'
import { saveFile } from '../ui/save-text.ts'

type Imported = Awaited<ReturnType<ReturnType<typeof useApi>['client']['importNodes']>>

/** Text or file, then the report. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { client, session } = useApi()
  const queries = useQueryClient()
  const [csv, setCsv] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [report, setReport] = useState<Imported | null>(null)
  const run = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      setReport(await client.importNodes({ body: { csv } }))
      void queries.invalidateQueries({ queryKey: sensorKeys.nodes })
      void queries.invalidateQueries({ queryKey: sensorKeys.sensors })
    } catch (error) {
      setRefusal(describeError(error))
    } finally {
      setBusy(false)
    }
  }
  const choose = () => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = '.csv,text/csv,text/plain'
    input.onchange = () => {
      const file = input.files?.[0]
      if (file) void file.text().then(setCsv)
    }
    input.click()
  }
  if (report) {
    const passwords = ['node_id,username,password', ...report.created.map((c) => `${c.nodeId},${c.username},${c.password}`)].join('\r\n')
    return (
      <Dialog title={t('nodes.importTitle')} onClose={onClose} size={640} firm={report.created.length > 0}>
        <div className="col gap12">
          <p className="st ok">
            <Icon name="circleCheck" />
            {t('nodes.imported', { count: report.created.length })}
          </p>
          {report.refused.length > 0 && (
            <>
              <p className="st warn">
                <Icon name="alertTriangle" />
                {t('nodes.importRefused', { count: report.refused.length })}
              </p>
              <ul className="refused-lines">
                {report.refused.map((r) => (
                  <li key={`${r.line} ${r.reason}`}>
                    <b>{t('nodes.line', { n: r.line })}</b> {r.reason}
                  </li>
                ))}
              </ul>
            </>
          )}
          {report.created.length > 0 && <p className="warn t12">{t('nodes.importOnce')}</p>}
          <div className="actions" style={{ marginTop: 0 }}>
            {report.created.length > 0 && (
              <button
                type="button"
                className="btn"
                data-autofocus
                onClick={() =>
                  void saveFile({ session, name: 'plenum-node-passwords.csv', blob: new Blob([passwords], { type: 'text/csv' }) })
                }
              >
                <Icon name="download" />
                {t('nodes.importDownload')}
              </button>
            )}
            <button type="button" className="btn p" onClick={onClose}>
              {report.created.length > 0 ? t('nodes.importDone') : t('common.close')}
            </button>
          </div>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('nodes.importTitle')} onClose={onClose} size={640}>
      <div className="col gap12">
        <p className="m">{t('nodes.importLead')}</p>
        <pre className="code-block mono">{t('nodes.importExample')}</pre>
        <div>
          <button type="button" className="btn" data-autofocus onClick={choose}>
            <Icon name="upload" />
            {t('nodes.importFile')}
          </button>
        </div>
        <FormField label={t('nodes.importText')}>
          {({ id }) => (
            <textarea
              id={id}
              className="txt mono"
              rows={8}
              spellCheck={false}
              maxLength={1_000_000}
              value={csv}
              onChange={(event) => setCsv(event.currentTarget.value)}
            />
          )}
        </FormField>
        {refusal !== null && (
          <p className="err" role="alert">
            {refusal}
          </p>
        )}
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="button" className="btn p" disabled={busy || csv.trim() === ''} onClick={() => void run()}>
            {t('nodes.importRun')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
