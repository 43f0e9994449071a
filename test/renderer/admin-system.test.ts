// The pure parts of Admin: examples open what a key's scopes open, changes of an entry, fields of the settings' schema.
import { expect, test } from 'vitest'
import { routes } from '../../src/contract/routes.ts'
import { defaultSettings, SettingsValues } from '../../src/contract/schemas/settings.ts'
import { changesOf } from '../../src/renderer/admin/audit-changes.ts'
import { exampleLanguages, exampleOf, exampleRoute } from '../../src/renderer/admin/keys-examples.ts'
import { type FieldSchema, readField, textOfField } from '../../src/renderer/admin/settings-fields.ts'

test('every permission of the table has an example, on a route that it opens', () => {
  for (const { permission, reply } of Object.values(routes)) {
    if (!permission.includes(':') || reply === 'events') continue
    const route = exampleRoute([permission])
    expect(route?.permission, permission).toBe(permission)
    for (const language of exampleLanguages) {
      const text = exampleOf({ language, scopes: [permission], baseUrl: 'http://127.0.0.1:5717' })
      expect(text).toContain('PLENUM_KEY')
      expect(text).toContain(`http://127.0.0.1:5717/api/v1${route?.path.split('{')[0]}`)
    }
  }
})

test('a reading key reads in its example, and a key without scopes has none', () => {
  expect(exampleRoute(['sensors:write', 'sensors:read'])).toMatchObject({ method: 'GET', path: '/sensors' })
  expect(exampleOf({ language: 'curl', scopes: [], baseUrl: '' })).toBeNull()
})

test('an entry shows only the fields that differ', () => {
  expect(changesOf({ before: '{"a":1,"b":"x","c":true}', after: '{"a":1,"b":"y","d":[2]}' })).toEqual([
    { field: 'b', before: 'x', after: 'y' },
    { field: 'c', before: 'true', after: null },
    { field: 'd', before: null, after: '[2]' },
  ])
  expect(changesOf({ before: null, after: 'not json' })).toEqual([{ field: '', before: null, after: 'not json' }])
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
