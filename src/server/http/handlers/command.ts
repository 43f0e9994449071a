// Commands over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of commands and their library. */
export function createCommandHandlers({
  command,
}: Services): Pick<Handlers, 'createCommand' | 'listCommands' | 'getCommand' | 'listCommandLibrary'> {
  return {
    createCommand: ({ params, body }) => command.create(params.id, body),
    listCommands: ({ params, query }) => command.listOfNode(params.id, query),
    getCommand: ({ params }) => command.get(params.id),
    listCommandLibrary: () => ({
      items: command.library().map((template) => ({ ...template, parameters: [...template.parameters] })),
      next: null,
    }),
  }
}
