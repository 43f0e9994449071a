// Programs of others that read what Plenum writes (test/strangers.txt). Where one is missing its tests are skipped by name;
// with CI set they run and fail instead.
import { spawnSync } from 'node:child_process'
import { test } from 'vitest'

/** A way to see that a tool is there: the command must succeed. */
const probes = {
  ezdxf: ['/usr/bin/python3', '-c', 'import ezdxf'],
  shapely: ['/usr/bin/python3', '-c', 'import shapely'],
  librecad: ['which', 'librecad'],
  pdftotext: ['which', 'pdftotext'],
  pdfinfo: ['which', 'pdfinfo'],
  pdftocairo: ['which', 'pdftocairo'],
  mosquitto: ['which', 'mosquitto'],
  paho: ['/usr/bin/python3', '-c', 'import paho.mqtt.client'],
  wrk: ['which', 'wrk'],
  aiosmtpd: ['/usr/bin/python3', '-c', 'import aiosmtpd'],
  dkim: ['/usr/bin/python3', '-c', 'import dkim'],
  swaks: ['which', 'swaks'],
  jwt: ['/usr/bin/python3', '-c', 'import jwt'],
  hypothesis: ['/usr/bin/python3', '-c', 'import hypothesis, jsonschema'],
} as const

export type Stranger = keyof typeof probes

const found = new Map<Stranger, boolean>()

/** True when the tool can be started on this machine. */
export function hasTool(name: Stranger): boolean {
  const known = found.get(name)
  if (known !== undefined) return known
  const [command, ...args] = probes[name]
  const answer = spawnSync(command, args, { stdio: 'ignore' }).status === 0
  found.set(name, answer)
  return answer
}

/** `test` when the tool is there or CI is set, else `test.skip`, so the skip is counted under the test's own name. */
export function itNeeds(...names: readonly Stranger[]): typeof test | typeof test.skip {
  return process.env.CI || names.every(hasTool) ? test : test.skip
}

/** Runs a tool and answers what it printed; throws with its complaint when it fails. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly timeoutMs?: number } = {},
): string {
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...options.env },
    timeout: options.timeoutMs ?? 60_000,
    maxBuffer: 1 << 28,
  })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${done.stderr || done.error?.message || done.status}`)
  return done.stdout
}
