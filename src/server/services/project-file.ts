// Project files and the sample project. Replaced below as soon as the domain can read and write them.
import { AppError } from '../../contract/errors.ts'
import type { ImportReport } from '../../contract/schemas/design.ts'
import type { Cause } from './design.ts'

export interface ProjectFileService {
  /** The project file (.plenum.json) of a project. */
  write(projectId: string): Promise<{ fileName: string; bytes: Uint8Array }>
  /** Opens a project file as a new project; says what was repaired and dropped. */
  read(file: { fileName: string; text: string }, cause: Cause): Promise<ImportReport>
  /** The sample project: the one that is there, or a new one. */
  createSample(cause: Cause): Promise<{ projectId: string; designId: string }>
}

export function createProjectFileService(): ProjectFileService {
  const refuse = () => Promise.reject(new AppError('unavailable', 'Project files are not ready yet'))
  return { write: refuse, read: refuse, createSample: refuse }
}
