// Packets that must end the connection, and those that look odd and must not: clauses 1.5, 2, 3.3 to 3.14, 4.7 and 4.8.
import type { Vector } from './vector-runner.ts'

const closes = (name: string, must: readonly string[], packet: string): Vector => ({
  name,
  must,
  lines: `a+\na> ${packet}\na closes`,
})
const hex = (byte: number) => byte.toString(16).padStart(2, '0')

/** Every packet a client may send, with the flags table 2.2 gives it, and a body that is right. */
const packets = [
  { name: 'PUBACK', type: 4, flags: 0, body: '[0001]', must: [] },
  { name: 'PUBREC', type: 5, flags: 0, body: '[0001]', must: [] },
  { name: 'PUBREL', type: 6, flags: 2, body: '[0001]', must: ['3.6.1-1'] },
  { name: 'PUBCOMP', type: 7, flags: 0, body: '[0001]', must: [] },
  { name: 'SUBSCRIBE', type: 8, flags: 2, body: "[0001 't' 00]", must: ['3.8.1-1'] },
  { name: 'UNSUBSCRIBE', type: 10, flags: 2, body: "[0001 't']", must: ['3.10.1-1'] },
  { name: 'PINGREQ', type: 12, flags: 0, body: '[]', must: [] },
  { name: 'DISCONNECT', type: 14, flags: 0, body: '[]', must: ['3.14.1-1'] },
] as const

/** One flag each is wrong, and all of them. */
const wrongFlags = packets.flatMap(({ name, type, flags, body, must }) =>
  [flags ^ 1, flags ^ 2, flags ^ 4, flags ^ 8, flags ^ 15].map((wrong) =>
    closes(`${name} with flags ${wrong}`, ['2.2.2-1', '2.2.2-2', '4.8.0-1', ...must], `${hex((type << 4) | wrong)} ${body}`),
  ),
)

/** What is no string of clause 1.5.3. */
const badStrings: readonly (readonly [string, string, string])[] = [
  ['a byte that starts nothing', '1.5.3-1', '0003 61ff62'],
  ['a sequence that is cut off', '1.5.3-1', '0003 61e282'],
  ['an overlong slash', '1.5.3-1', '0002 c0af'],
  ['an overlong U+0000', '1.5.3-1', '0002 c080'],
  ['the surrogate U+D800', '1.5.3-1', '0003 eda080'],
  ['the surrogate U+DFFF', '1.5.3-1', '0003 edbfbf'],
  ['a pair of surrogates', '1.5.3-1', '0006 eda081edb080'],
  ['a code point beyond U+10FFFF', '1.5.3-1', '0004 f4908080'],
  ['U+0000 first', '1.5.3-2', '0002 0061'],
  ['U+0000 last', '1.5.3-2', '0002 6100'],
  ['U+0000 alone', '1.5.3-2', '0001 00'],
  ['a control character', '4.8.0-1', '0002 6107'],
  ['a C1 control character', '4.8.0-1', '0003 61c285'],
  ['the non-character U+FFFF', '4.8.0-1', '0003 efbfbf'],
]
const strings = badStrings.flatMap(([name, must, bytes]) => {
  const both = must === '1.5.3-2' ? ['4.7.3-2'] : []
  return [
    closes(`a topic with ${name}`, [must, '3.3.2-1', ...both], `30 [${bytes} "x"]`),
    closes(`a topic filter with ${name}`, [must, '3.8.3-1', ...both], `82 [0001 ${bytes} 00]`),
    closes(`a topic filter to leave with ${name}`, [must, '3.10.3-1', ...both], `a2 [0001 ${bytes}]`),
  ]
})

const filters: readonly (readonly [string, string])[] = [
  ['t#', '4.7.1-2'],
  ['t/a#', '4.7.1-2'],
  ['#t', '4.7.1-2'],
  ['#/t', '4.7.1-2'],
  ['t/#/a', '4.7.1-2'],
  ['##', '4.7.1-2'],
  ['t/##', '4.7.1-2'],
  ['+#', '4.7.1-2'],
  ['t+', '4.7.1-3'],
  ['+t', '4.7.1-3'],
  ['t/a+/b', '4.7.1-3'],
  ['t/+a', '4.7.1-3'],
  ['++', '4.7.1-3'],
  ['t/++/a', '4.7.1-3'],
]

export const packetVectors: readonly Vector[] = [
  ...wrongFlags,
  ...strings,
  ...[0, 15].map((type) => closes(`packet type ${type}, which is reserved`, ['4.8.0-1'], `${hex(type << 4)} 00`)),
  ...[2, 9, 11, 13].map((type) => closes(`packet type ${type}, which only servers send`, ['4.8.0-1'], `${hex(type << 4)} [0001]`)),
  closes('a length of five bytes', ['4.8.0-1'], '30 80 80 80 80 01'),
  closes('a length of four bytes that go on', ['4.8.0-1'], 'c0 ff ff ff ff'),
  closes('a length of 256 MB', ['4.8.0-1'], '30 ff ff ff 7f'),
  closes('a PINGREQ with a body', ['4.8.0-1'], 'c0 [00]'),
  closes('a DISCONNECT with a body', ['4.8.0-1'], 'e0 [00]'),
  closes('a PUBACK without a packet id', ['4.8.0-1'], '40 []'),
  closes('a PUBACK with half a packet id', ['4.8.0-1'], '40 [00]'),
  closes('a PUBREL with a byte too many', ['4.8.0-1'], '62 [000100]'),
  closes('PUBLISH of QoS 1 with packet id 0', ['2.3.1-1', '4.8.0-1'], `32 ['t' 0000 "x"]`),
  closes('PUBLISH of QoS 2 with packet id 0', ['2.3.1-1', '4.8.0-1'], `34 ['t' 0000 "x"]`),
  closes('SUBSCRIBE with packet id 0', ['2.3.1-1', '4.8.0-1'], `82 [0000 't' 00]`),
  closes('UNSUBSCRIBE with packet id 0', ['2.3.1-1', '4.8.0-1'], `a2 [0000 't']`),
  closes('PUBREL with packet id 0', ['4.8.0-1'], '62 [0000]'),
  closes('PUBLISH of QoS 3', ['3.3.1-4'], `36 ['t' 0001 "x"]`),
  closes('PUBLISH of QoS 3, repeated and retained', ['3.3.1-4'], `3f ['t' 0001 "x"]`),
  closes('PUBLISH of QoS 0 that is marked as repeated', ['3.3.1-2', '4.8.0-1'], `38 ['t' "x"]`),
  closes('PUBLISH without a topic', ['3.3.2-1'], '30 []'),
  closes('PUBLISH with half a length of a topic', ['3.3.2-1'], '30 [00]'),
  closes('PUBLISH whose topic is longer than it', ['3.3.2-1'], '30 [0005 "t"]'),
  closes('PUBLISH of QoS 1 that ends before its packet id', ['2.3.1-1'], `32 ['t']`),
  closes('PUBLISH of QoS 2 that ends inside its packet id', ['2.3.1-1'], `34 ['t' 00]`),
  closes('PUBLISH to a topic of the broker, of QoS 1', ['3.3.5-2'], `32 ['$SYS' 1234 "x"]`),
  closes('PUBLISH to an empty topic', ['4.7.3-1'], `30 ['' "x"]`),
  ...['#', '+', 't/#', 't/+', 't/+/a', 'a+b', 'a#b'].map((topic) =>
    closes(`PUBLISH to ${topic}`, ['3.3.2-2', '4.7.1-1'], `30 ['${topic}' "x"]`),
  ),
  closes('SUBSCRIBE without a filter', ['3.8.3-3', '4.8.0-1'], '82 [0001]'),
  closes('SUBSCRIBE with a filter without a QoS', ['3.8.3-3'], `82 [0001 't']`),
  closes('SUBSCRIBE whose filter is cut off', ['3.8.3-3'], `82 [0001 0009 "t" 00]`),
  closes('SUBSCRIBE whose second filter is cut off', ['3.8.3-3'], `82 [0001 't' 00 0005 "u"]`),
  closes('SUBSCRIBE to an empty filter', ['4.7.3-1'], `82 [0001 '' 00]`),
  ...[3, 4, 8, 16, 32, 64, 128, 129].map((qos) =>
    closes(`SUBSCRIBE with the requested QoS byte ${qos}`, ['3.8.3-4'], `82 [0001 't' ${hex(qos)}]`),
  ),
  closes('SUBSCRIBE whose second filter asks for QoS 3', ['3.8.3-4'], `82 [0001 't' 00 'u' 03]`),
  closes('UNSUBSCRIBE without a filter', ['3.10.3-2', '4.8.0-1'], 'a2 [0001]'),
  closes('UNSUBSCRIBE whose filter is cut off', ['3.10.3-1'], 'a2 [0001 0005 "t"]'),
  closes('UNSUBSCRIBE from an empty filter', ['4.7.3-1'], `a2 [0001 '']`),
  ...filters.map(([filter, must]) => closes(`SUBSCRIBE to ${filter}`, [must], `82 [0001 '${filter}' 00]`)),
  ...filters.map(([filter, must]) => closes(`UNSUBSCRIBE from ${filter}`, [must], `a2 [0001 '${filter}']`)),
  {
    name: 'what comes after a packet that ends the connection is not done',
    must: ['4.8.0-1'],
    lines: `b+
      b> 82 [0001 't' 00]
      b< 90 03 0001 00
      a+
      a> 36 ['t' 0001 "x"] 30 ['t' "y"]
      a closes
      b stays`,
  },
  {
    name: 'a packet longer than the server takes ends the connection, and only that one',
    must: ['4.8.0-2'],
    lines: `a+\nb+\na> 30 81 80 04 0001 "t"\na closes\nb stays`,
  },
  {
    name: 'acknowledgements of what was never sent change nothing, and a handshake of QoS 2 can end',
    must: ['7.0.0-2', '4.3.3-1'],
    lines: `a+
      a> 40 [1234]
      a> 70 [1234]
      a stays
      a> 50 [1235]
      a< 62 [1235]
      a stays`,
  },
  {
    name: 'a length written with a byte too many is still a length',
    must: ['7.0.0-2'],
    lines: `a+\na> c0 80 00\na< d0 00\na stays`,
  },
  {
    name: 'PINGREQ is answered by PINGRESP, each',
    must: ['3.12.4-1'],
    lines: `a+\na> c0 00\na< d0 00\na> c0 00 c0 00 c0 00\na< d0 00 d0 00 d0 00\na stays`,
  },
  {
    name: 'U+FEFF is a character of a topic like any other',
    must: ['1.5.3-3', '4.7.3-4'],
    lines: `a+
      a> 82 [0001 0004 efbbbf74 00]
      a< 90 03 0001 00
      a> 30 ['t' "without"]
      a> 30 [0004 efbbbf74 "with"]
      a< 30 [0004 efbbbf74 "with"]
      a stays`,
  },
  {
    name: 'U+FEFF alone is a topic, and inside one it stays',
    must: ['1.5.3-3', '4.7.3-1'],
    lines: `a+
      a> 82 [0001 0003 efbbbf 00 0005 61efbbbf62 00]
      a< 90 04 0001 00 00
      a> 30 [0003 efbbbf "1"]
      a< 30 [0003 efbbbf "1"]
      a> 30 [0005 61efbbbf62 "2"]
      a< 30 [0005 61efbbbf62 "2"]
      a stays`,
  },
  {
    name: 'client ids that differ by U+FEFF are two clients',
    must: ['1.5.3-3', '3.1.3-2'],
    lines: `a+
      b> 10 ['MQTT' 04 02 0000 0004 efbbbf61]
      b< 20 02 00 00
      a stays
      b stays`,
  },
  {
    name: 'characters of two, three and four bytes come as they went',
    must: ['1.5.3-1', '4.7.3-4'],
    lines: `a+
      a> 82 [0001 'é/水/😀' 00]
      a< 90 03 0001 00
      a> 30 ['é/水/😀' "x"]
      a< 30 ['é/水/😀' "x"]`,
  },
  {
    name: 'a topic of more than 65535 bytes cannot be written, one of 5000 can',
    must: ['4.7.3-3'],
    lines: `a+
      a> 82 [0001 '${'t'.repeat(5000)}' 00]
      a< 90 03 0001 00
      a> 30 ['${'t'.repeat(5000)}' "x"]
      a< 30 ['${'t'.repeat(5000)}' "x"]`,
  },
  {
    name: 'an empty payload is a payload',
    must: ['3.3.4-1'],
    lines: `a+
      a> 82 [0001 't' 01]
      a< 90 03 0001 01
      a> 32 ['t' 0001]
      a<~ 40 02 0001 | 32 ['t' $p]
      a> 40 02 $p
      a stays`,
  },
]
