// The pure parts of Admin: examples open what a key's scopes open, changes of an entry, fields of the settings' schema.
import { expect, test } from 'vitest'
import { permissions } from '../../src/contract/routes.ts'
import { defaultSettings, SettingsValues } from '../../src/contract/schemas/settings.ts'
import { changesOf } from '../../src/renderer/admin/audit-changes.ts'
import { exampleLanguages, exampleOf, exampleRoute } from '../../src/renderer/admin/keys-examples.ts'
import {
  type FieldSchema,
  groupOf,
  readField,
  retentionRows,
  retentionText,
  textOfField,
} from '../../src/renderer/admin/settings-fields.ts'

test('an example reads, needs nothing to fill in, and is on a route that the scopes open', () => {
  const shown = permissions.flatMap((permission) => {
    const route = exampleRoute([permission])
    for (const language of exampleLanguages) {
      const text = exampleOf({ language, scopes: [permission], baseUrl: 'http://127.0.0.1:5717' })
      if (route === null) expect(text, permission).toBeNull()
      else expect(text?.split(/['"\s]/), permission).toContain(`http://127.0.0.1:5717/api/v1${route.path}`)
    }
    return route === null ? [] : [route]
  })
  expect(shown.length).toBeGreaterThan(15)
  for (const { method, path, query } of shown) {
    expect([method, path.includes('{')], path).toEqual(['GET', false])
    expect((query as { required?: string[] } | undefined)?.required ?? [], path).toEqual([])
  }
})

test('a reading key reads in its example; a key that only writes, or has no scopes, has none', () => {
  expect(exampleRoute(['sensors:write', 'sensors:read'])).toMatchObject({ method: 'GET', path: '/sensors' })
  for (const scopes of [[], ['readings:write'], ['projects:write', 'commands:write']]) {
    expect(exampleRoute(scopes)).toBeNull()
    expect(exampleOf({ language: 'curl', scopes, baseUrl: '' })).toBeNull()
  }
})

test('an entry shows only the fields that differ', () => {
  expect(changesOf({ before: '{"a":1,"b":"x","c":true}', after: '{"a":1,"b":"y","d":[2]}' })).toEqual([
    { field: 'b', kind: 'changed', before: 'x', after: 'y' },
    { field: 'c', kind: 'removed', before: 'true', after: null },
    { field: 'd', kind: 'added', before: null, after: '[2]' },
  ])
  expect(changesOf({ before: null, after: 'not json' })).toEqual([{ field: '', kind: 'added', before: null, after: 'not json' }])
})

test('what changed inside is named by its path, in texts that are JSON too', () => {
  const before = JSON.stringify({ room: { outer: [[0, 0], [1, 0]], name: 'Hall' }, fields: '{"rate":1,"same":2}' }) // biome-ignore format: one record
  const after = JSON.stringify({ room: { outer: [[0, 0], [2, 0]], name: 'Hall' }, fields: '{"rate":3,"same":2}' }) // biome-ignore format: one record
  expect(changesOf({ before, after })).toEqual([
    { field: 'room.outer.1.0', kind: 'changed', before: '1', after: '2' },
    { field: 'fields.rate', kind: 'changed', before: '1', after: '3' },
  ])
})

test('every setting stands under a heading, and the table of retentions is the record it edits', () => {
  for (const name of Object.keys(SettingsValues.properties)) expect([name, groupOf(name)]).not.toEqual([name, 'other'])
  const text = JSON.stringify({ co2: { rawDays: 30 }, vibration: { rawDays: 7, minuteDays: 60 } }, null, 2)
  expect(retentionText(retentionRows(text))).toBe(text)
  expect(retentionRows('no JSON')).toEqual([])
  expect(JSON.parse(retentionText([{ type: 'co2', rawDays: 'ten', minuteDays: ' ' }]))).toEqual({ co2: { rawDays: 'ten' } })
})

test('every setting survives its field', () => {
  const fields = SettingsValues.properties as unknown as Record<string, FieldSchema>
  for (const [name, value] of Object.entries(defaultSettings)) {
    const field = fields[name] as FieldSchema
    expect(readField(field, textOfField(field, value)), name).toEqual({ kind: 'ok', value })
  }
  expect(readField({ type: 'integer' }, '12x')).toEqual({ kind: 'refused' })
  expect(readField({ type: 'integer' }, '')).toEqual({ kind: 'refused' })
})
