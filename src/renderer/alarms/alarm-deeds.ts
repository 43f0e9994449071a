// What can be done to an alarm in a state, for buttons and keys. Pure.
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { isUnacknowledged } from '../../domain/alarm-transition.ts'

/** Each deed, and whether the state allows it. */
export function deedsOf({ state, isActive }: Pick<AlarmRecord, 'state' | 'isActive'>) {
  const isAside = state === 'shelved' || state === 'suppressed' || state === 'outOfService'
  return {
    acknowledge: isUnacknowledged(state),
    shelve: !isAside && state !== 'normal',
    unshelve: state === 'shelved',
    takeOut: state !== 'outOfService',
    putBack: state === 'outOfService',
    unsuppress: state === 'suppressed',
    reset: (state === 'latchedAcknowledged' || state === 'latchedUnacknowledged') && !isActive,
  }
}
