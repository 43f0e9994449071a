// A new secret: how long the old one is taken beside it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { describeError } from '../api/failure.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FormSelect } from '../ui/form-field.tsx'

interface Props {
  readonly title: string
  readonly text: string
  readonly label: string
  /** Hours, as they stand in the list. */
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly deed: string
  /** Throws what refused it. */
  readonly onRotate: (overlapHours: number) => Promise<void>
  readonly onClose: () => void
}

export function RotateDialog({ title, text, label, choices, deed, onRotate, onClose }: Props) {
  const { t } = useTranslation()
  const [hours, setHours] = useState('24')
  const [refusal, setRefusal] = useState<string | null>(null)
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="col gap12">
        <p>{text}</p>
        <FormSelect label={label} value={hours} options={choices} onChange={setHours} />
        {refusal !== null && (
          <p className="err" role="alert">
            {refusal}
          </p>
        )}
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button
            type="button"
            className="btn p"
            data-autofocus
            onClick={() => void onRotate(Number(hours)).catch((error) => setRefusal(describeError(error)))}
          >
            {deed}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
