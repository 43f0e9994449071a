// What lasts: QoS handshakes, sessions, wills, retained messages, order. Clauses 3.1.2.4, 3.1.2.5, 3.3.1, 4.1 and 4.3 to 4.6.
import type { Vector } from './vector-runner.ts'

/** b subscribes to t with this QoS. */
const reader = (qos: 0 | 1 | 2) => `b+\nb> 82 [0001 't' 0${qos}]\nb< 90 03 0001 0${qos}`
/** b reads the will. */
const witness = `b+\nb> 82 [0001 'w' 02]\nb< 90 03 0001 02`
const withWill = (flags: string, message = 'gone') => `a> 10 ['MQTT' 04 ${flags} 0000 'a' 'w' '${message}']\na< 20 02 00 00`
/** Nothing is retained on the topic: a new subscriber gets its SUBACK and no more. */
const nothingKept = (topic: string) => `n+\nn> 82 [0001 '${topic}' 02]\nn< 90 03 0001 02\nn stays\nwait 30\nn stays`
const kept = (topic: string, first: string, rest: string) =>
  `n+\nn> 82 [0001 '${topic}' 02]\nn<~ 90 03 0001 02 | ${first} ['${topic}' ${rest}]\nn stays`

const willEnds: readonly Vector[] = [
  ['the client breaks off', 'a drops', '3.1.2-8'],
  ['a packet is malformed', 'a> c1 00\na closes', '3.1.2-8'],
  ['the reserved bits of its DISCONNECT are wrong', 'a> e1 00\na closes', '3.14.1-1'],
  ['CONNECT comes twice', "a> 10 ['MQTT' 04 02 0000 'a']\na closes", '3.1.0-2'],
  ['its client id is taken over', "c> 10 ['MQTT' 04 02 0000 'a']\nc< 20 02 00 00\na closes", '3.1.4-2'],
].map(([how, lines, must]) => ({
  name: `the will goes out when ${how}`,
  must: ['3.1.2-8', must as string],
  lines: `${witness}\n${withWill('06')}\n${lines}\nb< 30 ['w' "gone"]\nb stays`,
}))

const retainedQos: readonly Vector[] = ([0, 1, 2] as const).map((qos) => ({
  name: `a retained message of QoS ${qos} is kept with its QoS`,
  must: ['3.3.1-5', '3.3.1-6', '3.3.1-8', ...(qos === 0 ? ['3.3.1-7'] : [])],
  lines: `a+
    a> 3${2 * qos + 1} ['t' ${qos === 0 ? '' : '0009'} "kept"]
    ${['', 'a< 40 02 0009', 'a< 50 02 0009\na> 62 02 0009\na< 70 02 0009'][qos]}
    a stays
    ${kept('t', `3${2 * qos + 1}`, `${qos === 0 ? '' : '$p'} "kept"`)}
    ${['', 'n> 40 02 $p', 'n> 50 02 $p\nn< 62 02 $p\nn> 70 02 $p'][qos]}
    n stays`,
}))

export const flowVectors: readonly Vector[] = [
  ...willEnds,
  ...retainedQos,
  {
    name: 'DISCONNECT discards the will',
    must: ['3.14.4-3', '3.1.2-10'],
    lines: `${witness}\n${withWill('06')}\na leaves\na+\na> 30 ['w' "marker"]\nb< 30 ['w' "marker"]\nb stays`,
  },
  {
    name: 'a will goes out once, and the next connection has none',
    must: ['3.1.2-10', '3.1.2-12'],
    lines: `${witness}\n${withWill('04')}\na drops\nb< 30 ['w' "gone"]\na+ back\na drops\na+ back\na> 30 ['w' "marker"]\nb< 30 ['w' "marker"]\nb stays`,
  },
  {
    name: 'without a will nothing goes out',
    must: ['3.1.2-12'],
    lines: `${witness}\na+\na drops\na+\na> 30 ['w' "marker"]\nb< 30 ['w' "marker"]\nb stays`,
  },
  {
    name: 'a will is not retained unless it says so',
    must: ['3.1.2-16'],
    lines: `${witness}\n${withWill('06')}\na drops\nb< 30 ['w' "gone"]\n${nothingKept('w')}`,
  },
  {
    name: 'a will that says so is retained',
    must: ['3.1.2-17'],
    lines: `${witness}\n${withWill('26')}\na drops\nb< 30 ['w' "gone"]\n${kept('w', '31', '"gone"')}`,
  },
  {
    name: 'a will of QoS 1 goes out with QoS 1, and is retained with it',
    must: ['3.1.2-17', '3.1.2-9'],
    lines: `${witness}\n${withWill('2e')}\na drops\nb< 32 ['w' $p "gone"]\nb> 40 02 $p\n${kept('w', '33', '$q "gone"')}`,
  },
  {
    name: 'a will of QoS 2 goes out with QoS 2',
    must: ['3.1.2-9', '4.3.3-1'],
    lines: `${witness}\n${withWill('16')}\na drops\nb< 34 ['w' $p "gone"]\nb> 50 02 $p\nb< 62 02 $p\nb> 70 02 $p\nb stays`,
  },
  {
    name: 'a will that nobody may publish is refused with its CONNECT',
    must: ['3.2.2-5', '3.2.2-4'],
    auth: 'required',
    lines: `a> 10 ['MQTT' 04 c6 0000 'n1' 'ceiling/nodes/n2/status' 'x' 'n1' 'secret']\na< 20 02 00 05\na closes`,
  },
  // Sessions.
  {
    name: 'a session is there again, with its subscriptions',
    must: ['3.1.2-4', '3.1.4-3', '3.2.2-2', '3.2.2-3', '4.1.0-1'],
    lines: `a+ new\na> 82 [0001 't' 00]\na< 90 03 0001 00\na leaves\na+ back\na> 30 ['t' "x"]\na< 30 ['t' "x"]\na stays`,
  },
  {
    name: 'a session of a client that only publishes is there again',
    must: ['3.2.2-2'],
    lines: `a+ new\na> 32 ['t' 0001 "x"]\na< 40 02 0001\na drops\na+ back\na stays`,
  },
  { name: 'an empty session is there again', must: ['3.2.2-2', '3.1.2-4'], lines: 'a+ new\na leaves\na+ back\na leaves\na+ back' },
  {
    name: 'a session with the last filter gone is still there',
    must: ['3.2.2-2'],
    lines: `a+ new\na> 82 [0001 't' 01]\na< 90 03 0001 01\na> a2 [0002 't']\na< b0 02 0002\na leaves\na+ back`,
  },
  {
    name: 'a clean session discards what was',
    must: ['3.1.2-6', '3.2.2-1', '3.2.2-3', '3.1.4-3'],
    lines: `a+ new
      a> 82 [0001 't' 01]
      a< 90 03 0001 01
      a leaves
      c+
      c> 32 ['t' 0009 "x"]
      c< 40 02 0009
      a+
      a stays
      c> 32 ['t' 000a "y"]
      c< 40 02 000a
      a stays
      a leaves
      a+ new
      a stays`,
  },
  {
    name: 'a clean session ends with its connection',
    must: ['3.1.2-6', '3.2.2-3'],
    lines: `a+\na> 82 [0001 't' 01]\na< 90 03 0001 01\na drops\na+ new\na> 32 ['t' 0009 "x"]\na< 40 02 0009\na stays`,
  },
  {
    name: 'QoS 2 of a clean session is forgotten with it',
    must: ['3.1.2-6', '4.3.3-2'],
    lines: `${reader(0)}
      a+
      a> 34 ['t' 0005 "x"]
      a< 50 02 0005
      b< 30 ['t' "x"]
      a drops
      a+
      a> 34 ['t' 0005 "y"]
      a< 50 02 0005
      b< 30 ['t' "y"]`,
  },
  {
    name: 'retained messages outlive the session that sent them',
    must: ['3.1.2-7'],
    lines: `a+\na> 33 ['t' 0001 "kept"]\na< 40 02 0001\na leaves\na+\na leaves\n${kept('t', '33', '$p "kept"')}`,
  },
  {
    name: 'what comes while a client is away waits for it: QoS 1 and 2, in order',
    must: ['3.1.2-5', '4.5.0-1', '4.6.0-6'],
    lines: `a+ new
      a> 82 [0001 't/#' 02]
      a< 90 03 0001 02
      a leaves
      c+
      c> 32 ['t/1' 0001 "1"] 30 ['t/0' "0"] 34 ['t/2' 0002 "2"] 32 ['t/1' 0003 "3"]
      c<~ 40 02 0001 | 50 02 0002 | 40 02 0003
      c> 62 02 0002
      c< 70 02 0002
      a+ back
      a< 32 ['t/1' $p "1"]
      a< 34 ['t/2' $q "2"]
      a< 32 ['t/1' $r "3"]
      a> 40 02 $p 50 02 $q 40 02 $r
      a< 62 02 $q
      a> 70 02 $q
      a stays
      a leaves
      a+ back
      a stays`,
  },
  {
    name: 'what waits has the QoS of the subscription',
    must: ['3.1.2-5', '3.8.4-6'],
    lines: `a+ new
      a> 82 [0001 't' 01]
      a< 90 03 0001 01
      a drops
      c+
      c> 34 ['t' 0002 "2"]
      c< 50 02 0002
      a+ back
      a< 32 ['t' $p "2"]
      a> 40 02 $p
      a stays`,
  },
  {
    name: 'a session that is taken over goes on in the newer connection',
    must: ['3.1.4-2', '3.2.2-2', '4.4.0-1', '3.3.1-1'],
    lines: `a+ new
      a> 82 [0001 't' 01]
      a< 90 03 0001 01
      c+
      c> 32 ['t' 0009 "x"]
      c< 40 02 0009
      a< 32 ['t' $p "x"]
      d> 10 ['MQTT' 04 00 0000 'a']
      d< 20 02 01 00
      a closes
      d< 3a ['t' $p "x"]
      d> 40 02 $p
      d stays`,
  },
  // Redelivery.
  {
    name: 'what was not acknowledged comes again, marked, with its packet id, in order',
    must: ['3.3.1-1', '4.4.0-1', '4.6.0-1', '2.3.1-4', '4.3.2-1'],
    lines: `a+ new
      a> 82 [0001 't' 01]
      a< 90 03 0001 01
      c+
      c> 32 ['t' 0001 "1"] 32 ['t' 0002 "2"] 32 ['t' 0003 "3"]
      c< 40 02 0001 40 02 0002 40 02 0003
      a< 32 ['t' $p "1"]
      a< 32 ['t' $q "2"]
      a< 32 ['t' $r "3"]
      a> 40 02 $q
      a stays
      a drops
      a+ back
      a< 3a ['t' $p "1"]
      a< 3a ['t' $r "3"]
      a drops
      a+ back
      a< 3a ['t' $p "1"]
      a< 3a ['t' $r "3"]
      a> 40 02 $p 40 02 $r
      a stays
      a leaves
      a+ back
      a stays`,
  },
  {
    name: 'a QoS 2 message without its PUBREC comes again, with it its PUBREL comes again, and then nothing',
    must: ['4.4.0-1', '4.3.3-1', '3.3.1-1', '2.3.1-6'],
    lines: `a+ new
      a> 82 [0001 't' 02]
      a< 90 03 0001 02
      c+
      c> 34 ['t' 0009 "x"]
      c< 50 02 0009
      a< 34 ['t' $p "x"]
      a drops
      a+ back
      a< 3c ['t' $p "x"]
      a> 50 02 $p
      a< 62 02 $p
      a drops
      a+ back
      a< 62 02 $p
      a> 70 02 $p
      a stays
      a drops
      a+ back
      a stays`,
  },
  {
    name: 'two QoS 2 messages on their way both end across a return, in order',
    must: ['4.3.3-1', '4.4.0-1'],
    lines: `a+ new
      a> 82 [0001 't' 02]
      a< 90 03 0001 02
      c+
      c> 34 ['t' 0001 "1"] 34 ['t' 0002 "2"] 34 ['t' 0003 "3"]
      c< 50 02 0001 50 02 0002 50 02 0003
      a< 34 ['t' $p "1"]
      a< 34 ['t' $q "2"]
      a< 34 ['t' $r "3"]
      a> 50 02 $p 50 02 $q
      a< 62 02 $p 62 02 $q
      a drops
      a+ back
      a< 62 02 $p 62 02 $q
      a< 3c ['t' $r "3"]
      a> 70 02 $p 70 02 $q 50 02 $r
      a< 62 02 $r
      a> 70 02 $r
      a stays
      a drops
      a+ back
      a stays`,
  },
  {
    name: 'what is new after a return has another packet id than what comes again',
    must: ['2.3.1-4', '4.3.2-1'],
    lines: `a+ new
      a> 82 [0001 't' 01]
      a< 90 03 0001 01
      c+
      c> 32 ['t' 0001 "1"]
      c< 40 02 0001
      a< 32 ['t' $p "1"]
      a drops
      a+ back
      a< 3a ['t' $p "1"]
      c> 32 ['t' 0002 "2"]
      c< 40 02 0002
      a< 32 ['t' $q "2"]
      a> 40 02 $q
      a drops
      a+ back
      a< 3a ['t' $p "1"]
      a> 40 02 $p
      a stays`,
  },
  {
    name: 'a retained message of QoS 1 that was not acknowledged comes again',
    must: ['4.4.0-1', '3.3.1-1', '4.1.0-1'],
    lines: `c+
      c> 33 ['t' 0001 "kept"]
      c< 40 02 0001
      a+ new
      a> 82 [0001 't' 01]
      a<~ 90 03 0001 01 | 33 ['t' $p "kept"]
      a drops
      a+ back
      a< 3b ['t' $p "kept"]
      a> 40 02 $p
      a stays
      a drops
      a+ back
      a stays`,
  },
  {
    name: 'a retained message of QoS 2 goes through its handshake across a return',
    must: ['4.4.0-1', '4.3.3-1'],
    lines: `c+
      c> 35 ['t' 0001 "kept"]
      c< 50 02 0001
      a+ new
      a> 82 [0001 't' 02]
      a<~ 90 03 0001 02 | 35 ['t' $p "kept"]
      a> 50 02 $p
      a< 62 02 $p
      a drops
      a+ back
      a< 62 02 $p
      a> 70 02 $p
      a stays
      a drops
      a+ back
      a stays`,
  },
  {
    name: 'nothing comes again without a new connection',
    must: ['4.4.0-1'],
    lines: `${reader(1)}\na+\na> 32 ['t' 0009 "x"]\na< 40 02 0009\nb< 32 ['t' $p "x"]\nwait 1000\nb stays\nb> 40 02 $p\nb stays`,
  },
  {
    name: 'a return ends nothing for a clean session: no redelivery',
    must: ['3.1.2-6'],
    lines: `${reader(1)}\na+\na> 32 ['t' 0009 "x"]\na< 40 02 0009\nb< 32 ['t' $p "x"]\nb drops\nb+\nb stays`,
  },
  // What the server receives.
  {
    name: 'PUBACK has the packet id of its PUBLISH',
    must: ['2.3.1-6', '4.3.2-2', '3.3.4-1'],
    lines: `a+\na> 32 ['t' 0001 "x"]\na< 40 02 0001\na> 32 ['t' ffff "x"]\na< 40 02 ffff\na> 32 ['t' 0100 "x"]\na< 40 02 0100\na stays`,
  },
  { name: 'QoS 0 is answered with nothing', must: ['3.3.4-1', '2.3.1-5'], lines: `a+\na> 30 ['t' "x"]\na stays` },
  {
    name: 'a packet id that was acknowledged is a new message, repeated or not',
    must: ['4.3.2-2'],
    lines: `${reader(0)}
      a+
      a> 32 ['t' 0001 "x"]
      a< 40 02 0001
      a> 3a ['t' 0001 "x"]
      a< 40 02 0001
      b< 30 ['t' "x"]
      b< 30 ['t' "x"]
      b stays`,
  },
  {
    name: 'QoS 2 is delivered once, however often it comes before its PUBREL',
    must: ['4.3.3-2', '2.3.1-6'],
    lines: `${reader(0)}
      a+
      a> 34 ['t' 0001 "x"]
      a< 50 02 0001
      a> 3c ['t' 0001 "x"]
      a< 50 02 0001
      a> 3c ['t' 0001 "x"] 3c ['t' 0001 "x"]
      a< 50 02 0001 50 02 0001
      a> 62 02 0001
      a< 70 02 0001
      a> 34 ['t' 0001 "y"]
      a< 50 02 0001
      a> 62 02 0001
      a< 70 02 0001
      b< 30 ['t' "x"]
      b< 30 ['t' "y"]
      b stays`,
  },
  {
    name: 'QoS 2 that comes twice in one write is delivered once',
    must: ['4.3.3-2'],
    lines: `${reader(0)}
      a+
      a> 34 ['t' 0001 "x"] 3c ['t' 0001 "x"] 30 ['t' "marker"]
      a< 50 02 0001 50 02 0001
      b< 30 ['t' "x"]
      b< 30 ['t' "marker"]
      b stays`,
  },
  {
    name: 'a whole QoS 2 handshake in one write, and the next with the same packet id',
    must: ['4.3.3-2'],
    lines: `${reader(0)}
      a+
      a> 34 ['t' 0001 "x"] 62 02 0001 34 ['t' 0001 "y"] 62 02 0001
      a< 50 02 0001 70 02 0001 50 02 0001 70 02 0001
      b< 30 ['t' "x"]
      b< 30 ['t' "y"]
      b stays`,
  },
  {
    name: 'QoS 2 is delivered once across a return',
    must: ['4.3.3-2', '4.1.0-1', '4.1.0-2'],
    lines: `${reader(0)}
      a+ new
      a> 34 ['t' 0001 "x"]
      a< 50 02 0001
      a drops
      a+ back
      a> 3c ['t' 0001 "x"]
      a< 50 02 0001
      a> 62 02 0001
      a< 70 02 0001
      b< 30 ['t' "x"]
      b stays`,
  },
  { name: 'PUBREL of what is not known is completed', must: ['4.3.3-2'], lines: 'a+\na> 62 02 0042\na< 70 02 0042\na stays' },
  {
    name: 'a repeat is not marked for those who read it',
    must: ['3.3.1-3'],
    lines: `${reader(2)}
      a+
      a> 3a ['t' 0001 "1"]
      a< 40 02 0001
      b< 32 ['t' $p "1"]
      a> 3c ['t' 0002 "2"]
      a< 50 02 0002
      b< 34 ['t' $q "2"]
      b> 40 02 $p 50 02 $q
      b< 62 02 $q
      b> 70 02 $q
      b stays`,
  },
  {
    name: 'PUBACKs leave in the order of their PUBLISHes',
    must: ['4.6.0-2', '4.6.0-3'],
    lines: `a+
      a> 32 ['t' 0005 "1"] 32 ['ceiling/sensors/n1_temperature/data' 0003 "{}"] 32 ['t' 0009 "3"] 32 ['t' 0001 "4"]
      a< 40 02 0005 40 02 0003 40 02 0009 40 02 0001
      a> 34 ['ceiling/sensors/n1_temperature/data' 0005 "{}"] 34 ['t' 0003 "2"]
      a< 50 02 0005 50 02 0003
      a> 62 02 0005 62 02 0003
      a< 70 02 0005 70 02 0003
      a stays`,
  },
  ...([0, 1, 2] as const).map((qos): Vector => {
    const numbers = Array.from({ length: 20 }, (_, i) => i + 1)
    const hex = (i: number) => i.toString(16).padStart(4, '0')
    const id = (i: number) => (qos === 0 ? '' : hex(i))
    return {
      name: `20 messages of QoS ${qos} come in the order they were sent`,
      must: ['4.6.0-5', '4.6.0-6'],
      lines: `${reader(qos)}
        a+
        a> ${numbers.map((i) => `3${2 * qos} ['t' ${id(i)} "${i}"]`).join(' ')}
        ${qos === 0 ? '' : `a< ${numbers.map((i) => `${qos === 1 ? '40' : '50'} 02 ${hex(i)}`).join(' ')}`}
        ${numbers.map((i) => `b< 3${2 * qos} ['t' ${qos === 0 ? '' : `$p${i}`} "${i}"]`).join('\n')}
        b stays`,
    }
  }),
  {
    name: '200 messages of one sender, of QoS 1 and 0 by turns, come in the order they were sent',
    must: ['4.6.0-6'],
    lines: `${reader(0)}
      a+
      a> ${Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? `32 ['t' ${(i + 1).toString(16).padStart(4, '0')} "${i}"]` : `30 ['t' "${i}"]`)).join(' ')}
      ${Array.from({ length: 100 }, (_, i) => `a< 40 02 ${(2 * i + 1).toString(16).padStart(4, '0')}`).join('\n')}
      ${Array.from({ length: 200 }, (_, i) => `b< 30 ['t' "${i}"]`).join('\n')}
      b stays`,
  },
  {
    name: 'PUBRELs leave in the order of the PUBRECs',
    must: ['4.6.0-4', '4.6.0-6'],
    lines: `${reader(2)}
      a+
      a> 34 ['t' 0001 "1"] 34 ['t' 0002 "2"] 34 ['t' 0003 "3"]
      a< 50 02 0001 50 02 0002 50 02 0003
      b< 34 ['t' $p "1"]
      b< 34 ['t' $q "2"]
      b< 34 ['t' $r "3"]
      b> 50 02 $p 50 02 $q 50 02 $r
      b< 62 02 $p 62 02 $q 62 02 $r
      b> 70 02 $p 70 02 $q 70 02 $r
      b stays`,
  },
  {
    name: 'what may not be published at QoS 1 ends the connection instead of an acknowledgement',
    must: ['3.3.5-2'],
    auth: 'required',
    lines: `a> 10 ['MQTT' 04 c2 0000 'n1' 'n1' 'secret']\na< 20 02 00 00\na> 32 ['ceiling/sensors/n2_temperature/data' 0001 "{}"]\na closes`,
  },
  {
    name: 'what may not be published at QoS 0 is left out',
    must: ['3.3.5-2'],
    lines: `${reader(0)}\na+\na> 30 ['$SYS/x' "x"] 30 ['t' "marker"]\nb< 30 ['t' "marker"]\na stays`,
  },
  // Retained messages.
  {
    name: 'the last retained message of a topic replaces the one before',
    must: ['3.3.1-5', '3.3.1-7', '3.3.1-6'],
    lines: `a+\na> 33 ['t' 0001 "old"]\na< 40 02 0001\na> 31 ['t' "new"]\na stays\n${kept('t', '31', '"new"')}`,
  },
  {
    name: 'each topic that matches brings its retained message',
    must: ['3.3.1-6'],
    lines: `a+
      a> 31 ['t/1' "1"] 31 ['t/2' "2"] 31 ['u' "3"] 31 ['t' "4"]
      a stays
      b+
      b> 82 [0001 't/#' 00]
      b<~ 90 03 0001 00 | 31 ['t/1' "1"] | 31 ['t/2' "2"] | 31 ['t' "4"]
      b stays`,
  },
  {
    name: 'who is subscribed already gets a retained message unmarked',
    must: ['3.3.1-9'],
    lines: `${reader(1)}\na+\na> 33 ['t' 0001 "x"] 31 ['t' "y"]\na< 40 02 0001\nb< 32 ['t' $p "x"]\nb< 30 ['t' "y"]\nb> 40 02 $p\nb stays`,
  },
  {
    name: 'an empty retained message removes what was retained, and is passed on',
    must: ['3.3.1-10', '3.3.1-11'],
    lines: `${reader(0)}
      a+
      a> 31 ['t' "x"] 31 ['t']
      b< 30 ['t' "x"]
      b< 30 ['t']
      ${nothingKept('t')}`,
  },
  { name: 'an empty message is never retained', must: ['3.3.1-11'], lines: `a+\na> 31 ['t']\na stays\n${nothingKept('t')}` },
  { name: 'a message that is not retained is not kept', must: ['3.3.1-12'], lines: `a+\na> 30 ['t' "x"]\na stays\n${nothingKept('t')}` },
  {
    name: 'a message that is not retained, empty or not, removes nothing',
    must: ['3.3.1-12'],
    lines: `a+\na> 31 ['t' "kept"] 30 ['t' "x"] 30 ['t']\na stays\n${kept('t', '31', '"kept"')}`,
  },
  {
    name: 'a session that comes back gets no retained message',
    must: ['3.3.1-6', '3.3.1-8'],
    lines: `a+ new\na> 82 [0001 't' 00]\na< 90 03 0001 00\na leaves\nc+\nc> 31 ['t' "kept"]\nc stays\na+ back\na stays\nwait 30\na stays`,
  },
]
