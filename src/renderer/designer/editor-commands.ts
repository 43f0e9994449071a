// What the editor can do, as rows of the one command list: id, label, keys, whether it can be done now. Letters and function keys are read
// by the drawing itself while it has the focus (ownKeys); combinations with Ctrl work in the whole window.
import type { TFunction } from 'i18next'
import type { Command } from '../ui/commands.ts'
import type { Editor, EditorState, ModeName, ToolId } from './editor.ts'

const toolKeys: readonly (readonly [ToolId, string])[] = [
  ['select', 'V'],
  ['outline', 'W'],
  ['rectangle', 'R'],
  ['fixture', 'F'],
  ['sensor', 'S'],
  ['origin', 'O'],
  ['dimension', 'D'],
  ['measure', 'M'],
  ['zoom', 'Z'],
  ['pan', 'H'],
]
const modeKeys: readonly (readonly [ModeName, string])[] = [
  ['snap', 'F3'],
  ['grid', 'F7'],
  ['ortho', 'F8'],
  ['polar', 'F10'],
]

/** Just what decides labels and enablement: the list is made anew when one of these changes. */
export interface CommandFacts {
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly undoLabel: string | undefined
  readonly redoLabel: string | undefined
  readonly hasSelection: boolean
  readonly hasAlternative: boolean
}

/** The facts of a state. */
export function commandFacts(state: EditorState): CommandFacts {
  return {
    canUndo: state.canUndo,
    canRedo: state.canRedo,
    undoLabel: state.undoLabel,
    redoLabel: state.redoLabel,
    hasSelection: state.selection.size > 0,
    hasAlternative: state.baseline !== null,
  }
}

/** The editor's commands in the person's language. `focusDrawing` hands the keyboard to the drawing after a tool was chosen. */
export function editorCommands(args: { editor: Editor; facts: CommandFacts; t: TFunction; focusDrawing: () => void }): readonly Command[] {
  const { editor, facts, t, focusDrawing } = args
  const edit = { group: t('commands.groupEdit'), menu: 'edit', enabled: true } as const
  const view = { group: t('commands.groupView'), menu: 'view', enabled: true } as const
  const draw = { group: t('commands.groupDraw'), menu: 'draw', enabled: true, ownKeys: true } as const
  const first = () => {
    const { baseline } = editor.store.getState()
    if (baseline) editor.applyAlternative(baseline.origin)
  }
  return [
    {
      ...edit,
      id: 'edit.undo',
      label: facts.undoLabel ? t('toolbar.undoStep', { step: facts.undoLabel }) : t('common.undo'),
      keys: 'Mod+Z',
      enabled: facts.canUndo,
      run: () => editor.undo(),
    },
    {
      ...edit,
      id: 'edit.redo',
      label: facts.redoLabel ? t('toolbar.redoStep', { step: facts.redoLabel }) : t('toolbar.redo'),
      keys: 'Mod+Shift+Z / Mod+Y',
      enabled: facts.canRedo,
      run: () => editor.redo(),
    },
    { ...edit, id: 'edit.selectAll', label: t('commands.selectAll'), keys: 'Mod+A', run: () => editor.selectAll() },
    {
      ...edit,
      id: 'edit.selectSimilar',
      label: t('commands.selectSimilar'),
      keys: 'Mod+Shift+A',
      enabled: facts.hasSelection,
      run: () => editor.selectSimilar(),
    },
    {
      ...edit,
      id: 'edit.duplicate',
      label: t('common.duplicate'),
      keys: 'Mod+D',
      enabled: facts.hasSelection,
      run: () => editor.duplicateSelection(),
    },
    {
      ...edit,
      id: 'edit.delete',
      label: t('common.delete'),
      keys: 'Del',
      ownKeys: true,
      enabled: facts.hasSelection,
      run: () => editor.deleteSelection(),
    },
    { ...edit, id: 'edit.bestOrigin', label: t('commands.bestOrigin'), enabled: facts.hasAlternative, run: first },
    { ...view, id: 'view.zoomAll', label: t('commands.zoomAll'), keys: 'Shift+1', ownKeys: true, run: () => editor.zoomTo('all') },
    {
      ...view,
      id: 'view.zoomSelection',
      label: t('commands.zoomSelection'),
      keys: 'Shift+2',
      ownKeys: true,
      enabled: facts.hasSelection,
      run: () => editor.zoomTo('selection'),
    },
    { ...view, id: 'view.zoom100', label: t('commands.zoom100'), keys: 'Mod+0', run: () => editor.zoomTo('100') },
    { ...view, id: 'view.zoomIn', label: t('commands.zoomIn'), keys: 'Mod+=', run: () => editor.zoomTo('in') },
    { ...view, id: 'view.zoomOut', label: t('commands.zoomOut'), keys: 'Mod+-', run: () => editor.zoomTo('out') },
    { ...view, id: 'view.back', label: t('commands.viewBack'), keys: 'Shift+3', ownKeys: true, run: () => editor.undoView() },
    { ...view, id: 'view.forward', label: t('commands.viewForward'), keys: 'Shift+4', ownKeys: true, run: () => editor.redoView() },
    ...toolKeys.map(([tool, keys]) => ({
      ...draw,
      id: `tool.${tool}`,
      label: t(`tools.${tool}`),
      keys,
      run: () => {
        editor.setTool(tool)
        focusDrawing()
      },
    })),
    // Function keys work wherever the focus is: they're pressed before the first click.
    ...modeKeys.map(([mode, keys]) => ({
      ...draw,
      ownKeys: false,
      id: `mode.${mode}`,
      label: t(`status.${mode}`),
      keys,
      run: () => editor.setMode(mode, !editor.store.getState().modes[mode]),
    })),
  ]
}
