// What an IP address is, seen from this computer: public, private, loopback, or one that is never asked. An IPv4 address inside an IPv6 one
// (mapped, NAT64, 6to4) counts as that.
import { BlockList, isIP } from 'node:net'

export type AddressKind = 'public' | 'private' | 'loopback' | 'refused'

const listOf = (...ranges: [string, number, 'ipv4' | 'ipv6'][]) => {
  const list = new BlockList()
  for (const [net, prefix, family] of ranges) list.addSubnet(net, prefix, family)
  return list
}
const loopback = listOf(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6'])
const privateNetworks = listOf(
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
)
const refused = listOf(
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
)

/** What an IP address is, seen from here; an IPv4 address inside an IPv6 one counts as that. */
export function kindOfAddress(address: string): AddressKind {
  const bare = address.split('%')[0] ?? ''
  const version = isIP(bare)
  if (version === 0) return 'refused'
  if (version === 6) {
    const inner = embeddedIpv4(bare)
    if (inner !== null) return kindOfAddress(inner)
  }
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (refused.check(bare, family)) return 'refused'
  if (loopback.check(bare, family)) return 'loopback'
  if (privateNetworks.check(bare, family)) return 'private'
  return 'public'
}

/** ::ffff:a.b.c.d, ::a.b.c.d, NAT64 64:ff9b::/96 and 6to4 2002::/16. */
function embeddedIpv4(address: string): string | null {
  const words = wordsOf(address)
  if (words === null) return null
  const dotted = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join('.')
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = words
  const isZero = (...some: number[]) => some.every((one) => one === 0)
  if (isZero(a, b, c, d, e) && f === 0xffff) return dotted(g, h)
  if (isZero(a, b, c, d, e, f) && g !== 0) return dotted(g, h)
  if (isZero(a, b, c, d) && e === 0xffff && f === 0) return dotted(g, h)
  if (a === 0x64 && b === 0xff9b && isZero(c, d, e, f)) return dotted(g, h)
  if (a === 0x2002) return dotted(b, c)
  return null
}

function wordsOf(address: string): number[] | null {
  // The URL parser writes every spelling the same way, dotted tails included.
  const plain = URL.canParse(`http://[${address}]/`) ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : null
  if (plain === null) return null
  const [head = '', tail] = plain.split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)))
  if (tail === undefined) return read(head)
  const [left, right] = [read(head), read(tail)]
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}
