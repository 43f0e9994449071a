// SUBSCRIBE, UNSUBSCRIBE, topics and retained messages: clauses 3.3.1.3, 3.8 to 3.11 and 4.7.
import type { Vector } from './vector-runner.ts'

/** Does `filter` get what is published to `topic`? The marker says that nothing else came. */
const matches = (filter: string, topic: string, isMatch: boolean, must: readonly string[]): Vector => ({
  name: `${filter} ${isMatch ? 'gets' : "doesn't get"} ${topic}`,
  must: ['3.3.2-3', ...must],
  lines: `a+
    b+
    a> 82 [0001 '${filter}' 00 'marker' 00]
    a< 90 04 0001 00 00
    b> 30 ['${topic}' "x"] 30 ['marker' "m"]
    ${isMatch ? `a< 30 ['${topic}' "x"]` : ''}
    a< 30 ['marker' "m"]
    a stays`,
})

export const topicVectors: readonly Vector[] = [
  matches('sport/tennis/player1/#', 'sport/tennis/player1', true, ['4.7.1-2']),
  matches('sport/tennis/player1/#', 'sport/tennis/player1/ranking', true, ['4.7.1-2']),
  matches('sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true, ['4.7.1-2']),
  matches('sport/#', 'sport', true, ['4.7.1-2']),
  matches('sport/#', 'sports', false, ['4.7.1-2']),
  matches('#', 'a/b/c', true, ['4.7.1-2']),
  matches('#', '/', true, ['4.7.1-2']),
  matches('sport/tennis/+', 'sport/tennis/player1', true, ['4.7.1-3']),
  matches('sport/tennis/+', 'sport/tennis/player1/ranking', false, ['4.7.1-3']),
  matches('sport/+', 'sport', false, ['4.7.1-3']),
  matches('sport/+', 'sport/', true, ['4.7.1-3']),
  matches('+/tennis/#', 'sport/tennis', true, ['4.7.1-3']),
  matches('sport/+/player1', 'sport/tennis/player1', true, ['4.7.1-3']),
  matches('+', '/finance', false, ['4.7.1-3']),
  matches('/+', '/finance', true, ['4.7.1-3']),
  matches('+/+', '/finance', true, ['4.7.1-3']),
  matches('+/+/+', 'a//c', true, ['4.7.1-3']),
  matches('+/b/+', 'a/b/', true, ['4.7.1-3']),
  matches('a/+/c', 'a/b/x/c', false, ['4.7.1-3']),
  matches('#', '$plenum/x', false, ['4.7.2-1']),
  matches('+/x', '$plenum/x', false, ['4.7.2-1']),
  matches('+/+', '$SYS/x', false, ['4.7.2-1']),
  matches('t/#', 't/$x', true, ['4.7.2-1']),
  matches('t/+', 't/$x', true, ['4.7.2-1']),
  matches('Accounts', 'ACCOUNTS', false, ['4.7.3-4']),
  matches('accounts payable', 'accounts payable', true, ['4.7.3-4']),
  matches('accounts payable', 'accounts  payable', false, ['4.7.3-4']),
  matches('a', '/a', false, ['4.7.3-4']),
  matches('a', 'a/', false, ['4.7.3-4']),
  matches('a/b', 'a//b', false, ['4.7.3-4']),
  matches('a//b', 'a//b', true, ['4.7.3-4']),
  matches('/', '/', true, ['4.7.3-1', '4.7.3-4']),
  matches(' ', ' ', true, ['4.7.3-1', '4.7.3-4']),
  matches('a/../b', 'b', false, ['4.7.3-4']),
  matches('a/./b', 'a/b', false, ['4.7.3-4']),
  matches('caf\u00e9', 'cafe\u0301', false, ['4.7.3-4']),
  matches('a%2fb', 'a/b', false, ['4.7.3-4']),
  matches('a*', 'ab', false, ['4.7.3-4']),
  matches('a b ', 'a b', false, ['4.7.3-4']),
  matches('__proto__/x', '__proto__/x', true, ['4.7.3-4']),
  matches('constructor', 'constructor', true, ['4.7.3-4']),
  {
    name: 'what the server keeps below $SYS is not in #',
    must: ['4.7.2-1'],
    lines: `a+
      a> 82 [0001 '#' 00 '+/+/+' 00]
      a< 90 04 0001 00 00
      b+
      b> 82 [0001 'x' 00]
      b< 90 03 0001 00
      b leaves
      a stays`,
  },
  {
    name: 'a SUBSCRIBE is answered with its own packet id',
    must: ['3.8.4-1', '3.8.4-2', '2.3.1-7'],
    lines: `a+
      a> 82 [0001 't' 00]
      a< 90 03 0001 00
      a> 82 [ffff 't' 00]
      a< 90 03 ffff 00
      a> 82 [0100 't' 00]
      a< 90 03 0100 00
      a stays`,
  },
  {
    name: 'the return code is the QoS that is granted',
    must: ['3.8.4-5', '3.9.3-2'],
    lines: `a+
      a> 82 [0001 't' 00]
      a< 90 03 0001 00
      a> 82 [0002 't' 01]
      a< 90 03 0002 01
      a> 82 [0003 't' 02]
      a< 90 03 0003 02`,
  },
  {
    name: 'many filters have one answer with a code each, in their order',
    must: ['3.8.4-4', '3.8.4-5', '3.9.3-1', '3.9.3-2'],
    lines: `a+
      a> 82 [0007 'a' 02 'b' 00 'c/+' 01 'd/#' 02 'e' 00]
      a< 90 07 0007 02 00 01 02 00
      a stays`,
  },
  {
    name: 'a filter that is refused has code 128 at its place',
    must: ['3.8.4-5', '3.9.3-1', '3.9.3-2'],
    lines: `a+
      a> 82 [0007 'a' 01 '$SYS/#' 00 'b' 02 '$share/g/a' 01]
      a< 90 06 0007 01 80 02 80
      a stays`,
  },
  {
    name: 'a filter that comes twice in one SUBSCRIBE has two codes, and the last counts',
    must: ['3.8.4-4', '3.8.4-5', '3.8.4-3'],
    lines: `a+
      a> 82 [0007 't' 01 'u' 02 't' 00]
      a< 90 05 0007 ?? 02 00
      a> 32 ['t' 0001 "x"]
      a<~ 40 02 0001 | 30 ['t' "x"]
      a stays`,
  },
  {
    name: 'a filter that comes again replaces the first, with the new QoS',
    must: ['3.8.4-3', '3.8.4-6'],
    lines: `a+
      a> 82 [0001 't' 01]
      a< 90 03 0001 01
      a> 82 [0002 't' 00]
      a< 90 03 0002 00
      b+
      b> 32 ['t' 0009 "x"]
      b< 40 02 0009
      a< 30 ['t' "x"]
      a> 82 [0003 't' 01]
      a< 90 03 0003 01
      b> 32 ['t' 000a "y"]
      b< 40 02 000a
      a< 32 ['t' $p "y"]
      a> 40 02 $p
      a stays`,
  },
  {
    name: 'a filter that comes again brings the retained message again',
    must: ['3.8.4-3', '3.3.1-6', '3.3.1-8'],
    lines: `a+
      b+
      b> 33 ['t' 0009 "old"] 31 ['t' "kept"]
      b< 40 02 0009
      b stays
      wait 20
      a> 82 [0001 't' 00]
      a<~ 90 03 0001 00 | 31 ['t' "kept"]
      a> 82 [0002 't' 00]
      a<~ 90 03 0002 00 | 31 ['t' "kept"]
      a stays`,
  },
  {
    name: 'the same filter with a better QoS brings the retained message again with that QoS',
    must: ['3.8.4-3', '3.8.4-6', '3.3.1-8'],
    lines: `b+
      b> 33 ['t' 0009 "kept"]
      b< 40 02 0009
      a+
      a> 82 [0001 't' 00]
      a<~ 90 03 0001 00 | 31 ['t' "kept"]
      a> 82 [0002 't' 01]
      a<~ 90 03 0002 01 | 33 ['t' $p "kept"]
      a> 40 02 $p
      a stays`,
  },
  ...([0, 1, 2] as const).flatMap((sent) =>
    ([0, 1, 2] as const).map((granted): Vector => {
      const qos = Math.min(sent, granted)
      const id = sent === 0 ? '' : '0009'
      const done = ['', 'b< 40 02 0009', 'b< 50 02 0009\nb> 62 02 0009\nb< 70 02 0009'][sent]
      const taken = ['', 'a> 40 02 $p', 'a> 50 02 $p\na< 62 02 $p\na> 70 02 $p'][qos]
      return {
        name: `QoS ${sent} to a subscription of QoS ${granted} goes with QoS ${qos}`,
        must: ['3.8.4-6', '3.3.4-1', ['4.3.1-1', '4.3.2-1', '4.3.3-1'][qos] as string, '3.3.1-2'],
        lines: `a+
          b+
          a> 82 [0001 't' 0${granted}]
          a< 90 03 0001 0${granted}
          b> 3${2 * sent} ['t' ${id} "x"]
          ${done}
          a< 3${2 * qos} ['t' ${qos === 0 ? '' : '$p'} "x"]
          ${taken}
          a stays
          b stays`,
      }
    }),
  ),
  {
    name: 'filters that overlap deliver with the best of their QoS',
    must: ['3.3.5-1'],
    lines: `a+
      a> 82 [0001 't/#' 00 't/+' 01 't/x' 00]
      a< 90 05 0001 00 01 00
      b+
      b> 34 ['t/x' 0009 "x"]
      b< 50 02 0009
      a< 32 ['t/x' $p "x"]
      a> 40 02 $p
      b> 62 02 0009
      b< 70 02 0009
      a stays`,
  },
  {
    name: 'UNSUBSCRIBE is answered, and nothing comes any more',
    must: ['3.10.4-1', '3.10.4-2', '3.10.4-4', '2.3.1-7'],
    lines: `a+
      a> 82 [0001 't' 00 'marker' 00]
      a< 90 04 0001 00 00
      a> a2 [0002 't']
      a< b0 02 0002
      b+
      b> 30 ['t' "x"] 30 ['marker' "m"]
      a< 30 ['marker' "m"]
      a stays`,
  },
  {
    name: 'UNSUBSCRIBE from what was never subscribed to is answered',
    must: ['3.10.4-5'],
    lines: `a+\na> a2 [0abc 'nothing']\na< b0 02 0abc\na stays`,
  },
  {
    name: 'UNSUBSCRIBE takes only the very same filter',
    must: ['3.10.4-1'],
    lines: `a+
      a> 82 [0001 't/+' 00]
      a< 90 03 0001 00
      a> a2 [0002 't/#' 't/x' 'T/+' '/t/+']
      a< b0 02 0002
      a> 30 ['t/x' "x"]
      a< 30 ['t/x' "x"]
      a stays`,
  },
  {
    name: 'UNSUBSCRIBE from many filters has one answer',
    must: ['3.10.4-6', '3.10.3-2'],
    lines: `a+
      a> 82 [0001 'a' 00 'b' 00 'c' 00]
      a< 90 05 0001 00 00 00
      a> a2 [0002 'a' 'nothing' 'c']
      a< b0 02 0002
      a> 30 ['a' "1"] 30 ['c' "3"] 30 ['b' "2"]
      a< 30 ['b' "2"]
      a stays`,
  },
  {
    name: 'a QoS 1 message on its way is completed after UNSUBSCRIBE',
    must: ['3.10.4-3'],
    lines: `a+ new
      a> 82 [0001 't' 01]
      a< 90 03 0001 01
      b+
      b> 32 ['t' 0009 "x"]
      b< 40 02 0009
      a< 32 ['t' $p "x"]
      a> a2 [0002 't']
      a< b0 02 0002
      a drops
      a+ back
      a< 3a ['t' $p "x"]
      a> 40 02 $p
      a stays`,
  },
  {
    name: 'a QoS 2 message on its way is completed after UNSUBSCRIBE',
    must: ['3.10.4-3', '4.3.3-1'],
    lines: `a+
      a> 82 [0001 't' 02]
      a< 90 03 0001 02
      b+
      b> 34 ['t' 0009 "x"]
      b< 50 02 0009
      a< 34 ['t' $p "x"]
      a> a2 [0002 't']
      a< b0 02 0002
      a> 50 02 $p
      a< 62 02 $p
      a> 70 02 $p
      a stays`,
  },
]
