// Settings over HTTP.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of the settings. */
export function createSettingsHandlers({ settings }: Services): Pick<Handlers, 'getSettings' | 'changeSettings' | 'putSettings'> {
  return {
    getSettings: () => settings.get(),
    changeSettings: ({ body, ifMatch }) => settings.change({ ifMatch, body }),
    putSettings: ({ body, ifMatch }) => settings.change({ ifMatch, body }),
  }
}
