// Nodes, joining, commands and API keys over HTTP: one line per route into the services.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of nodes and of the window through which they join. */
export function createNodeHandlers({
  node,
  join,
}: Services): Pick<
  Handlers,
  | 'listNodes'
  | 'createNode'
  | 'importNodes'
  | 'getNode'
  | 'changeNode'
  | 'deleteNode'
  | 'rotateNode'
  | 'revokeNode'
  | 'replaceNode'
  | 'listQuarantine'
  | 'getJoinWindow'
  | 'openJoinWindow'
  | 'closeJoinWindow'
  | 'approvePending'
  | 'refusePending'
> {
  return {
    listNodes: ({ query }) => node.list(query),
    createNode: ({ body }) => node.create(body),
    importNodes: ({ body }) => node.importCsv(body.csv),
    getNode: ({ params }) => node.get(params.id),
    changeNode: ({ params, body, ifMatch }) => node.change(params.id, body, ifMatch),
    deleteNode: ({ params }) => void node.remove(params.id),
    rotateNode: ({ params }) => node.rotate(params.id),
    revokeNode: ({ params }) => node.revoke(params.id),
    replaceNode: ({ params, body }) => node.replace(params.id, body.by),
    listQuarantine: ({ params, query }) => node.listQuarantine(params.id, query),
    getJoinWindow: () => join.get(),
    openJoinWindow: ({ body }) => join.open(body.minutes),
    closeJoinWindow: () => void join.close(),
    approvePending: ({ params, body }) => join.approve(params.id, body),
    refusePending: ({ params }) => join.refuse(params.id),
  }
}
