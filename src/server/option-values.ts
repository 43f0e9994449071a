// The flags of `serve`: how each value is read and what is said when it can't be. Pure: no environment, no files.

import { emailFault } from '../domain/email.ts'

/** A value as it was given and the name of where it came from: `--http-port`, `PLENUM_HTTP_PORT`, a line of the settings file. */
export interface Reading {
  readonly from: string
  readonly texts: readonly string[]
}

export interface Flag {
  /** Ends the sentence "--x must be ...". */
  readonly wants: string
  readonly repeatable?: true
  readonly read: (reading: Reading) => unknown
}

/** A flag, variable or settings line that can't be used: one sentence, exit code 2, nothing has changed. */
export class OptionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'OptionError'
  }
}

function refusal({ from }: Reading, wants: string, text: string): OptionError {
  return new OptionError(`${from} must be ${wants}; it was ${JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text)}`)
}

function flag(wants: string, parse: (text: string) => unknown): Flag {
  return {
    wants,
    read: (reading) => {
      const text = reading.texts[0] ?? ''
      const value = parse(text)
      if (value === undefined) throw refusal(reading, wants, text)
      return value
    },
  }
}

function list(wants: string, parse: (text: string) => unknown): Flag {
  return {
    wants,
    repeatable: true,
    read: (reading) =>
      reading.texts
        .filter((text) => text !== '')
        .map((text) => {
          const value = parse(text)
          if (value === undefined) throw refusal(reading, wants, text)
          return value
        }),
  }
}

const port = (text: string) => (/^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined)
const portOrOff = (text: string) => (text === 'off' ? 'off' : port(text))
const oneOf = (words: readonly string[]) => (text: string) => (words.includes(text) ? text : undefined)
const host = (text: string) => (/^[A-Za-z0-9.:_-]{1,253}$/.test(text) ? text : undefined)

function folder(text: string): string | undefined {
  return text.trim() === '' || text.includes('\0') ? undefined : text
}

/** Scheme, host and port exactly as a browser sends them: no path, no star, no `null`. */
function origin(text: string): string | undefined {
  try {
    const url = new URL(text)
    return (url.protocol === 'http:' || url.protocol === 'https:') && url.origin === text.replace(/\/$/, '').toLowerCase()
      ? url.origin
      : undefined
  } catch {
    return undefined
  }
}

function mqttUrl(text: string): string | undefined {
  try {
    const url = new URL(text)
    return ['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(url.protocol) && url.hostname !== '' ? text : undefined
  } catch {
    return undefined
  }
}

function smtpUrl(text: string): string | undefined {
  try {
    const url = new URL(text)
    // As they are read later: a lonely % fails there.
    for (const part of [url.username, url.password]) decodeURIComponent(part)
    const from = url.searchParams.get('from')
    if (from !== null && (/[<>,;:"\\\s]/.test(from) || emailFault(from) !== null)) return undefined
    return (url.protocol === 'smtp:' || url.protocol === 'smtps:') && url.hostname !== '' ? text : undefined
  } catch {
    return undefined
  }
}

const portWords = 'a whole number from 0 to 65535 (0 picks a free one)'
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

export const flags = {
  data: flag('the path of a folder', folder),
  'http-port': flag(portWords, port),
  'mqtt-port': flag(`${portWords}, or off`, portOrOff),
  'mqtt-host': flag('a host name or an address to listen on', host),
  'mqtt-auth': flag('required or open', oneOf(['required', 'open'])),
  'mqtts-port': flag(portWords, port),
  'mqtt-ws-port': flag(portWords, port),
  'mqtts-cert': flag('the path of a PEM file with the certificate of the TLS port', folder),
  'mqtts-key': flag('the path of a PEM file with its key', folder),
  'mqtt-external-url': flag('an address like mqtts://user:password@broker.example.com:8883', mqttUrl),
  'allow-origin': list('an origin like https://tools.example.com, without a path', origin),
  'log-level': flag(`one of ${logLevels.join(', ')}`, oneOf(logLevels)),
  'smtp-url': flag('an address like smtps://user:password@mail.example.com:465', smtpUrl),
} as const satisfies Record<string, Flag>

export type FlagName = keyof typeof flags
