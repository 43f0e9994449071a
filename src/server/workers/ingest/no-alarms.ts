// An alarm engine that watches nothing: for tests of the ingest part alone.
import type { AlarmEngine } from '../../ingest-port.ts'

export const noAlarms: AlarmEngine = {
  setRules: () => {},
  setSensors: () => {},
  setNodeStates: () => [],
  onSamples: () => [],
  onTick: () => [],
  act: () => ({ done: [], refused: [] }),
  forgetNode: () => {},
  reload: () => {},
}
