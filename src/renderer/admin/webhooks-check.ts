// Ready code that checks the signature of a delivery, in the languages engineers use; each runs as it stands, with the secret in SECRET.
// Pure. Proven against real deliveries by test/e2e/webhooks.spec.ts.

export const checkLanguages = ['Shell', 'Python', 'JavaScript'] as const
export type CheckLanguage = (typeof checkLanguages)[number]

const shell = [
  '# ID, TIMESTAMP, SIGNATURE: the three webhook- headers; body.json: the body, byte for byte',
  `key=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')`,
  `expected=$({ printf '%s.%s.' "$ID" "$TIMESTAMP"; cat body.json; } |`,
  '  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)',
  'age=$(($(date +%s) - TIMESTAMP))',
  'case " $SIGNATURE " in',
  `  *" v1,$expected "*) [ "\${age#-}" -le 300 ] && echo good || { echo too old; exit 1; } ;;`,
  '  *) echo wrong; exit 1 ;;',
  'esac',
]

const python = [
  'import base64, hashlib, hmac, os, time',
  '',
  'def check(headers, body):  # body: bytes, as they came',
  '    key = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_"))',
  '    head = headers["webhook-id"] + "." + headers["webhook-timestamp"] + "."',
  '    mac = hmac.new(key, head.encode() + body, hashlib.sha256).digest()',
  '    expected = "v1," + base64.b64encode(mac).decode()',
  '    is_fresh = abs(time.time() - int(headers["webhook-timestamp"])) <= 300',
  '    signatures = headers["webhook-signature"].split(" ")',
  '    return is_fresh and any(hmac.compare_digest(expected, one) for one in signatures)',
]

const javascript = [
  "import { createHmac, timingSafeEqual } from 'node:crypto'",
  '',
  'export function check(headers, body) { // body: a Buffer, as it came',
  "  const key = Buffer.from(process.env.SECRET.replace(/^whsec_/, ''), 'base64')",
  "  const head = headers['webhook-id'] + '.' + headers['webhook-timestamp'] + '.'",
  "  const expected = Buffer.from('v1,' + createHmac('sha256', key).update(head).update(body).digest('base64'))",
  "  const isFresh = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp'])) <= 300",
  '  const isSame = (one) => one.length === expected.length && timingSafeEqual(one, expected)',
  "  return isFresh && headers['webhook-signature'].split(' ').some((one) => isSame(Buffer.from(one)))",
  '}',
]

/** The text, without a secret in it. */
export function checkCode(language: CheckLanguage): string {
  return (language === 'Shell' ? shell : language === 'Python' ? python : javascript).join('\n')
}
