// Plays vectors: raw MQTT bytes over real sockets to the real broker, answers compared byte by byte.
//
// A vector is a name, the numbers of the standard's statements it shows, and lines:
//   a> 30 ['t' "hi"]   client a sends; 'x' is a string with its length, "x" is bytes, [..] has its remaining length before it
//   a< 40 02 0001      client a receives exactly this; ?? is any byte, $p are two bytes that must be the same wherever $p stands
//   a<~ .. | ..        these packets in any order
//   a+                 connects as client id "a" with a clean session; `a+ new` and `a+ back` keep it, and find none or one
//   a stays            is still connected and nothing came: PINGREQ is answered by PINGRESP and by nothing before it
//   a closes           the server ends the connection and sends nothing more
//   a leaves, a drops  client a sends DISCONNECT, or breaks off
//   wait 100           milliseconds
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestLife } from '../helpers/test-server.ts'
import { startBroker } from './broker-under-test.ts'

export interface Vector {
  readonly name: string
  /** Numbers of the standard without `MQTT-`: 3.1.0-1. */
  readonly must: readonly string[]
  readonly lines: string
  /** Nodes need credentials: n1 has the password `secret`. */
  readonly auth?: 'required'
}

const patienceMs = 4000

/** A byte, any byte, or one half of a named number. */
type Piece = number | null | { readonly name: string; readonly half: 0 | 1 }
const token = /'[^']*'|"[^"]*"|\[|\]|\?\?|\$\w+|[0-9a-f]{2}/gy

/** Reads the bytes of a line. */
export function pieces(text: string): Piece[] {
  const stack: Piece[][] = [[]]
  const top = () => stack.at(-1) as Piece[]
  let at = 0
  while (at < text.length) {
    if (text[at] === ' ') {
      at += 1
      continue
    }
    token.lastIndex = at
    const [word] = token.exec(text) ?? []
    if (word === undefined) throw new Error(`No bytes: ${text.slice(at)}`)
    at += word.length
    if (word === '[') stack.push([])
    else if (word === ']') {
      const inner = stack.pop() as Piece[]
      top().push(...lengthOf(inner.length), ...inner)
    } else if (word === '??') top().push(null)
    else if (word.startsWith('$')) top().push({ name: word, half: 0 }, { name: word, half: 1 })
    else if (word.startsWith("'")) {
      const bytes = Buffer.from(word.slice(1, -1))
      top().push(bytes.length >> 8, bytes.length & 255, ...bytes)
    } else if (word.startsWith('"')) top().push(...Buffer.from(word.slice(1, -1)))
    else top().push(Number.parseInt(word, 16))
  }
  if (stack.length !== 1) throw new Error(`Brackets don't match: ${text}`)
  return top()
}

/** Clause 2.2.3, as the standard's own pseudo code has it. */
function lengthOf(length: number): number[] {
  const bytes: number[] = []
  let x = length
  do {
    let encoded = x % 128
    x = Math.floor(x / 128)
    if (x > 0) encoded |= 128
    bytes.push(encoded)
  } while (x > 0)
  return bytes
}

interface Peer {
  send(bytes: Buffer): Promise<void>
  take(count: number): Promise<Buffer>
  closed(): Promise<void>
  rest(): Buffer
  destroy(): void
}

async function dial(port: number, isBytewise: boolean): Promise<Peer> {
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true })
  let bytes = Buffer.alloc(0)
  let isClosed = false
  let wake = () => {}
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    wake()
  })
  for (const event of ['end', 'close', 'error'])
    socket.on(event, () => {
      isClosed = true
      wake()
    })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const until = async (isDone: () => boolean) => {
    const end = performance.now() + patienceMs
    while (!isDone() && performance.now() < end) {
      await Promise.race([new Promise<void>((resolve) => (wake = () => resolve())), sleep(50)])
    }
    return isDone()
  }
  return {
    send: async (all) => {
      if (!isBytewise) return void socket.write(all)
      for (const byte of all) {
        if (isClosed) return
        socket.write(Buffer.from([byte]))
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    take: async (count) => {
      await until(() => bytes.length >= count || isClosed)
      const taken = bytes.subarray(0, count)
      bytes = bytes.subarray(count)
      return taken
    },
    closed: async () => {
      if (!(await until(() => isClosed))) throw new Error('the connection stays open')
    },
    rest: () => bytes,
    destroy: () => void socket.destroy(),
  }
}

/** Plays one vector; throws naming the line that went another way. */
export async function play(t: TestLife, { lines, auth }: Vector, { isBytewise }: { isBytewise: boolean }): Promise<void> {
  const { port, broker, gate } = await startBroker(t, auth ? { auth } : {})
  gate.nodes.add('n1')
  gate.passwords.set('n1', 'secret')
  const peers = new Map<string, Peer>()
  const numbers = new Map<string, number[]>()
  t.onTestFinished(async () => {
    for (const peer of peers.values()) peer.destroy()
  })

  const peerOf = async (name: string) => {
    const found = peers.get(name)
    if (found) return found
    const made = await dial(port, isBytewise)
    peers.set(name, made)
    return made
  }
  const send = async (name: string, text: string) => {
    const bytes = pieces(text).map((piece) => {
      if (typeof piece === 'number') return piece
      const byte = piece && numbers.get(piece.name)?.[piece.half]
      if (byte === null || byte === undefined) throw new Error('nothing to send there')
      return byte
    })
    await (await peerOf(name)).send(Buffer.from(bytes))
  }
  /** Does it match? Learns the numbers it meets only when it does. */
  const fits = (bytes: Buffer, wanted: Piece[]): boolean => {
    const learnt = new Map<string, number[]>()
    const isRight = wanted.every((piece, i) => {
      if (piece === null) return i < bytes.length
      if (typeof piece === 'number') return bytes[i] === piece
      const known = numbers.get(piece.name)
      const byte = bytes[i] ?? -1
      if (known) return known[piece.half] === byte
      learnt.set(piece.name, [...(learnt.get(piece.name) ?? []), byte])
      return byte >= 0
    })
    if (!isRight || bytes.length !== wanted.length) return false
    for (const [key, pair] of learnt) {
      // A server may not choose 0 as a packet id [MQTT-2.3.1-1].
      if (pair.every((byte) => byte === 0)) return false
      numbers.set(key, pair)
    }
    return true
  }
  const expectBytes = async (name: string, text: string) => {
    const wanted = pieces(text)
    const bytes = await (await peerOf(name)).take(wanted.length)
    if (!fits(bytes, wanted)) throw new Error(`got ${describe(bytes)} and then ${describe((await peerOf(name)).rest())}`)
  }
  const expectAnyOrder = async (name: string, texts: string[]) => {
    const missing = texts.map(pieces)
    while (missing.length > 0) {
      const peer = await peerOf(name)
      const head = await peer.take(2)
      const packet = Buffer.concat([head, await peer.take(head[1] ?? 0)])
      const at = missing.findIndex((one) => fits(packet, one))
      if (at < 0) throw new Error(`got ${describe(packet)}`)
      missing.splice(at, 1)
    }
  }
  const forget = async (name: string) => {
    const peer = await peerOf(name)
    if (peer.rest().length > 0) throw new Error(`${name} got more: ${describe(peer.rest())}`)
    peers.delete(name)
    return peer
  }
  const gone = async (connections: number) => {
    for (let i = 0; i < 400 && [...broker.connections()].length >= connections; i += 1) await sleep(5)
  }

  const playLine = async (line: string) => {
    const [, name = '', verb = '', rest = ''] = /^(\w+)(<~|<|>|\+|\s+\w+)\s*(.*)$/.exec(line) ?? []
    const what = verb.trim()
    if (name === 'wait') return void (await sleep(Number(what)))
    if (what === '>') return send(name, rest)
    if (what === '<') return expectBytes(name, rest)
    if (what === '<~') return expectAnyOrder(name, rest.split('|'))
    if (what === '+') {
      await send(name, `10 ['MQTT' 04 ${rest === '' ? '02' : '00'} 0000 '${name}']`)
      return expectBytes(name, `20 02 ${rest === 'back' ? '01' : '00'} 00`)
    }
    if (what === 'stays') {
      await send(name, 'c0 00')
      return expectBytes(name, 'd0 00')
    }
    if (what === 'closes') {
      const peer = await peerOf(name)
      await peer.closed()
      return void (await forget(name))
    }
    if (what === 'leaves' || what === 'drops') {
      const count = [...broker.connections()].length
      if (what === 'leaves') await send(name, 'e0 00')
      const peer = await forget(name)
      if (what === 'drops') peer.destroy()
      else await peer.closed()
      return gone(count)
    }
    throw new Error('no such line')
  }

  for (const line of lines.split('\n').map((one) => one.trim())) {
    if (line === '') continue
    try {
      await playLine(line)
    } catch (error) {
      throw new Error(`${isBytewise ? 'byte by byte: ' : ''}${line}\n  ${(error as Error).message}`)
    }
  }
  for (const [name, peer] of peers) if (peer.rest().length > 0) throw new Error(`${name} got more at the end: ${describe(peer.rest())}`)
}

const describe = (bytes: Buffer) =>
  bytes.length === 0 ? 'nothing' : `${bytes.toString('hex')} (${JSON.stringify(bytes.toString('latin1'))})`
