// `npm run docs`: writes docs/reference from the code (routes, events, errors, settings). `npm run check` fails when a page is stale.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { businessEventNames, businessEvents } from '../src/contract/business-events.ts'
import { errorCodes } from '../src/contract/errors.ts'
import { events } from '../src/contract/events.ts'
import { permissions, type Route, routes } from '../src/contract/routes.ts'
import { defaultSettings, SettingsValues } from '../src/contract/schemas/settings.ts'
import { flags } from '../src/server/option-values.ts'
import { defaultDataFolder, readOptions } from '../src/server/options.ts'
import { root } from './build-state.ts'

/** File name below docs/reference -> its text. */
export type ReferencePages = ReadonlyMap<string, string>

/** The JSON Schema words these pages show. */
interface Schema {
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly unit?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema | readonly Schema[]
  readonly prefixItems?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly maxLength?: number
}

const schemaOf = (schema: TSchema) => schema as unknown as Schema
const made = 'Made from the code by `npm run docs`; don’t edit.\n'
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

/** A type in a few words: `string`, `number[]`, `"metric" | "imperial"`, `{ x, y? }`. */
function nameType(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const union = schema.anyOf ?? schema.oneOf
  if (union) return [...new Set(union.map(nameType))].join(' | ')
  if (schema.type === 'array') {
    const tuple = Array.isArray(schema.items) ? (schema.items as readonly Schema[]) : schema.prefixItems
    if (tuple) return `[${tuple.map(nameType).join(', ')}]`
    const item = schema.items ? nameType(schema.items as Schema) : 'any'
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`
  }
  if (schema.properties) {
    const required = new Set(schema.required ?? [])
    return `{ ${Object.keys(schema.properties)
      .map((name) => (required.has(name) ? name : `${name}?`))
      .join(', ')} }`
  }
  return schema.type ?? 'any'
}

function describeLimits(schema: Schema): string {
  const parts = [
    schema.exclusiveMinimum === undefined ? '' : `over ${schema.exclusiveMinimum}`,
    schema.minimum === undefined ? '' : `from ${schema.minimum}`,
    schema.maximum === undefined ? '' : `to ${schema.maximum}`,
    schema.maxLength === undefined ? '' : `at most ${schema.maxLength} characters`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function fieldTable(schema: Schema): string {
  const required = new Set(schema.required ?? [])
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    `\`${name}\``,
    `\`${nameType(field)}\``,
    required.has(name) ? 'yes' : '',
    [field.title ?? '', field.description ?? '', field.unit ? `in ${field.unit}` : '', describeLimits(field)]
      .filter((part) => part !== '')
      .join('; '),
  ])
  return rows.length === 0 ? '' : table(['field', 'type', 'required', 'meaning'], rows)
}

function section(title: string, schema: TSchema | undefined): string {
  if (!schema) return ''
  const fields = fieldTable(schemaOf(schema))
  return fields === '' ? `${title}: \`${nameType(schemaOf(schema))}\`\n\n` : `${title}\n\n${fields}\n\n`
}

function renderRoute(name: string, route: Route): string {
  const notes = [
    route.permission === 'public' ? 'Needs no token.' : `Permission \`${route.permission}\`.`,
    route.ifMatch === undefined ? '' : route.ifMatch === true ? 'Needs `If-Match`.' : 'Takes `If-Match`.',
    route.etag ? 'Answers an `ETag`.' : '',
    route.bodyLimit ? `Body up to ${route.bodyLimit / 1024 / 1024} MiB.` : '',
  ].filter((note) => note !== '')
  const reply = typeof route.reply === 'string' ? { file: 'raw bytes', events: 'server-sent events', none: 'nothing' }[route.reply] : null
  return (
    `## ${name}\n\n\`${route.method} /api/v1${route.path}\` — ${route.summary}. ${notes.join(' ')}\n\n` +
    section('Query', route.query) +
    section('Body', route.body) +
    (reply === null ? section(`Reply, ${route.status ?? 200}`, route.reply as TSchema) : `Reply, ${route.status ?? 200}: ${reply}\n\n`)
  )
}

function renderApi(): string {
  const all = Object.entries(routes as Readonly<Record<string, Route>>)
  const overview = table(
    ['name', 'endpoint', 'permission', 'what'],
    all.map(([name, route]) => [`[${name}](#${name.toLowerCase()})`, `\`${route.method} ${route.path}\``, route.permission, route.summary]),
  )
  const rest = all.map(([name, route]) => renderRoute(name, route)).join('')
  return `# The API\n\n${made}\nBelow \`/api/v1\`. The full JSON Schemas are in \`GET /api/v1/openapi.json\`.\n\n${overview}\n\n${rest}`
    .trimEnd()
    .concat('\n')
}

function renderErrors(): string {
  const rows = Object.entries(errorCodes).map(([code, { status, title }]) => [`\`${code}\``, String(status), title])
  return `# Error codes\n\n${made}\nErrors are \`application/problem+json\` (RFC 9457) with \`code\`, \`requestId\` and \`errors[{ pointer, detail }]\`.\n\n${table(['code', 'status', 'meaning'], rows)}\n`
}

function renderBusinessEvents(): string {
  const parts = businessEventNames.map((name) => {
    const { version, summary, data, sample, ...rest } = businessEvents[name]
    const later = 'isLater' in rest ? ' Declared for a part that comes later; nothing emits it yet.' : ''
    const shown = JSON.stringify(sample, null, 2)
    return `## ${name}\n\n${summary}. Version ${version}.${later}\n\n${fieldTable(schemaOf(data))}\n\n\`\`\`json\n${shown}\n\`\`\`\n`
  })
  return `# Business events\n\n${made}\nWhat others may hear of, by webhook, mail and notice; \`data\` of each. A subscription names types, beginnings with \`*\` at the end (\`alarm.*\`), or \`*\`; what several of its patterns fit is delivered once. How they travel: [events](../events.md).\n\n${parts.join('\n')}`
}

function renderEvents(): string {
  const parts = Object.entries(events).map(([name, payload]) => `## ${name}\n\n${fieldTable(schemaOf(payload))}\n`)
  return `# Live events\n\n${made}\nSent over \`GET /api/v1/events\`: \`snapshot\` first, then the others, numbered; a gap means refetch.\n\n${parts.join('\n')}`
}

function renderSettings(): string {
  const values = defaultSettings as Readonly<Record<string, unknown>>
  const rows = Object.entries(schemaOf(SettingsValues).properties ?? {}).map(([name, field]) => [
    `\`${name}\``,
    [field.title ?? '', field.description ?? ''].filter((part) => part !== '').join('. '),
    `\`${nameType(field)}\``,
    field.unit ?? '',
    `\`${JSON.stringify(values[name])}\``,
    describeLimits(field),
  ])
  return `# Settings\n\n${made}\n${table(['name', 'what', 'type', 'unit', 'default', 'limits'], rows)}\n`
}

function renderPermissions(): string {
  const rows = permissions.map((permission) => [
    `\`${permission}\``,
    Object.entries(routes)
      .filter(([, route]) => route.permission === permission)
      .map(([name]) => name)
      .join(', '),
  ])
  return `# Permissions\n\n${made}\n${table(['permission', 'routes'], rows)}\n`
}

/** What each flag is when nothing says otherwise, read from the options of an empty environment. */
function flagDefaults(): Readonly<Record<string, string>> {
  const { httpPort, logLevel, mqtt, allowedOrigins } = readOptions({ argv: ['--data', '/nonexistent/plenum'], env: {} })
  const folders = (['linux', 'darwin', 'win32'] as const).map((platform) => defaultDataFolder(platform, {}, '~').replaceAll('\\', '/'))
  return {
    data: folders.join(', '),
    'http-port': String(httpPort),
    'mqtt-port': String(mqtt.port),
    'mqtt-host': mqtt.host,
    'mqtt-auth': mqtt.auth,
    'log-level': logLevel,
    'allow-origin': allowedOrigins.join(', ') || 'none',
  }
}

function renderFlags(): string {
  const defaults = flagDefaults()
  const rows = Object.entries(flags).map(([name, flag]) => [
    `\`--${name}\``,
    `\`PLENUM_${name.replaceAll('-', '_').toUpperCase()}\``,
    `${flag.wants}${flag.repeatable ? '; may be repeated' : ''}`,
    defaults[name] ?? 'none',
  ])
  return `# Flags of serve\n\n${made}\nA flag wins over the variable, the variable over \`settings.json\` in the data folder (the flag’s name in camelCase), that over the default.\n\n${table(['flag', 'variable', 'value', 'default'], rows)}\n`
}

/** Every page of docs/reference as the code has it now. */
export async function renderReference(): Promise<ReferencePages> {
  return new Map([
    ['api.md', renderApi()],
    ['business-events.md', renderBusinessEvents()],
    ['errors.md', renderErrors()],
    ['events.md', renderEvents()],
    ['flags.md', renderFlags()],
    ['permissions.md', renderPermissions()],
    ['settings.md', renderSettings()],
  ])
}

if (import.meta.main) {
  const folder = join(root, 'docs/reference')
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  for (const [name, text] of await renderReference()) writeFileSync(join(folder, name), text)
}
