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
