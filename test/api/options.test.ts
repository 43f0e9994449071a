// Flags, environment, settings file, defaults: who wins, and the sentence for each value that can't be used.
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { flags } from '../../src/server/option-values.ts'
import { defaultDataFolder, readOptions } from '../../src/server/options.ts'
import { makeTempFolder } from '../helpers/server-process.ts'

const read = (argv: readonly string[], env: Record<string, string> = {}) => readOptions({ argv: ['--data', '/nowhere', ...argv], env })

test('the defaults are those of the interface', () => {
  expect(read([])).toEqual({
    dataFolder: '/nowhere',
    httpPort: 5717,
    allowedOrigins: [],
    logLevel: 'info',
    mqtt: { port: 1883, host: '0.0.0.0', auth: 'required', tlsPort: null, webSocketPort: null, tlsCertificate: null },
    mqttExternalUrl: null,
    smtpUrl: null,
    onBusyPort: 'refuse',
  })
})

test('every flag of the interface is known, also as a variable', () => {
  const names = [
    'data',
    'http-port',
    'mqtt-port',
    'mqtt-host',
    'mqtt-auth',
    'mqtts-port',
    'mqtt-ws-port',
    'mqtts-cert',
    'mqtts-key',
    'mqtt-external-url',
    'allow-origin',
    'log-level',
    'smtp-url',
  ]
  expect(Object.keys(flags)).toEqual(names)
  const env = { PLENUM_HTTP_PORT: '1', PLENUM_MQTT_PORT: 'off', PLENUM_MQTT_HOST: '::1', PLENUM_MQTTS_PORT: '2', PLENUM_MQTT_WS_PORT: '3' }
  const more = {
    PLENUM_ALLOW_ORIGIN: 'https://a.example https://b.example',
    PLENUM_SMTP_URL: 'smtp://mail.example',
    PLENUM_MQTT_AUTH: 'open',
  }
  expect(read([], { ...env, ...more })).toMatchObject({
    httpPort: 1,
    mqtt: { port: 'off', host: '::1', auth: 'open', tlsPort: 2, webSocketPort: 3 },
    allowedOrigins: ['https://a.example', 'https://b.example'],
    smtpUrl: 'smtp://mail.example',
  })
})

test('flags win over environment, environment over the settings file, the file over defaults', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  await mkdir(folder)
  await writeFile(
    join(folder, 'settings.json'),
    '{ "httpPort": 1, "mqttPort": 1, "logLevel": "debug", "allowOrigin": ["https://a.example"] }',
  )
  const options = readOptions({
    argv: ['--http-port=3'],
    env: { PLENUM_DATA: folder, PLENUM_HTTP_PORT: '2', PLENUM_MQTT_PORT: '2', PLENUM_LOG_LEVEL: '' },
  })
  expect([options.httpPort, options.mqtt.port, options.logLevel, options.allowedOrigins]).toEqual([3, 2, 'debug', ['https://a.example']])
})

test('a value that cannot be used is one sentence naming the flag, what was wrong and what to do', () => {
  const table: [string[], string][] = [
    [['--http-port', 'abc'], '--http-port must be a whole number from 0 to 65535 (0 picks a free one); it was "abc"'],
    [['--http-port', '-1'], '--http-port must be a whole number from 0 to 65535 (0 picks a free one); it was "-1"'],
    [['--http-port', '65536'], '--http-port must be a whole number from 0 to 65535 (0 picks a free one); it was "65536"'],
    [['--http-port', '80.5'], '--http-port must be a whole number from 0 to 65535 (0 picks a free one); it was "80.5"'],
    [['--http-port='], '--http-port must be a whole number from 0 to 65535 (0 picks a free one); it was ""'],
    [['--http-port'], '--http-port needs a value: a whole number from 0 to 65535 (0 picks a free one)'],
    [['--http-port', '--mqtt-port', '1'], '--http-port needs a value: a whole number from 0 to 65535 (0 picks a free one)'],
    [['--http-port', '1', '--http-port', '2'], '--http-port was given twice; give it once'],
    [['--mqtt-port', 'on'], '--mqtt-port must be a whole number from 0 to 65535 (0 picks a free one), or off; it was "on"'],
    [['--mqtt-host', 'a b'], '--mqtt-host must be a host name or an address to listen on; it was "a b"'],
    [['--mqtt-auth', 'none'], '--mqtt-auth must be required or open; it was "none"'],
    [['--allow-origin', '*'], '--allow-origin must be an origin like https://tools.example.com, without a path; it was "*"'],
    [['--allow-origin', 'null'], '--allow-origin must be an origin like https://tools.example.com, without a path; it was "null"'],
    [
      ['--allow-origin', 'https://a.example/path'],
      '--allow-origin must be an origin like https://tools.example.com, without a path; it was "https://a.example/path"',
    ],
    [['--log-level', 'loud'], '--log-level must be one of fatal, error, warn, info, debug, trace, silent; it was "loud"'],
    [
      ['--smtp-url', 'http://mail.example'],
      '--smtp-url must be an address like smtps://user:password@mail.example.com:465; it was "http://mail.example"',
    ],
  ]
  const said = table.map(([argv]) => {
    try {
      return [argv, `accepted: ${JSON.stringify(read(argv))}`]
    } catch (error) {
      return [argv, (error as Error).message]
    }
  })
  expect(said).toEqual(table)
})

test('an unknown flag and a stray word are refused by name with the list of flags', () => {
  expect(() => read(['--port', '1'])).toThrow('"--port" is not a flag of serve; use --data, --http-port')
  expect(() => read(['5717'])).toThrow('"5717" is not a flag of serve')
  expect(() => read(['--__proto__', 'x'])).toThrow('is not a flag of serve')
  expect(() => readOptions({ argv: ['--data', ''], env: {} })).toThrow('--data must be the path of a folder; it was ""')
})

test('a settings file that cannot be used is named, and so is the line', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  await mkdir(folder)
  const path = join(folder, 'settings.json')
  const said = async (text: string) => {
    await writeFile(path, text)
    try {
      return readOptions({ argv: ['--data', folder], env: {} }).httpPort
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(await said('{')).toBe(`The settings file ${path} is not a JSON object; mend or remove it`)
  expect(await said('[]')).toBe(`The settings file ${path} is not a JSON object; mend or remove it`)
  expect(await said('{"httpPort":"x"}')).toContain(`"httpPort" in ${path} must be a whole number`)
  expect(await said('{"httpPort":null}')).toContain(`"httpPort" in ${path} must be a whole number`)
  expect(await said('{"port":1}')).toContain(`"port" in ${path} is not a setting; use httpPort`)
  expect(await said('\uFEFF{"httpPort":8080}')).toBe(8080)
})

test('the data folder defaults to the place of each platform and may be relative', () => {
  expect(defaultDataFolder('linux', {}, '/home/a')).toBe('/home/a/.local/share/plenum')
  expect(defaultDataFolder('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toBe('/data/plenum')
  expect(defaultDataFolder('linux', { XDG_DATA_HOME: 'relative' }, '/home/a')).toBe('/home/a/.local/share/plenum')
  expect(defaultDataFolder('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/Plenum')
  expect(defaultDataFolder('win32', { APPDATA: '/appdata' }, '/u')).toBe('/appdata/Plenum')
  expect(readOptions({ argv: ['--data', 'some where'], env: {} }).dataFolder).toBe(resolve('some where'))
})
