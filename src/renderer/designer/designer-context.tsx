// What every pane of the designer shares: the editor, the autosave, the project and how lengths are written here.
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { ProjectRecord } from '../../contract/schemas/project.ts'
import type { Catalogue } from '../../domain/catalogue.ts'
import { usePreferences } from '../ui/preferences.ts'
import type { Autosave, AutosaveState } from './autosave.ts'
import type { Editor, EditorState, Units } from './editor.ts'

export interface Designer {
  readonly designId: string
  readonly editor: Editor
  readonly autosave: Autosave
  readonly project: ProjectRecord
  readonly catalogue: Catalogue
}

export const DesignerContext = createContext<Designer | null>(null)

/** The designer around this pane. */
export function useDesigner(): Designer {
  const designer = useContext(DesignerContext)
  if (!designer) throw new Error('useDesigner outside the designer')
  return designer
}

/** A part of the editor's state; re-renders only when that part changes. */
export function useEditorState<T>(select: (state: EditorState) => T): T {
  return useStore(useDesigner().editor.store, select)
}

/** A part of the autosave's state. */
export function useAutosaveState<T>(select: (state: AutosaveState) => T): T {
  return useStore(useDesigner().autosave.store, select)
}

/** The project's unit system with the person's decimal mark. */
export function useUnits(): Units {
  const system = useDesigner().project.units
  const decimal = usePreferences((p) => p.decimal)
  return { system, decimal }
}
