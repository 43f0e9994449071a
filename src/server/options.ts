// Flags, PLENUM_ environment, settings file and defaults -> one validated ServerOptions. Every default of the server is here.
// Reads nothing but its arguments and DIR/settings.json; a bad value is one sentence naming the flag, and nothing has changed.
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type FlagName, flags, OptionError, type Reading } from './option-values.ts'

/** What startServer needs to know. */
export interface ServerOptions {
  readonly dataFolder: string
  /** 0 picks a free one. */
  readonly httpPort: number
  readonly allowedOrigins: readonly string[]
  readonly logLevel: string
  readonly mqtt: {
    readonly port: number | 'off'
    readonly host: string
    readonly auth: 'required' | 'open'
    readonly tlsPort: number | null
    readonly webSocketPort: number | null
    /** PEM files for the TLS port; null: an authority of our own. */
    readonly tlsCertificate: { readonly certFile: string; readonly keyFile: string } | null
  }
  /** Readings are taken from this broker, too: mqtt://user:password@host:port. */
  readonly mqttExternalUrl: string | null
  /** The SMTP account, instead of the one in the mail settings: smtps://user:password@host:port?from=address. */
  readonly smtpUrl: string | null
  /** A server refuses a busy port; the desktop takes a free one and says so in health. */
  readonly onBusyPort: 'refuse' | 'take-free-port'
}

type Env = Readonly<Record<string, string | undefined>>

/** The platform's folder for application data, with ours in it. */
export function defaultDataFolder(platform: string = process.platform, env: Env = process.env, home: string = homedir()): string {
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Plenum')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Plenum')
  return join(env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share'), 'plenum')
}

/** Flags win over environment, settings file, default. Throws OptionError with one sentence. */
export function readOptions(input: { argv: readonly string[]; env: Env; onBusyPort?: ServerOptions['onBusyPort'] }): ServerOptions {
  const given = readFlags(input.argv)
  const fromEnv = (name: FlagName): Reading | undefined => {
    const variable = `PLENUM_${name.replaceAll('-', '_').toUpperCase()}`
    const text = input.env[variable]
    // An empty variable is one that isn't set: shells and service files can't always unset.
    return text === undefined || text === '' ? undefined : { from: variable, texts: flags[name].repeatable ? text.split(/[\s,]+/) : [text] }
  }
  const dataReading = given.get('data') ?? fromEnv('data')
  const dataFolder = resolve(dataReading ? String(flags.data.read(dataReading)) : defaultDataFolder(process.platform, input.env))
  const file = readSettingsFile(join(dataFolder, 'settings.json'))
  const value = <T>(name: FlagName, fallback: T): T => {
    const reading = given.get(name) ?? fromEnv(name) ?? file.get(name)
    return reading ? (flags[name].read(reading) as T) : fallback
  }
  return {
    dataFolder,
    httpPort: value('http-port', 5717),
    allowedOrigins: value<readonly string[]>('allow-origin', []),
    logLevel: value('log-level', 'info'),
    mqtt: {
      port: value<number | 'off'>('mqtt-port', 1883),
      host: value('mqtt-host', '0.0.0.0'),
      auth: value<'required' | 'open'>('mqtt-auth', 'required'),
      tlsPort: value<number | null>('mqtts-port', null),
      webSocketPort: value<number | null>('mqtt-ws-port', null),
      tlsCertificate: bothOrNone(value<string | null>('mqtts-cert', null), value<string | null>('mqtts-key', null)),
    },
    mqttExternalUrl: value<string | null>('mqtt-external-url', null),
    smtpUrl: value<string | null>('smtp-url', null),
    onBusyPort: input.onBusyPort ?? 'refuse',
  }
}

function bothOrNone(certFile: string | null, keyFile: string | null): ServerOptions['mqtt']['tlsCertificate'] {
  if (certFile === null && keyFile === null) return null
  if (certFile === null || keyFile === null)
    throw new OptionError(
      `--mqtts-cert and --mqtts-key go together; give ${certFile === null ? '--mqtts-cert' : '--mqtts-key'} too, or neither`,
    )
  return { certFile: resolve(certFile), keyFile: resolve(keyFile) }
}

/** `--name value` and `--name=value`; anything else is refused by name. */
function readFlags(argv: readonly string[]): Map<FlagName, Reading> {
  const found = new Map<FlagName, Reading>()
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] ?? ''
    const [, name = '', attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? []
    if (!Object.hasOwn(flags, name)) {
      throw new OptionError(`${JSON.stringify(word)} is not a flag of serve; use ${flagNames.map((n) => `--${n}`).join(', ')}`)
    }
    const flag = name as FlagName
    let text = attached
    if (text === undefined) {
      i += 1
      text = argv[i]
      if (text === undefined || /^--[a-z]/.test(text)) throw new OptionError(`--${name} needs a value: ${flags[flag].wants}`)
    }
    const before = found.get(flag)
    if (before && !flags[flag].repeatable) throw new OptionError(`--${name} was given twice; give it once`)
    found.set(flag, { from: `--${name}`, texts: [...(before?.texts ?? []), text] })
  }
  return found
}

const flagNames = Object.keys(flags) as FlagName[]
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** DIR/settings.json, when somebody wrote one: the flags' names in camelCase, without `data`. */
function readSettingsFile(path: string): Map<FlagName, Reading> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // Not there, or the folder can't be used: the start itself says so in its own words.
    return new Map()
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    parsed = null
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new OptionError(`The settings file ${path} is not a JSON object; mend or remove it`)
  }
  const byKey = new Map(flagNames.filter((n) => n !== 'data').map((n) => [camelCase(n), n]))
  const found = new Map<FlagName, Reading>()
  for (const [key, raw] of Object.entries(parsed)) {
    const name = byKey.get(key)
    if (!name) throw new OptionError(`${JSON.stringify(key)} in ${path} is not a setting; use ${[...byKey.keys()].join(', ')}`)
    const values = Array.isArray(raw) && flags[name].repeatable ? raw : [raw]
    if (!values.every((v) => typeof v === 'string' || typeof v === 'number')) {
      throw new OptionError(`${JSON.stringify(key)} in ${path} must be ${flags[name].wants}`)
    }
    found.set(name, { from: `${JSON.stringify(key)} in ${path}`, texts: values.map(String) })
  }
  return found
}
