// The numbered statements of MQTT 3.1.1 (appendix B of mqtt-v3.1.1-os), and why some of them have no vector.

const counts: Readonly<Record<string, number>> = {
  ...{ '1.5.3': 3, '2.2.2': 2, '2.3.1': 7 },
  ...{ '3.1.0': 2, '3.1.2': 24, '3.1.3': 11, '3.1.4': 5, '3.2.0': 1, '3.2.2': 6 },
  ...{ '3.3.1': 12, '3.3.2': 3, '3.3.4': 1, '3.3.5': 2, '3.6.1': 1 },
  ...{ '3.8.1': 1, '3.8.3': 4, '3.8.4': 6, '3.9.3': 2, '3.10.1': 1, '3.10.3': 2, '3.10.4': 6, '3.12.4': 1, '3.14.1': 1, '3.14.4': 3 },
  ...{
    '4.1.0': 2,
    '4.2.0': 1,
    '4.3.1': 1,
    '4.3.2': 2,
    '4.3.3': 2,
    '4.4.0': 1,
    '4.5.0': 2,
    '4.6.0': 6,
    '4.7.1': 3,
    '4.7.2': 1,
    '4.7.3': 4,
    '4.8.0': 2,
  },
  ...{ '6.0.0': 4, '7.0.0': 2, '7.1.1': 1, '7.1.2': 1 },
}

/** `3.1.0-1` is [MQTT-3.1.0-1]. */
export const statements: readonly string[] = Object.entries(counts).flatMap(([clause, count]) =>
  Array.from({ length: count }, (_, i) => `${clause}-${i + 1}`),
)

const client = 'binds the client only'
const webSocket = 'of frames, not of bytes: test/broker/transports.test.ts'

export const notByVector: Readonly<Record<string, string>> = {
  '2.3.1-2': client,
  '2.3.1-3': `${client}; the server's half is 2.3.1-4`,
  '3.1.2-23': client,
  '3.1.3-7': `${client}; the server's half is 3.1.3-8`,
  '3.2.2-6': 'every refusal here has a code of table 3.1; what has none is malformed and closed without a CONNACK (3.1.4-1)',
  '3.8.3-2': 'wildcards are supported',
  '3.14.4-1': client,
  '3.14.4-2': client,
  '4.2.0-1': 'TCP, TLS and WebSocket are ordered and lossless; transports.test.ts and real-clients.test.ts use all three',
  '4.5.0-2': client,
  '6.0.0-1': webSocket,
  '6.0.0-2': webSocket,
  '6.0.0-3': webSocket,
  '6.0.0-4': webSocket,
  '7.0.0-1': 'a broker elsewhere is read through a client library, not by this server',
  '7.1.1-1': 'TCP, TLS and WebSocket: all vectors run over TCP',
  '7.1.2-1': client,
}
