// A secret or an address with a button that copies it.
import { useTranslation } from 'react-i18next'
import { copyText } from './copy-text.ts'
import { Icon } from './icon.tsx'
import { toast } from './toast.tsx'

/** Copies text, or says why it can't. */
export function useCopy(): (text: string) => Promise<void> {
  const { t } = useTranslation()
  return async (text) => {
    if (await copyText(text)) toast({ text: t('devices.copied') })
    else toast({ text: t('devices.copyFailed'), tone: 'warn' })
  }
}

/** Label, text in monospace, Copy. */
export function CopyLine({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation()
  const copy = useCopy()
  return (
    <div className="copy-line">
      <span className="lab">{label}</span>
      <code className="mono">{text}</code>
      <button type="button" className="btn sm" aria-label={`${t('devices.copy')}: ${label}`} onClick={() => void copy(text)}>
        <Icon name="copy" size={14} />
        {t('devices.copy')}
      </button>
    </div>
  )
}
