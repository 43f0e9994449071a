// Events and jobs in words: every type has its sentence, its name and its lines; what a job came to is told by its message.
import { beforeAll, expect, test } from 'vitest'
import { businessEventNames, businessEvents } from '../../src/contract/business-events.ts'
import { eventName, familyOf, linesOf, sentenceOf, subjectWords } from '../../src/renderer/admin/event-words.ts'
import { groupsOf, lookOf, newestOfEach } from '../../src/renderer/admin/job-look.ts'
import { i18n, startI18n } from '../../src/renderer/i18n/i18n.ts'
import type { Formats } from '../../src/renderer/ui/format.ts'
import { placeOf } from '../../src/renderer/ui/subject-place.ts'

beforeAll(() => startI18n('en'))
// The real ones read the preferences of a window.
const formats = { number: (value: number) => String(value), dateTime: () => 'then', bytes: () => 'so many' } as unknown as Formats
const words = () => ({ t: i18n.t, formats })

test('every type of event has a family, a name, a whole sentence and a word for each line of its data', () => {
  for (const type of businessEventNames) {
    const data: Record<string, unknown> = { ...businessEvents[type].sample }
    expect(familyOf(type), type).not.toBeNull()
    expect(eventName(type, i18n.t), type).not.toBe(type)
    const sentence = sentenceOf({ type, data }, words())
    expect(sentence, type).toMatch(/ /)
    expect(sentence, type).not.toMatch(/\{\{|undefined|null/)
    for (const [label, value] of linesOf({ type, data }, words())) {
      expect(Object.keys(data), `${type}: ${label}`).not.toContain(label)
      expect(value, `${type}: ${label}`).not.toMatch(/^$|undefined|\[object/)
    }
  }
  expect(eventName('alarm.*', i18n.t)).toBe('Alarms: all')
})

test('a sentence says which ending it was', () => {
  const said = (type: string, data: Record<string, unknown>) => sentenceOf({ type, data }, words())
  const alarm = { ...businessEvents['alarm.raised'].sample }
  expect(said('alarm.raised', alarm)).toBe('Alarm of priority 2: Too warm: hall-01_temperature (29.4 °C)')
  expect(said('alarm.raised', { ...alarm, value: null })).toBe('Alarm of priority 2: Too warm: hall-01_temperature')
  expect(said('design.exported', { name: 'Hall', format: 'pdf', status: 'failed', reason: 'no room' })).toBe(
    'Hall could not be exported as PDF: no room',
  )
  expect(said('key.expiring', { name: 'BMS', days: 1 })).toBe('The API key BMS ends in 1 day')
  expect(said('something.new', {})).toBe('something.new')
})

test('a subject is named by its event, else by what it is, and leads to its page', () => {
  expect(subjectWords('alarm/x', i18n.t, { title: 'Too warm' })).toBe('Too warm')
  expect(subjectWords('node/hall-01', i18n.t)).toBe('Node hall-01')
  expect(subjectWords('other/x', i18n.t)).toBe('Something else')
  expect(placeOf('node/hall-01')).toEqual({ to: '/nodes/$nodeId', params: { nodeId: 'hall-01' } })
  expect(placeOf('alarm/x')).toEqual({ to: '/alarms', search: { id: 'x' } })
  expect(placeOf('report/x')).toBeNull()
})

test('a job that is done did well only if its message says so; a replayed delivery is told once', () => {
  const job = { id: 1, kind: 'mail' as const, ref: 'm', state: 'done' as const, result: 'sent' as const, attempts: 1 }
  expect(lookOf(job)).toBe('sent')
  expect(lookOf({ ...job, result: 'suppressed' })).toBe('suppressed')
  expect(lookOf({ ...job, state: 'waiting', result: 'waiting' })).toBe('again')
  expect(lookOf({ ...job, state: 'dead', result: 'failed' })).toBe('failed')
  expect(lookOf({ ...job, kind: 'notice', result: null })).toBe('shown')
  const jobs = [job, { ...job, id: 2, state: 'waiting' as const, attempts: 0 }, { ...job, id: 3, ref: 'n' }, { ...job, id: 4, ref: 'o' }]
  expect(newestOfEach(jobs).map(({ id }) => id)).toEqual([2, 3, 4])
  expect(groupsOf(jobs).map(({ look, jobs: alike }) => [look, alike.length])).toEqual([
    ['waiting', 1],
    ['sent', 2],
  ])
})
