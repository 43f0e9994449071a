// The tariff: what a kilowatt hour costs when, and when people are expected where no occupancy sensor says so.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tariff } from '../../contract/schemas/energy.ts'
import { describeError, failureOf } from '../api/failure.ts'
import { SideDrawer } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { usePreferences } from '../ui/preferences.ts'
import { toast } from '../ui/toast.tsx'
import { useChangeTariff, useTariff } from './energy-queries.ts'
import { type BandDraft, draftOfTariff, readTariff, type TariffDraft, type TariffProblem, type WindowDraft } from './tariff-form.ts'

/** A drawer that asks first. */
export function TariffEditor({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const tariff = useTariff()
  return (
    <SideDrawer title={t('tariff.title')} onClose={onClose} size={620}>
      {tariff.data ? (
        <TariffForm key={tariff.data.revision} tariff={tariff.data} reload={() => void tariff.refetch()} onClose={onClose} />
      ) : (
        <p className="tile-none">{tariff.error ? describeError(tariff.error) : t('app.loading')}</p>
      )}
    </SideDrawer>
  )
}

const usualWindow: WindowDraft = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }

function TariffForm({ tariff, reload, onClose }: { tariff: Tariff; reload: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  const decimal = usePreferences((p) => p.decimal)
  const [draft, setDraft] = useState<TariffDraft>(() => draftOfTariff(tariff.values, decimal))
  const [isTried, setTried] = useState(false)
  const change = useChangeTariff()
  const set = (patch: Partial<TariffDraft>) => setDraft((d) => ({ ...d, ...patch }))
  const read = readTariff(draft)
  const problems: readonly TariffProblem[] = isTried && 'problems' in read ? read.problems : []
  const wrong = (at: string) => problems.find((p) => p.at === at)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    setTried(true)
    if ('problems' in read) return
    change.mutate(
      { values: read.values, revision: tariff.revision },
      {
        onSuccess: () => {
          toast({ text: t('tariff.saved') })
          onClose()
        },
      },
    )
  }
  const setBand = (n: number, band: BandDraft) => set({ bands: draft.bands.map((b, k) => (k === n ? band : b)) })
  return (
    <form className="tariff" onSubmit={submit} noValidate>
      <div className="tariff-body">
        <p className="m">{t('tariff.lead')}</p>
        <Field
          label={t('tariff.currency')}
          value={draft.currency}
          problem={wrong('currency')}
          width={80}
          onChange={(v) => set({ currency: v.toUpperCase() })}
        />
        <fieldset className="tariff-band">
          <legend className="t13">{t('tariff.standard')}</legend>
          <BandFields
            band={draft.standard}
            currency={draft.currency}
            nameProblem={wrong('standard.name')}
            priceProblem={wrong('standard.price')}
            onChange={(standard) => set({ standard })}
          />
        </fieldset>
        {draft.bands.map((band, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bands have no id; their order is what decides
          <fieldset key={n} className="tariff-band">
            <legend className="t13">{t('tariff.bandN', { n: n + 1 })}</legend>
            <BandFields
              band={band}
              currency={draft.currency}
              nameProblem={wrong(`bands.${n}.name`)}
              priceProblem={wrong(`bands.${n}.price`)}
              onChange={(next) => setBand(n, { ...band, ...next })}
            />
            <Windows
              label={t('tariff.when')}
              windows={band.windows}
              at={`bands.${n}`}
              problems={problems}
              onChange={(windows) => setBand(n, { ...band, windows })}
            />
            <button type="button" className="btn sm d" onClick={() => set({ bands: draft.bands.filter((_, k) => k !== n) })}>
              <Icon name="trash" size={14} />
              {t('tariff.removeBand', { name: band.name })}
            </button>
          </fieldset>
        ))}
        <p>
          <button
            type="button"
            className="btn sm"
            disabled={draft.bands.length >= 10}
            onClick={() =>
              set({ bands: [...draft.bands, { name: '', price: '', windows: [{ ...usualWindow, from: '22:00', to: '06:00' }] }] })
            }
          >
            <Icon name="plus" size={14} />
            {t('tariff.addBand')}
          </button>
        </p>
        <fieldset className="tariff-band">
          <legend className="t13">{t('tariff.workingHours')}</legend>
          <p className="q t12">{t('tariff.workingHoursHelp')}</p>
          <Windows
            label={t('tariff.workingHours')}
            windows={draft.workingHours}
            at="workingHours"
            problems={problems}
            onChange={(workingHours) => set({ workingHours })}
          />
        </fieldset>
      </div>
      <div className="actions tariff-actions">
        {change.error && (
          <span className="err grow" role="alert">
            {describeError(change.error)}{' '}
            {failureOf(change.error) === 'stale' && (
              <button type="button" className="link" onClick={reload}>
                {t('tariff.reload')}
              </button>
            )}
          </span>
        )}
        {problems.length > 0 && (
          <span className="err grow" role="alert">
            {t('tariff.problems', { count: problems.length })}
          </span>
        )}
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={change.isPending}>
          {t('common.save')}
        </button>
      </div>
    </form>
  )
}

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly problem: TariffProblem | undefined
  readonly width?: number
  readonly unit?: string
  readonly onChange: (value: string) => void
}

function Field({ label, value, problem, width, unit, onChange }: FieldProps) {
  const { t } = useTranslation()
  return (
    <label className="tariff-field">
      <span className="lab">{label}</span>
      <span className={problem ? 'f bad' : 'f'} style={width === undefined ? {} : { width }}>
        <input value={value} aria-invalid={problem !== undefined} onChange={(event) => onChange(event.currentTarget.value)} />
        {unit && <span className="u">{unit}</span>}
      </span>
      {problem && <span className="err">{t(`tariff.problem.${problem.problem}`)}</span>}
    </label>
  )
}

interface BandFieldsProps {
  readonly band: { readonly name: string; readonly price: string }
  readonly currency: string
  readonly nameProblem: TariffProblem | undefined
  readonly priceProblem: TariffProblem | undefined
  readonly onChange: (band: { readonly name: string; readonly price: string }) => void
}

function BandFields({ band, currency, nameProblem, priceProblem, onChange }: BandFieldsProps) {
  const { t } = useTranslation()
  return (
    <div className="row gap12" style={{ alignItems: 'flex-start' }}>
      <Field label={t('common.name')} value={band.name} problem={nameProblem} onChange={(name) => onChange({ ...band, name })} />
      <Field
        label={t('tariff.price')}
        value={band.price}
        problem={priceProblem}
        width={160}
        unit={`${currency}/kWh`}
        onChange={(price) => onChange({ ...band, price })}
      />
    </div>
  )
}

interface WindowsProps {
  readonly label: string
  readonly windows: readonly WindowDraft[]
  readonly at: string
  readonly problems: readonly TariffProblem[]
  readonly onChange: (windows: readonly WindowDraft[]) => void
}

/** Monday first. */
const weekdays = [1, 2, 3, 4, 5, 6, 0] as const

function Windows({ label, windows, at, problems, onChange }: WindowsProps) {
  const { t } = useTranslation()
  const set = (n: number, patch: Partial<WindowDraft>) => onChange(windows.map((w, k) => (k === n ? { ...w, ...patch } : w)))
  const own = problems.find((p) => p.at === at)
  return (
    <div className="col gap8">
      {windows.map((w, n) => {
        const problem = problems.find((p) => p.at === `${at}.${n}`)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: windows have no id
          <div key={n} className="col gap4">
            <div className="row wrap">
              <fieldset className="days" aria-label={label}>
                {weekdays.map((day) => (
                  <button
                    key={day}
                    type="button"
                    className="day"
                    aria-pressed={w.days.includes(day)}
                    onClick={() => set(n, { days: w.days.includes(day) ? w.days.filter((d) => d !== day) : [...w.days, day] })}
                  >
                    {t(`tariff.days.d${day}`)}
                  </button>
                ))}
              </fieldset>
              <input
                className="txt clock"
                type="time"
                aria-label={t('tariff.fromTime')}
                value={w.from}
                onChange={(e) => set(n, { from: e.currentTarget.value })}
              />
              <span className="q">{t('range.to')}</span>
              <input
                className="txt clock"
                type="time"
                aria-label={t('tariff.toTime')}
                value={w.to}
                onChange={(e) => set(n, { to: e.currentTarget.value })}
              />
              <button
                type="button"
                className="btn g sm x"
                aria-label={t('tariff.removeHours', { n: n + 1 })}
                onClick={() => onChange(windows.filter((_, k) => k !== n))}
              >
                <Icon name="x" size={14} />
              </button>
            </div>
            {problem && <span className="err">{t(`tariff.problem.${problem.problem}`)}</span>}
          </div>
        )
      })}
      {own && <span className="err">{t(`tariff.problem.${own.problem}`)}</span>}
      <p>
        <button type="button" className="btn sm" disabled={windows.length >= 20} onClick={() => onChange([...windows, usualWindow])}>
          <Icon name="plus" size={14} />
          {t('tariff.addHours')}
        </button>
      </p>
    </div>
  )
}
