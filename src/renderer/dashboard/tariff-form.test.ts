// The tariff as typed: points and commas, and every mistake named with its place.
import { describe, expect, it } from 'vitest'
import type { TariffValues } from '../../contract/schemas/energy.ts'
import { draftOfTariff, readTariff, type TariffDraft } from './tariff-form.ts'

const values: TariffValues = {
  currency: 'EUR',
  standard: { name: 'Day', pricePerKWh: 0.3 },
  bands: [{ name: 'Night', pricePerKWh: 0.18, windows: [{ days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '06:00' }] }],
  workingHours: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
}
const draft = (more: Partial<TariffDraft> = {}): TariffDraft => ({ ...draftOfTariff(values, ','), ...more })
const problems = (d: TariffDraft) => {
  const read = readTariff(d)
  return 'problems' in read ? read.problems : []
}

describe('the tariff form', () => {
  it('gives back what it was given, whatever the decimal style', () => {
    expect(readTariff(draftOfTariff(values, '.'))).toEqual({ values })
    expect(readTariff(draftOfTariff(values, ','))).toEqual({ values })
  })
  it('names what is wrong and where', () => {
    expect(problems(draft({ currency: 'euro' }))).toEqual([{ at: 'currency', problem: 'currency' }])
    expect(problems(draft({ standard: { name: ' ', price: '-1' } }))).toEqual([
      { at: 'standard.name', problem: 'name' },
      { at: 'standard.price', problem: 'price' },
    ])
    expect(problems(draft({ standard: { name: 'Day', price: '1e3' } }))).toEqual([{ at: 'standard.price', problem: 'price' }])
    expect(problems(draft({ workingHours: [{ days: [], from: '08:00', to: '18:00' }] }))).toEqual([
      { at: 'workingHours.0', problem: 'days' },
    ])
    expect(problems(draft({ workingHours: [{ days: [1], from: '', to: '18:00' }] }))).toEqual([{ at: 'workingHours.0', problem: 'clock' }])
  })
  it('refuses two bands of one name and a band without hours', () => {
    const night = draft().bands[0]
    if (!night) throw new Error('no band')
    expect(problems(draft({ bands: [night, { ...night, name: 'night' }] }))).toEqual([{ at: 'bands.1.name', problem: 'twice' }])
    expect(problems(draft({ bands: [{ ...night, windows: [] }] }))).toEqual([{ at: 'bands.0', problem: 'windows' }])
  })
})
