// Whether an endpoint may be on this computer or in a private network: a decision of its own, with what it means.
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/me.ts'
import { Facts } from '../ui/facts.tsx'

export const consents = ['allowLoopback', 'allowPrivateNetwork'] as const
export type Consent = (typeof consents)[number]

interface Props {
  readonly given: Readonly<Record<Consent, boolean>>
  readonly onChange: (which: Consent, isGiven: boolean) => void
}

/** Boxes for who may decide; words for all others. */
export function ConsentBoxes({ given, onChange }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const id = useId()
  if (!may('webhooks:consent'))
    return (
      <>
        <Facts
          rows={consents.map((which) => [t(`webhooks.consent.${which}`), t(given[which] ? 'webhooks.consent.yes' : 'webhooks.consent.no')])}
        />
        <p className="q t12" style={{ marginTop: 8 }}>
          {t('webhooks.consent.who')}
        </p>
      </>
    )
  return (
    <>
      {consents.map((which) => (
        <div key={which} className="consent-row">
          <label className="tog" htmlFor={`${id}-${which}`}>
            <input
              id={`${id}-${which}`}
              type="checkbox"
              aria-describedby={`${id}-${which}-says`}
              checked={given[which]}
              onChange={(event) => onChange(which, event.currentTarget.checked)}
            />
            {t(`webhooks.consent.${which}`)}
          </label>
          <p id={`${id}-${which}-says`} className="q t12">
            {t(`webhooks.consent.${which}Hint`)}
          </p>
        </div>
      ))}
    </>
  )
}
