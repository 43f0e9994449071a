// Parts of the window that are fetched when first wanted. When one can't be fetched (the program was updated, the server is gone) the
// person is told and offered the way on; what was typed is saved or in the journal.
import { type ComponentType, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './dialog.tsx'

/** A component loaded at its first use; `load` answers it. */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    try {
      return { default: await load() }
    } catch (error) {
      console.warn(error)
      return { default: MissingPart as ComponentType<Props> }
    }
  })
}

function MissingPart({ onClose }: { onClose?: () => void }) {
  const { t } = useTranslation()
  const reload = () => window.location.reload()
  return (
    <Dialog title={t('app.missingTitle')} onClose={onClose ?? reload}>
      <p>{t('app.missing')}</p>
      <div className="actions">
        <button type="button" className="btn p" data-autofocus onClick={reload}>
          {t('app.reload')}
        </button>
      </div>
    </Dialog>
  )
}
