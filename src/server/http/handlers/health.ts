// Health over HTTP: live asks nothing, ready answers 503 with the reason, the detail is for whoever may read it.
import { AppError } from '../../../contract/errors.ts'
import type { HealthReport } from '../../health.ts'
import type { Handlers } from '../handler.ts'

export function createHealthHandlers({
  report,
}: {
  report: () => Promise<HealthReport>
}): Pick<Handlers, 'getHealthLive' | 'getHealthReady' | 'getHealth'> {
  return {
    getHealthLive: () => ({ status: 'live' }),
    getHealthReady: async () => {
      const { notReadyBecause } = await report()
      if (notReadyBecause === null) return { status: 'ready' }
      throw new AppError('unavailable', `Not ready: ${notReadyBecause}`)
    },
    getHealth: async () => (await report()).detail,
  }
}
