// Opening a project file: from the shell's dialog, a file input, a drop, or the operating system. Says what was repaired and left out.
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { AppError } from '../../contract/errors.ts'
import type { ImportReport } from '../../contract/schemas/design.ts'
import type { OpenedFile } from '../../contract/shell.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useRefreshLists } from '../api/queries.ts'
import { Dialog } from '../ui/dialog.tsx'
import { currentFormats } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'

interface Shown {
  readonly report: ImportReport | null
  readonly fileName: string
}

const useShown = create<Shown>()(() => ({ report: null, fileName: '' }))
const maxBytes = 32 * 1024 * 1024

/** Ways to open a project file. */
export function useOpenProject() {
  const { client, session } = useApi()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const refresh = useRefreshLists()
  const { mutate: take } = useMutation({
    mutationFn: (file: OpenedFile) => client.importProject({ body: file }),
    onSuccess: (report, { fileName }) => {
      refresh()
      const clean = report.repaired.length === 0 && report.dropped.length === 0
      const first = report.designIds[0]
      if (clean && first !== undefined) {
        toast({ text: t('import.opened', { file: fileName }) })
        void navigate({ to: '/designs/$designId', params: { designId: first } })
      } else useShown.setState({ report, fileName })
    },
    // The one field of this request is the file itself: naming it would say nothing.
    onError: (error, { fileName }) => {
      const details = error instanceof AppError ? error.errors.map((e) => e.detail).join(' ') : ''
      toast({ text: `${fileName}: ${details || describeError(error)}`, tone: 'alarm' })
    },
  })
  const takeFile = useCallback(
    async (file: File) => {
      if (file.size > maxBytes) {
        toast({ text: t('import.tooLarge', { file: file.name, size: currentFormats().bytes(file.size) }), tone: 'alarm' })
        return
      }
      take({ fileName: file.name, text: await file.text() })
    },
    [take, t],
  )
  const choose = useCallback(() => {
    if (session.shell) {
      void session.shell.openProjectFile().then((file) => file && take(file))
      return
    }
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = '.json,.plenum.json,application/json'
    input.onchange = () => {
      const file = input.files?.[0]
      if (file) void takeFile(file)
    }
    input.click()
  }, [session, take, takeFile])
  return { choose, take, takeFile }
}

/** The report after opening; also takes files the operating system hands over. */
export function ImportSheet() {
  const { session } = useApi()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { take } = useOpenProject()
  const { report, fileName } = useShown()
  useEffect(() => session.shell?.onOpenFile(take), [session, take])
  if (!report) return null
  const close = () => useShown.setState({ report: null })
  const go = () => {
    close()
    const first = report.designIds[0]
    if (first !== undefined) void navigate({ to: '/designs/$designId', params: { designId: first } })
    else void navigate({ to: '/', search: { project: report.projectId } })
  }
  return (
    <Dialog title={t('import.title')} onClose={close} size={640}>
      <p>{t('import.lead', { file: fileName })}</p>
      {report.designIds.length === 0 && <p className="warn">{t('import.empty')}</p>}
      <Findings title={t('import.dropped')} items={report.dropped} />
      <Findings title={t('import.repaired')} items={report.repaired} />
      <div className="actions">
        <button type="button" className="btn" onClick={close}>
          {t('common.close')}
        </button>
        <button type="button" className="btn p" data-autofocus onClick={go}>
          {t('import.go')}
        </button>
      </div>
    </Dialog>
  )
}

function Findings({ title, items }: { title: string; items: ImportReport['repaired'] }) {
  const { t } = useTranslation()
  if (items.length === 0) return null
  return (
    <section style={{ marginTop: 16, maxHeight: 220, overflow: 'auto' }}>
      <h3 className="t13">{title}</h3>
      <table className="t">
        <thead>
          <tr>
            <th>{t('import.where')}</th>
            <th>{t('import.what')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.pointer}${item.detail}`}>
              <td className="mono">{item.pointer}</td>
              <td style={{ whiteSpace: 'normal' }}>{item.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
