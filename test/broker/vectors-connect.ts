// CONNECT and CONNACK: clauses 3.1 and 3.2 of the standard, but wills and sessions.
import type { Vector } from './vector-runner.ts'

/** Level 4, the flags, no keepalive, then the payload. */
const connect = (flags: string, payload: string, keepalive = '0000') => `a> 10 ['MQTT' 04 ${flags} ${keepalive} ${payload}]`
const accepted = 'a< 20 02 00 00\na stays'
const refused = (code: string) => `a< 20 02 00 ${code}\na closes`
const closes = 'a closes'
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

export const connectVectors: readonly Vector[] = [
  {
    name: 'a CONNECT with nothing but a client id is accepted',
    must: ['3.1.4-4', '3.2.0-1', '3.2.2-1', '3.1.3-3'],
    lines: `${connect('02', "'a'")}\n${accepted}`,
  },
  { name: 'PINGREQ before CONNECT', must: ['3.1.0-1', '3.2.0-1', '4.8.0-1'], lines: `a> c0 00\n${closes}` },
  { name: 'PUBLISH before CONNECT', must: ['3.1.0-1', '3.2.0-1', '4.8.0-1'], lines: `a> 30 ['t' "x"]\n${closes}` },
  { name: 'SUBSCRIBE before CONNECT', must: ['3.1.0-1'], lines: `a> 82 [0001 't' 00]\n${closes}` },
  { name: 'DISCONNECT before CONNECT', must: ['3.1.0-1'], lines: `a> e0 00\n${closes}` },
  { name: 'bytes of another protocol before CONNECT', must: ['3.1.0-1', '4.8.0-1'], lines: `a> "GET / HTTP/1.1" 0d0a\n${closes}` },
  { name: 'the hello of TLS before CONNECT', must: ['3.1.0-1', '4.8.0-1'], lines: `a> 16 0301 00c8 01 0000c4 0303 5a\n${closes}` },
  { name: 'a second CONNECT', must: ['3.1.0-2', '4.8.0-1'], lines: `a+\n${connect('02', "'a'")}\n${closes}` },
  { name: 'a second CONNECT as somebody else', must: ['3.1.0-2'], lines: `a+\n${connect('02', "'b'")}\n${closes}` },
  {
    name: 'two CONNECTs in one write: the first is answered, then the connection ends',
    must: ['3.1.0-2'],
    lines: `a> 10 ['MQTT' 04 02 0000 'a'] 10 ['MQTT' 04 02 0000 'a']\na< 20 02 00 00\n${closes}`,
  },
  { name: 'the protocol name in small letters', must: ['3.1.2-1'], lines: `a> 10 ['mqtt' 04 02 0000 'a']\n${closes}` },
  { name: 'another protocol name', must: ['3.1.2-1'], lines: `a> 10 ['MQTTX' 04 02 0000 'a']\n${closes}` },
  { name: 'an empty protocol name', must: ['3.1.2-1'], lines: `a> 10 ['' 04 02 0000 'a']\n${closes}` },
  { name: 'level 5', must: ['3.1.2-2', '3.2.2-4', '3.2.2-5'], lines: `a> 10 ['MQTT' 05 02 0000 00 'a']\n${refused('01')}` },
  { name: 'level 0', must: ['3.1.2-2'], lines: `a> 10 ['MQTT' 00 02 0000 'a']\n${refused('01')}` },
  { name: 'level 3 under the name of level 4', must: ['3.1.2-2'], lines: `a> 10 ['MQTT' 03 02 0000 'a']\n${refused('01')}` },
  { name: 'level 255', must: ['3.1.2-2'], lines: `a> 10 ['MQTT' ff 02 0000 'a']\n${refused('01')}` },
  { name: 'MQTT 3.1 is accepted too', must: ['7.0.0-2'], lines: `a> 10 ['MQIsdp' 03 02 0000 'a']\n${accepted}` },
  { name: 'the reserved flag', must: ['3.1.2-3', '3.1.4-1'], lines: `${connect('03', "'a'")}\n${closes}` },
  { name: 'will QoS 1 without a will', must: ['3.1.2-11', '3.1.2-13', '3.1.4-1'], lines: `${connect('0a', "'a'")}\n${closes}` },
  { name: 'will QoS 2 without a will', must: ['3.1.2-11', '3.1.2-13'], lines: `${connect('12', "'a'")}\n${closes}` },
  { name: 'will retain without a will', must: ['3.1.2-11', '3.1.2-15'], lines: `${connect('22', "'a'")}\n${closes}` },
  { name: 'a will topic without the will flag', must: ['3.1.2-11', '3.1.4-1'], lines: `${connect('02', "'a' 'w' 'x'")}\n${closes}` },
  { name: 'will QoS 3', must: ['3.1.2-14', '3.1.4-1'], lines: `${connect('1e', "'a' 'w' 'x'")}\n${closes}` },
  { name: 'the will flag without a will', must: ['3.1.2-9', '3.1.4-1'], lines: `${connect('06', "'a'")}\n${closes}` },
  { name: 'a will topic without a will message', must: ['3.1.2-9'], lines: `${connect('06', "'a' 'w'")}\n${closes}` },
  { name: 'a will with an empty message is one', must: ['3.1.2-9'], lines: `${connect('06', "'a' 'w' ''")}\n${accepted}` },
  { name: 'a user name without its flag', must: ['3.1.2-18', '3.1.4-1'], lines: `${connect('02', "'a' 'n1'")}\n${closes}` },
  { name: 'the user name flag without a user name', must: ['3.1.2-19', '3.1.4-1'], lines: `${connect('82', "'a'")}\n${closes}` },
  { name: 'a password without its flag', must: ['3.1.2-20'], lines: `${connect('82', "'n1' 'n1' 'secret'")}\n${closes}` },
  { name: 'the password flag without a password', must: ['3.1.2-21', '3.1.4-1'], lines: `${connect('c2', "'n1' 'n1'")}\n${closes}` },
  { name: 'a password without a user name', must: ['3.1.2-22', '3.1.4-1'], lines: `${connect('42', "'a' 'secret'")}\n${closes}` },
  {
    name: 'the fields of a full CONNECT are read in their order',
    must: ['3.1.3-1', '3.1.2-19', '3.1.2-21'],
    auth: 'required',
    lines: `${connect('ce', "'n1' 'ceiling/nodes/n1/status' 'x' 'n1' 'secret'")}\n${accepted}`,
  },
  {
    name: 'fields in another order give another user, who is refused',
    must: ['3.1.3-1'],
    auth: 'required',
    lines: `${connect('c2', "'n1' 'secret' 'n1'")}\n${refused('04')}`,
  },
  { name: 'no payload at all', must: ['3.1.3-3', '3.1.4-1'], lines: `${connect('02', '')}\n${closes}` },
  { name: 'a client id that is cut off', must: ['3.1.3-3', '3.1.4-1'], lines: `${connect('02', '0005 "abc"')}\n${closes}` },
  { name: 'bytes after the last field', must: ['3.1.4-1'], lines: `${connect('02', "'a' 00")}\n${closes}` },
  { name: 'a CONNECT that ends before its keepalive', must: ['3.1.4-1'], lines: `a> 10 ['MQTT' 04 02 00]\n${closes}` },
  { name: 'an empty CONNECT', must: ['3.1.4-1'], lines: `a> 10 00\n${closes}` },
  { name: 'a client id that is not UTF-8', must: ['3.1.3-4', '1.5.3-1'], lines: `${connect('02', '0002 c328')}\n${closes}` },
  { name: 'a client id with U+0000', must: ['3.1.3-4', '1.5.3-2'], lines: `${connect('02', '0003 610062')}\n${closes}` },
  { name: 'a client id of one character', must: ['3.1.3-5'], lines: `${connect('02', "'Z'")}\n${accepted}` },
  { name: 'a client id of 23 characters', must: ['3.1.3-5'], lines: `${connect('02', "'0123456789ABCDEFGHIJKLM'")}\n${accepted}` },
  ...[0, 21, 42].map(
    (from): Vector => ({
      name: `every letter and digit in a client id, from ${alphabet[from]}`,
      must: ['3.1.3-5'],
      lines: `${connect('02', `'${alphabet.slice(from, from + 21)}'`)}\n${accepted}`,
    }),
  ),
  {
    name: 'two clients without an id are two clients',
    must: ['3.1.3-6'],
    lines: `${connect('02', "''")}\na< 20 02 00 00\nb> 10 ['MQTT' 04 02 0000 '']\nb< 20 02 00 00\na stays\nb stays`,
  },
  {
    name: 'an empty client id with a session to keep',
    must: ['3.1.3-8', '3.2.2-4', '3.2.2-5'],
    lines: `${connect('00', "''")}\n${refused('02')}`,
  },
  {
    name: 'a client id that is too long',
    must: ['3.1.3-9', '3.2.2-5'],
    lines: `${connect('02', `'${'x'.repeat(65)}'`)}\n${refused('02')}`,
  },
  {
    name: 'a client id that is not the node’s own',
    must: ['3.1.3-9'],
    auth: 'required',
    lines: `${connect('c2', "'other' 'n1' 'secret'")}\n${refused('02')}`,
  },
  { name: 'a will topic that is not UTF-8', must: ['3.1.3-10', '1.5.3-1'], lines: `${connect('06', "'a' 0002 c328 'x'")}\n${closes}` },
  { name: 'a will topic with U+0000', must: ['3.1.3-10', '1.5.3-2', '4.7.3-2'], lines: `${connect('06', "'a' 0001 00 'x'")}\n${closes}` },
  { name: 'an empty will topic', must: ['4.7.3-1'], lines: `${connect('06', "'a' '' 'x'")}\n${closes}` },
  { name: 'a will topic with a wildcard', must: ['4.7.1-1'], lines: `${connect('06', "'a' 'w/#' 'x'")}\n${closes}` },
  { name: 'a user name that is not UTF-8', must: ['3.1.3-11', '1.5.3-1'], lines: `${connect('82', "'a' 0002 c328")}\n${closes}` },
  { name: 'a user name with U+0000', must: ['3.1.3-11', '1.5.3-2'], lines: `${connect('82', "'a' 0001 00")}\n${closes}` },
  {
    name: 'a password may be any bytes',
    must: ['7.0.0-2'],
    auth: 'required',
    lines: `${connect('c2', "'n1' 'n1' 0002 00ff")}\n${refused('04')}`,
  },
  {
    name: 'a wrong password where none is needed',
    must: ['3.1.4-1', '3.2.2-5'],
    lines: `${connect('c2', "'a' 'u' 'p'")}\n${refused('04')}`,
  },
  {
    name: 'no credentials where they are needed',
    must: ['3.2.2-5', '3.2.2-4'],
    auth: 'required',
    lines: `${connect('02', "'n1'")}\n${refused('05')}`,
  },
  {
    name: 'what comes after a CONNECT that is refused is not looked at',
    must: ['3.1.4-5', '3.2.2-5'],
    lines: `b+
      b> 82 [0001 't' 00]
      b< 90 03 0001 00
      a> 10 ['MQTT' 04 00 0000 ''] 30 ['t' "x"] c0 00
      a< 20 02 00 02
      a closes
      b stays`,
  },
  {
    name: 'what comes right after a CONNECT that is accepted is',
    must: ['3.1.4-4', '3.2.0-1'],
    lines: `a> 10 ['MQTT' 04 02 0000 'a'] 82 [0001 't' 00] 32 ['t' 0002 "x"]
      a< 20 02 00 00
      a<~ 90 03 0001 00 | 40 02 0002 | 30 ['t' "x"]`,
  },
  {
    name: 'a client id that comes again ends the older connection',
    must: ['3.1.4-2', '3.1.3-2'],
    lines: `a+
      ${"b> 10 ['MQTT' 04 02 0000 'a']"}
      b< 20 02 00 00
      a closes
      b stays`,
  },
  {
    name: 'client ids that differ only in case are two clients',
    must: ['3.1.3-2'],
    lines: `a+\nA+\na stays\nA stays`,
  },
  {
    name: 'silence of one and a half keepalives ends it, and its will goes out',
    must: ['3.1.2-24', '3.1.2-8'],
    lines: `b+
      b> 82 [0001 'w' 00]
      b< 90 03 0001 00
      a> 10 ['MQTT' 04 06 0001 'a' 'w' 'gone']
      a< 20 02 00 00
      wait 1200
      a stays
      a closes
      b< 30 ['w' "gone"]`,
  },
  { name: 'without a keepalive silence is allowed', must: ['3.1.2-24'], lines: `a+\nwait 2700\na stays` },
]
