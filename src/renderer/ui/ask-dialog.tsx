// A question before something that can't be undone.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './dialog.tsx'

interface Props {
  readonly title: string
  readonly text: string
  readonly deed: string
  /** Closes the dialog by itself when it is done. */
  readonly onYes: () => Promise<unknown>
  readonly onClose: () => void
}

/** Cancel has the focus. */
export function AskDialog({ title, text, deed, onYes, onClose }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div className="actions">
        <button type="button" className="btn" data-autofocus onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button
          type="button"
          className="btn d"
          disabled={busy}
          onClick={() => {
            setBusy(true)
            void onYes().finally(() => setBusy(false))
          }}
        >
          {deed.replace('…', '')}
        </button>
      </div>
    </Dialog>
  )
}
