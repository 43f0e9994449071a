// The top of a drawer: what is open, what can be done with it as a whole, and the way out. list-keys.ts looks for the last.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icon.tsx'

interface Props {
  readonly title: string
  readonly sub?: string
  /** Under the title: marks, a refusal. */
  readonly below?: ReactNode
  /** Buttons before the way out. */
  readonly children?: ReactNode
  readonly onClose: () => void
}

export function DrawerHead({ title, sub, below, children, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <div className="details-head">
      <div className="grow">
        <h2 className="t15">{title}</h2>
        {sub && <span className="q t12">{sub}</span>}
        {below}
      </div>
      {children}
      <button type="button" className="btn g x" aria-label={t('common.close')} onClick={onClose}>
        <Icon name="x" />
      </button>
    </div>
  )
}
