// Nodes for end-to-end tests: the simulator as an operator starts it, and the owner's API beside the page.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '../../src/contract/client.ts'
import { environment, node, type Program, root, type Served, startProgram } from './processes.ts'

/** The API with the owner's token. */
export function ownerClient({ baseUrl }: Pick<Served, 'baseUrl'>, dataFolder: string): Client {
  const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
  return createClient({ baseUrl, token: () => token })
}

export interface Simulation extends Program {
  /** SIGTERM; the code it ended with. */
  end(): Promise<number | null>
}

/** `npm run simulate` without npm, against the served broker; without a data folder it knows no server to register its nodes at. */
export function simulate(served: Served, dataFolder: string | null, flags: readonly string[]): Simulation {
  const args = [join(root, 'scripts/simulate.ts'), '--url', served.mqttUrl ?? '', ...flags]
  const program = startProgram(node, args, environment({ PLENUM_DATA: dataFolder ?? join(root, 'test-results', 'no-server') }))
  return {
    ...program,
    end: async () => {
      program.child.kill('SIGTERM')
      return (await program.ended).code
    },
  }
}
