// Numbers, money and dates for people, through Intl, in the person's decimal style.
import { usePreferences } from './preferences.ts'

export interface Formats {
  /** Up to `digits` decimals, grouped. */
  number(value: number, digits?: number): string
  /** Exactly `digits` decimals, grouped. */
  fixed(value: number, digits: number): string
  /** Exactly two decimals. */
  amount(value: number): string
  money(value: number, currency: string): string
  /** A ratio as percent: 0.153 -> 15.3 %. */
  percent(ratio: number, digits?: number): string
  /** Today 13:11, Yesterday, 17 Nov, 17 Nov 2025. */
  day(at: number, words: { today: string; yesterday: string }): string
  /** 17 Nov 2025. */
  date(at: number): string
  time(at: number): string
  dateTime(at: number): string
  bytes(count: number): string
}

function createFormats(decimal: '.' | ','): Formats {
  // 'de' only lends its separators; the words stay in the app's language.
  const locale = decimal === ',' ? 'de' : 'en'
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
  const number = (value: number, digits = 0) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)
  // Live values print many times a second: one formatter per number of digits.
  const fixedBy = new Map<number, Intl.NumberFormat>()
  const fixed = (value: number, digits: number) => {
    const made = fixedBy.get(digits) ?? new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    fixedBy.set(digits, made)
    return made.format(value)
  }
  const formats: Formats = {
    number,
    fixed,
    amount: (value) => fixed(value, 2),
    money: (value, currency) => new Intl.NumberFormat(locale, { style: 'currency', currency }).format(value),
    percent: (ratio, digits = 1) =>
      `${new Intl.NumberFormat(locale, { minimumFractionDigits: 0, maximumFractionDigits: digits }).format(ratio * 100)} %`,
    date: (at) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }).format(at),
    time: (at) => time.format(at),
    day: (at, words) => {
      const days = Math.round((startOfDay(Date.now()) - startOfDay(at)) / 86_400_000)
      if (days === 0) return `${words.today} ${time.format(at)}`
      if (days === 1) return words.yesterday
      const sameYear = new Date(at).getFullYear() === new Date().getFullYear()
      return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at)
    },
    dateTime: (at) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(at),
    bytes: (count) => {
      const units = ['B', 'kB', 'MB', 'GB', 'TB']
      const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3))
      return `${number(count / 1000 ** step, step === 0 ? 0 : 1)} ${units[step]}`
    },
  }
  return formats
}

const startOfDay = (at: number) => new Date(at).setHours(0, 0, 0, 0)
const byDecimal = { '.': createFormats('.'), ',': createFormats(',') }

/** The person's formats; re-renders when the decimal style changes. */
export function useFormats(): Formats {
  return byDecimal[usePreferences((p) => p.decimal)]
}

/** The same outside React. */
export function currentFormats(): Formats {
  return byDecimal[usePreferences.getState().decimal]
}
