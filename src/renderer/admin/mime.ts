// A mail as it came over the wire, taken apart for reading: headers, text, HTML, and what hangs on it. Pure; never throws on odd input.

export interface ReadMail {
  /** Unfolded and decoded, in their order. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly subject: string
  readonly text: string | null
  readonly html: string | null
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly bytes: number }[]
}
type Header = ReadMail['headers'][number]

const mostDepth = 8
const mostParts = 100

/** Reads the source; whatever isn't understood is shown as it stands. */
export function readMail(source: string): ReadMail {
  const { head, body } = split(source.replace(/\r\n?/g, '\n'))
  const found = { text: null as string | null, html: null as string | null, attachments: [] as ReadMail['attachments'][number][], parts: 0 }
  const walk = (headers: readonly Header[], content: string, depth: number) => {
    found.parts += 1
    if (depth > mostDepth || found.parts > mostParts) return
    const type = parameters(headerOf(headers, 'content-type') ?? 'text/plain')
    const boundary = type.named.get('boundary')
    if (type.value.startsWith('multipart/') && boundary !== undefined) {
      for (const part of partsOf(content, boundary)) {
        const { head: inner, body: innerBody } = split(part)
        walk(readHeaders(inner), innerBody, depth + 1)
      }
      return
    }
    const bytes = bytesOf(content, headerOf(headers, 'content-transfer-encoding') ?? '')
    const disposition = parameters(headerOf(headers, 'content-disposition') ?? '')
    const name = disposition.named.get('filename') ?? type.named.get('name')
    const isText = type.value === 'text/plain' || type.value === 'text/html'
    if (!isText || disposition.value === 'attachment') {
      const size = typeof bytes === 'string' ? new TextEncoder().encode(bytes).length : bytes.length
      found.attachments.push({ name: name ?? type.value, type: type.value, bytes: size })
      return
    }
    const words = typeof bytes === 'string' ? bytes : decode(bytes, type.named.get('charset'))
    if (type.value === 'text/html') found.html ??= words
    else found.text ??= words
  }
  const headers = readHeaders(head)
  walk(headers, body, 0)
  const { text, html, attachments } = found
  return { headers, subject: headerOf(headers, 'subject') ?? '', text, html, attachments }
}

function split(source: string): { head: string; body: string } {
  if (source.startsWith('\n')) return { head: '', body: source.slice(1) }
  const at = source.indexOf('\n\n')
  return at < 0 ? { head: source, body: '' } : { head: source.slice(0, at), body: source.slice(at + 2) }
}

function readHeaders(head: string): Header[] {
  return head
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const at = line.indexOf(':')
      return at < 1 ? [] : [{ name: line.slice(0, at).trim(), value: decodeWords(line.slice(at + 1).trim()) }]
    })
}

const headerOf = (headers: readonly Header[], name: string) => headers.find((one) => one.name.toLowerCase() === name)?.value

/** `text/plain; charset="utf-8"`. */
function parameters(header: string): { value: string; named: Map<string, string> } {
  const [value = ''] = header.split(';', 1)
  const named = new Map<string, string>()
  for (const [, name = '', quoted, bare] of header.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/g)) {
    const given = quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1')
    const isEncoded = name.endsWith('*')
    named.set(name.toLowerCase().replace(/\*0?\*?$/, ''), isEncoded ? decodeExtended(given) : given)
  }
  return { value: value.trim().toLowerCase(), named }
}

/** RFC 2231: `utf-8''r%C3%A9sum%C3%A9.pdf`. */
function decodeExtended(text: string): string {
  const [charset = '', , words = text] = text.split("'")
  return decode(bytesOfQuoted(words.replaceAll('%', '=')), charset)
}

function partsOf(body: string, boundary: string): string[] {
  const parts: string[] = []
  let part: string[] | null = null
  for (const line of body.split('\n')) {
    const isEnd = line.trimEnd() === `--${boundary}--`
    if (isEnd || line.trimEnd() === `--${boundary}`) {
      if (part !== null) parts.push(part.join('\n'))
      part = isEnd ? null : []
      if (isEnd) break
    } else part?.push(line)
  }
  if (part !== null) parts.push(part.join('\n'))
  return parts
}

/** RFC 2047: `=?utf-8?Q?Caf=C3=A9?=`. */
function decodeWords(text: string): string {
  return text
    .replace(/(=\?[^?\s]+\?[bq]\?[^?]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi, '$1')
    .replace(/=\?([^?\s]+)\?([bq])\?([^?]*)\?=/gi, (_, charset: string, how: string, words: string) =>
      decode(how.toLowerCase() === 'b' ? bytesOfBase64(words) : bytesOfQuoted(words.replaceAll('_', ' ')), charset),
    )
}

/** Text stays text where nothing was encoded: the wire's bytes have been read as UTF-8 already. */
function bytesOf(content: string, encoding: string): Uint8Array | string {
  const how = encoding.trim().toLowerCase()
  if (how === 'base64') return bytesOfBase64(content)
  return how === 'quoted-printable' ? bytesOfQuoted(content.replace(/[ \t]*=\n/g, (end) => end.replace(/=\n$/, ''))) : content
}

function bytesOfBase64(text: string): Uint8Array {
  const clean = text.replace(/[^A-Za-z0-9+/]/g, '')
  return Uint8Array.from(atob(clean.slice(0, clean.length - (clean.length % 4 === 1 ? 1 : 0))), (c) => c.charCodeAt(0))
}

function bytesOfQuoted(text: string): Uint8Array {
  const raw = new TextEncoder().encode(text)
  const bytes: number[] = []
  for (let at = 0; at < raw.length; at++) {
    const hex = raw[at] === 0x3d ? String.fromCharCode(raw[at + 1] ?? 0, raw[at + 2] ?? 0) : ''
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    } else bytes.push(raw[at] ?? 0)
  }
  return Uint8Array.from(bytes)
}

function decode(bytes: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}
