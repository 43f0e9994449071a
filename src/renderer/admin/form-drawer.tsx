// A drawer that is one form: its fields, and at the foot what sends it, the way out, and the refusal that is about no field.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DrawerHead } from './drawer-head.tsx'

interface Props {
  readonly title: string
  readonly sub?: string
  /** Beside `details`. */
  readonly className?: string
  /** Buttons of the head. */
  readonly deeds?: ReactNode
  /** On the button; null: it can't be sent. */
  readonly send: string | null
  readonly canSend: boolean
  readonly says?: string | null
  readonly onSend: () => Promise<unknown>
  readonly onClose: () => void
  readonly children: ReactNode
  /** Dialogs above it. */
  readonly above?: ReactNode
}

export function FormDrawer({ title, sub, className = '', deeds, send, canSend, says, onSend, onClose, children, above }: Props) {
  const { t } = useTranslation()
  return (
    <aside className={`details ${className}`.trim()} data-pane="details" aria-label={title}>
      <form
        className="col grow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (canSend) void onSend()
        }}
      >
        <DrawerHead title={title} {...(sub === undefined ? {} : { sub })} onClose={onClose}>
          {deeds}
        </DrawerHead>
        {children}
        {send !== null && (
          <div className="details-foot">
            <button type="submit" className="btn p" disabled={!canSend}>
              {send}
            </button>
            <button type="button" className="btn" onClick={onClose}>
              {t('common.cancel')}
            </button>
            {says != null && (
              <p className="err grow" role="alert">
                {says}
              </p>
            )}
          </div>
        )}
      </form>
      {above}
    </aside>
  )
}
