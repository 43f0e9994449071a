// What became of an export: file, size, warnings, and the ways to get it; or the reason why there is none.
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ExportRecord } from '../../contract/schemas/export.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'

/** One row below the dialog's body. */
export function ExportResult({ record }: { record: ExportRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client, session } = useApi()
  const save = useMutation({
    mutationFn: async (): Promise<string | null> => {
      if (session.shell) {
        const blob = (await client.getExportFile({ params: { id: record.id } })) as Blob
        const saved = await session.shell.saveFile(record.fileName, new Uint8Array(await blob.arrayBuffer()))
        return saved.saved ? (saved.path ?? record.fileName) : null
      }
      // A link can't carry the token: the ticket is good for one download.
      const { url } = await client.createExportTicket({ params: { id: record.id }, body: {} })
      const link = document.createElement('a')
      link.href = new URL(url, session.baseUrl).href
      link.download = record.fileName
      link.click()
      return record.fileName
    },
    onError: () => undefined,
  })
  if (record.status === 'failed') {
    return (
      <p className="export-result err" role="alert">
        <Icon name="circleX" />
        {t('export.failed', { reason: record.reason ?? t('errors.broken') })}
      </p>
    )
  }
  return (
    <div className="export-result" role="status">
      <span className="ok">
        <Icon name="circleCheck" />
      </span>
      <div className="grow">
        <b data-testid="export-file">{record.fileName}</b> <span className="q">{formats.bytes(record.bytes)}</span>
        {record.savedTo && <p className="m t12">{t('export.alsoIn', { path: record.savedTo })}</p>}
        {save.data && <p className="m t12">{t('export.savedAs', { path: save.data })}</p>}
        {save.error && (
          <p className="err">
            {t('export.notSaved', {
              reason: save.error instanceof Error && !('code' in save.error) ? save.error.message : describeError(save.error),
            })}
          </p>
        )}
        {record.warnings.map((warning) => (
          <p key={warning} className="warn t12">
            {warning}
          </p>
        ))}
      </div>
      <button type="button" className="btn" disabled={save.isPending} onClick={() => save.mutate()}>
        <Icon name="download" size={14} />
        {t(session.shell ? 'export.saveAs' : 'export.download')}
      </button>
    </div>
  )
}
