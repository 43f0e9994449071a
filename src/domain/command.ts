// Commands to nodes: the library by capability and the states a command goes through. Pure.

export const commandStates = ['queued', 'sent', 'accepted', 'done', 'failed', 'expired', 'superseded'] as const
export type CommandState = (typeof commandStates)[number]

/** States that no acknowledgement changes any more. */
export const endedCommandStates: ReadonlySet<CommandState> = new Set(['done', 'failed', 'expired', 'superseded'])

export interface CommandParameter {
  readonly name: string
  readonly kind: 'number' | 'string' | 'boolean'
  readonly unit?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly required: boolean
}

export interface CommandTemplate {
  readonly command: string
  /** A node that lists its capabilities must have this one. */
  readonly capability: string
  readonly parameters: readonly CommandParameter[]
  /** A newer one of the same name replaces one that is still waiting. */
  readonly supersedes: boolean
}

/** Commands every node author is told of; a node may offer more by its capabilities. */
export const commandLibrary: readonly CommandTemplate[] = [
  {
    command: 'identify',
    capability: 'identify',
    parameters: [{ name: 'seconds', kind: 'number', unit: 's', minimum: 1, maximum: 600, required: false }],
    supersedes: true,
  },
  {
    command: 'set_interval',
    capability: 'set_interval',
    parameters: [{ name: 'interval_ms', kind: 'number', unit: 'ms', minimum: 100, maximum: 86_400_000, required: true }],
    supersedes: true,
  },
  {
    command: 'calibrate',
    capability: 'calibrate',
    parameters: [
      { name: 'sensor_type', kind: 'string', required: true },
      { name: 'reference', kind: 'number', required: false },
    ],
    supersedes: false,
  },
  { command: 'reboot', capability: 'reboot', parameters: [], supersedes: true },
]

/** The library's entry of a command, where it has one. */
export function templateOf(command: string): CommandTemplate | undefined {
  return commandLibrary.find((template) => template.command === command)
}

/** The first parameter that doesn't fit, with a sentence; null when all do. */
export function problemOfParameters(
  template: CommandTemplate,
  parameters: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly detail: string } | null {
  const names = template.parameters.map(({ name }) => name)
  const strange = Object.keys(parameters).find((name) => !names.includes(name))
  if (strange !== undefined) {
    const taken = names.length === 0 ? 'it takes none' : `it takes ${names.join(', ')}`
    return { name: strange, detail: `${strange} is no parameter of ${template.command}; ${taken}.` }
  }
  for (const wanted of template.parameters) {
    const value = Object.hasOwn(parameters, wanted.name) ? parameters[wanted.name] : undefined
    const detail = problemOfValue(wanted, value)
    if (detail !== null) return { name: wanted.name, detail: `${wanted.name} ${detail}` }
  }
  return null
}

function problemOfValue({ kind, unit = '', minimum, maximum, required }: CommandParameter, value: unknown): string | null {
  if (value === undefined) return required ? 'is missing.' : null
  const isRight = kind === 'number' ? typeof value === 'number' && Number.isFinite(value) : typeof value === kind
  if (!isRight) return `must be ${kind === 'number' ? 'a number' : kind === 'string' ? 'text' : 'true or false'}.`
  if (typeof value === 'string' && (value === '' || value.length > 200)) return 'must have 1 to 200 characters.'
  if (typeof value !== 'number') return null
  if (minimum !== undefined && value < minimum) return `must be ${minimum} ${unit} or more; it was ${value}.`
  if (maximum !== undefined && value > maximum) return `must be ${maximum} ${unit} or less; it was ${value}.`
  return null
}

export interface Acknowledgement {
  readonly id: string
  readonly status: 'accepted' | 'done' | 'failed'
  readonly result: unknown
  readonly error: string | null
}

/** What a node answered to a command. */
export function readAcknowledgement(
  payload: unknown,
): { readonly kind: 'read'; readonly value: Acknowledgement } | { readonly kind: 'refused'; readonly reason: string } {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    return { kind: 'refused', reason: 'an acknowledgement is a JSON object' }
  const { id, status, result, error } = payload as Record<string, unknown>
  if (typeof id !== 'string' || id === '' || id.length > 64)
    return { kind: 'refused', reason: 'an acknowledgement names the id of its command' }
  if (status !== 'accepted' && status !== 'done' && status !== 'failed')
    return { kind: 'refused', reason: 'status must be accepted, done or failed' }
  const words =
    error === undefined || error === null ? 'the node gave no reason' : typeof error === 'string' ? error : JSON.stringify(error)
  return { kind: 'read', value: { id, status, result, error: status === 'failed' ? words.replace(/\p{Cc}/gu, ' ').slice(0, 1000) : null } }
}
