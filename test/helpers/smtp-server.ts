// Starts aiosmtpd (smtp-server.py) with a certificate of an authority of the test's own.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createAuthority, issueServer } from '../../src/server/broker/certificate-authority.ts'
import type { TestLife } from './test-server.ts'

export interface TakenMail {
  readonly to: readonly string[]
  readonly messageId: string
  readonly tls: boolean
  readonly user: string
  readonly answered: boolean
  readonly headers: readonly string[]
  readonly subject: string
  readonly attachments: readonly (readonly [string, number])[]
  readonly text: string
  readonly bytes: number
}
export interface SmtpServer {
  readonly port: number
  /** PEM of the authority its certificate is from. */
  readonly authority: string
  /** In the order they were taken. */
  readonly taken: readonly TakenMail[]
  readonly child: ChildProcess
  to(address: string): TakenMail[]
}

interface Script {
  readonly starttls?: boolean
  readonly password?: string
  readonly slow?: number
  readonly size?: number
  readonly take?: boolean
  readonly port?: number
}

let made: Promise<{ authority: string; certificate: string; key: string }> | undefined
const makeCertificate = async () => {
  const authority = await createAuthority({ name: 'Test', now: Date.now() })
  const { certificate, key } = await issueServer({ authority, names: ['127.0.0.1', 'localhost'], now: Date.now() })
  return { authority: authority.certificate, certificate, key }
}

/** Stops with the test. `life` may be a whole file's: what has onTestFinished. */
export async function startSmtpServer(t: TestLife, script: Script = {}, onTaken: () => void = () => {}): Promise<SmtpServer> {
  made ??= makeCertificate()
  const { authority, certificate, key } = await made
  const folder = mkdtempSync(join(tmpdir(), 'plenum-smtp-'))
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  writeFileSync(files.cert, certificate)
  writeFileSync(files.key, key)
  const child = spawn('/usr/bin/python3', ['test/helpers/smtp-server.py', JSON.stringify({ ...files, ...script })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.onTestFinished(async () => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const taken: TakenMail[] = []
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`aiosmtpd ended with ${code}`)))
    let isFirst = true
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!isFirst) {
        taken.push(JSON.parse(line) as TakenMail)
        return onTaken()
      }
      isFirst = false
      resolve(Number(line))
    })
  })
  return { port, authority, taken, child, to: (address) => taken.filter((mail) => mail.to.includes(address)) }
}
