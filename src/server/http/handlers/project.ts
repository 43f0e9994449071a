// Projects over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of projects and their files. */
export function createProjectHandlers({
  project,
  projectFile,
}: Services): Pick<
  Handlers,
  | 'listProjects'
  | 'createProject'
  | 'createSampleProject'
  | 'importProject'
  | 'getProject'
  | 'changeProject'
  | 'putProject'
  | 'deleteProject'
  | 'restoreProject'
  | 'duplicateProject'
  | 'getProjectFile'
> {
  return {
    listProjects: ({ query }) => project.list(query),
    createProject: ({ body }) => project.create(body),
    createSampleProject: ({ clientId }) => projectFile.createSample({ clientId }),
    importProject: ({ body, clientId }) => projectFile.read(body, { clientId }),
    getProject: ({ params }) => project.get(params.id),
    changeProject: ({ params, body, ifMatch }) => project.change({ id: params.id, ifMatch, body }),
    putProject: ({ params, body, ifMatch }) => project.change({ id: params.id, ifMatch, body }),
    deleteProject: ({ params }) => void project.remove(params.id),
    restoreProject: ({ params }) => project.restore(params.id),
    duplicateProject: ({ params, clientId }) => project.duplicate(params.id, { clientId }),
    getProjectFile: async ({ params }) => {
      const { fileName, bytes } = await projectFile.write(params.id)
      return { fileName, contentType: 'application/json; charset=utf-8', body: bytes, disposition: 'attachment' }
    },
  }
}
