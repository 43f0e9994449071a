// The tariff as typed, and what it comes to. Pure.
import type { TariffValues } from '../../contract/schemas/energy.ts'

export interface WindowDraft {
  readonly days: readonly number[]
  readonly from: string
  readonly to: string
}
export interface BandDraft {
  readonly name: string
  readonly price: string
  readonly windows: readonly WindowDraft[]
}
export interface TariffDraft {
  readonly currency: string
  readonly standard: { readonly name: string; readonly price: string }
  readonly bands: readonly BandDraft[]
  readonly workingHours: readonly WindowDraft[]
}

/** Where and what is wrong. */
export interface TariffProblem {
  readonly at: string
  readonly problem: 'currency' | 'name' | 'twice' | 'price' | 'days' | 'clock' | 'windows'
}

const pricePattern = /^\d{1,4}([.,]\d{1,6})?$/
const clockPattern = /^([01]\d|2[0-3]):[0-5]\d$/

export const draftOfTariff = (values: TariffValues, decimal: '.' | ','): TariffDraft => {
  const price = (n: number) => String(n).replace('.', decimal)
  return {
    currency: values.currency,
    standard: { name: values.standard.name, price: price(values.standard.pricePerKWh) },
    bands: values.bands.map((b) => ({ name: b.name, price: price(b.pricePerKWh), windows: b.windows })),
    workingHours: values.workingHours,
  }
}

const read = (text: string): number => Number(text.trim().replace(',', '.'))

/** The values, or every problem with its place. */
export function readTariff(draft: TariffDraft): { readonly values: TariffValues } | { readonly problems: readonly TariffProblem[] } {
  const problems: TariffProblem[] = []
  const add = (at: string, problem: TariffProblem['problem']) => problems.push({ at, problem })
  if (!/^[A-Z]{3}$/.test(draft.currency.trim())) add('currency', 'currency')
  const names = [draft.standard, ...draft.bands].map((b) => b.name.trim().toLowerCase())
  const band = ({ name, price }: { readonly name: string; readonly price: string }, at: string, n: number) => {
    if (name.trim() === '' || name.trim().length > 60) add(`${at}.name`, 'name')
    else if (names.indexOf(names[n] ?? '') < n) add(`${at}.name`, 'twice')
    if (!pricePattern.test(price.trim()) || read(price) > 1000) add(`${at}.price`, 'price')
  }
  const windows = (list: readonly WindowDraft[], at: string) => {
    for (const [n, w] of list.entries()) {
      if (w.days.length === 0) add(`${at}.${n}`, 'days')
      else if (!clockPattern.test(w.from) || !clockPattern.test(w.to)) add(`${at}.${n}`, 'clock')
    }
  }
  band(draft.standard, 'standard', 0)
  for (const [n, b] of draft.bands.entries()) {
    band(b, `bands.${n}`, n + 1)
    if (b.windows.length === 0) add(`bands.${n}`, 'windows')
    windows(b.windows, `bands.${n}`)
  }
  windows(draft.workingHours, 'workingHours')
  if (problems.length > 0) return { problems }
  const copy = (w: WindowDraft) => ({ days: [...w.days].sort(), from: w.from, to: w.to })
  return {
    values: {
      currency: draft.currency.trim(),
      standard: { name: draft.standard.name.trim(), pricePerKWh: read(draft.standard.price) },
      bands: draft.bands.map((b) => ({ name: b.name.trim(), pricePerKWh: read(b.price), windows: b.windows.map(copy) })),
      workingHours: draft.workingHours.map(copy),
    },
  }
}
