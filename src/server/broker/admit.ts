// Who may come in: a CONNECT's credentials, client id and will, decided before aedes hears of it.
import type { NodeGate } from '../node-gate.ts'
import { type Identity, mayRead, publishRefusal } from './access.ts'
import type { Connect } from './connect-packet.ts'
import type { Admission } from './connection.ts'

/**
 * Decides; `hasSession` is left to whoever keeps sessions. Each kind of client has session ids of its own, so that nobody can throw another
 * kind out by its client id.
 */
export function admitClient(parts: {
  connect: Connect
  address: string
  auth: 'required' | 'open'
  gate: NodeGate
  randomId: () => string
}): Exclude<Admission, { kind: 'accepted' }> | Omit<Extract<Admission, { kind: 'accepted' }>, 'hasSession'> {
  const { connect, address, auth, gate, randomId } = parts
  const identity = identify(connect, address, auth, gate)
  if ('code' in identity) return identity
  const { will, clientId } = connect
  const wrongWill = will && publishRefusal(identity, will.topic, gate.isNode)
  if (wrongWill) return { kind: 'refused', code: 5, reason: `its will is refused: ${wrongWill}` }
  return { kind: 'accepted', identity, sessionId: sessionIdOf(identity, clientId === '' ? randomId() : clientId) }
}

function sessionIdOf(identity: Identity, clientId: string): string {
  if (identity.kind === 'node') return `node:${identity.nodeId}`
  if (identity.kind === 'pairing') return `pair:${identity.nodeId}`
  return identity.kind === 'program' ? `key:${identity.keyId}:${clientId}` : `open:${clientId}`
}

type Refused = Extract<Admission, { kind: 'refused' }>

function identify(connect: Connect, address: string, auth: 'required' | 'open', gate: NodeGate): Identity | Refused {
  const { username, clientId } = connect
  if (username === null) {
    return auth === 'open' ? { kind: 'open' } : { kind: 'refused', code: 5, reason: 'it has no user name and password' }
  }
  const answer = gate.authenticate({ username, password: connect.password ?? new Uint8Array(), clientId, address })
  if (answer.kind === 'refused') return { kind: 'refused', code: 4, reason: answer.reason }
  if (answer.kind === 'node') {
    return auth === 'required' && clientId !== username
      ? { kind: 'refused', code: 2, reason: "a node's client id must be its user name" }
      : { kind: 'node', nodeId: answer.nodeId }
  }
  if (answer.kind === 'pairing') return { kind: 'pairing', nodeId: answer.clientId }
  const { keyId, scopes, projectIds = null } = answer
  return mayRead(answer)
    ? { kind: 'program', keyId, scopes, projectIds }
    : { kind: 'refused', code: 5, reason: 'the API key lacks the scopes to read anything here, like sensors:read' }
}
