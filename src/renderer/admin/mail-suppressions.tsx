// Addresses that get nothing: why, since when; put there by hand, taken off with a way back.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Suppression } from '../../contract/schemas/mail.ts'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { FormText } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { useSuppressionActions, useSuppressions } from './mail-queries.ts'

const looks: Record<Suppression['why'], { readonly icon: IconName; readonly tone: string }> = {
  refused: { icon: 'circleX', tone: 'alarm' },
  unsubscribed: { icon: 'bellOff', tone: 'idle' },
  byHand: { icon: 'handStop', tone: 'idle' },
}
/** More are found by searching. */
const mostShown = 50

export function SuppressionPart() {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const list = useSuppressions()
  const actions = useSuppressionActions()
  const refusal = useRefusal()
  const [words, setWords] = useState('')
  const [email, setEmail] = useState('')
  const all = list.data ?? []
  const found = all.filter((one) => one.email.toLowerCase().includes(words.trim().toLowerCase()))
  const add = async () => {
    refusal.clear()
    try {
      const made = await actions.add({ email: email.trim(), why: 'byHand', detail: null })
      setEmail('')
      toast({
        text: t('mail.suppressed.added', { email: made.email }),
        ...(may('mail:delete') ? { action: { label: t('common.undo'), run: () => void actions.remove(made) } } : {}),
      })
    } catch (error) {
      refusal.take(error)
    }
  }
  return (
    <section aria-label={t('mail.suppressed.title')}>
      <h3 className="t13">
        {t('mail.suppressed.title')} {list.data && <span className="q">{formats.number(all.length)}</span>}
      </h3>
      <p className="q t12">{t('mail.suppressed.lead')}</p>
      {list.error && <p className="err">{describeError(list.error)}</p>}
      {may('mail:write') && (
        <form
          className="suppress-add"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void add()
          }}
        >
          <FormText
            label={t('mail.suppressed.add')}
            value={email}
            maxLength={254}
            error={refusal.errors.get('/email') ?? refusal.says ?? undefined}
            onChange={setEmail}
          />
          <button type="submit" className="btn" disabled={email.trim() === ''}>
            {t('mail.suppressed.addDeed')}
          </button>
        </form>
      )}
      {all.length > 8 && (
        <span className="f suppress-search">
          <Icon name="search" />
          <input
            type="search"
            aria-label={t('mail.suppressed.search')}
            placeholder={t('mail.suppressed.search')}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        </span>
      )}
      {list.data && found.length === 0 && (
        <p className="q t12">{t(all.length === 0 ? 'mail.suppressed.empty' : 'mail.suppressed.noMatch')}</p>
      )}
      <ul className="suppress-list">
        {found.slice(0, mostShown).map((one) => (
          <li key={one.email} className="row">
            <div className="grow">
              <span className="suppress-email">{one.email}</span>
              <span className="row t12">
                <span className={`st ${looks[one.why].tone}`}>
                  <Icon name={looks[one.why].icon} size={14} />
                  {t(`mail.suppressed.why.${one.why}`)}
                </span>
                <span className="q">{formats.dateTime(one.at)}</span>
              </span>
              {one.detail && <span className="q t12 suppress-detail">{one.detail}</span>}
            </div>
            {may('mail:delete') && (
              <button
                type="button"
                className="btn g x"
                aria-label={t('mail.suppressed.remove', { email: one.email })}
                onClick={() => void actions.remove(one)}
              >
                <Icon name="x" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {found.length > mostShown && <p className="q t12">{t('mail.suppressed.more', { count: found.length - mostShown })}</p>}
    </section>
  )
}
