// Undo and redo, the ceiling's system, layers, table, revisions, export.
import { Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icon.tsx'
import { useDesigner, useEditorState } from './designer-context.tsx'
import type { LayerName } from './editor.ts'
import { ModeSwitch } from './mode-switch.tsx'
import { SystemMenu } from './system-menu.tsx'
import type { Opened } from './workspace.tsx'

const layers: readonly LayerName[] = ['tiles', 'grid', 'walls', 'fixtures', 'dimensions', 'rulers']

interface ToolbarProps {
  readonly table: boolean
  readonly panel: boolean
  readonly onTable: () => void
  readonly onPanel: () => void
  readonly onOpen: (opened: Opened) => void
}

/** The bar below the title. */
export function Toolbar({ table, panel, onTable, onPanel, onOpen }: ToolbarProps) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const canUndo = useEditorState((s) => s.canUndo)
  const canRedo = useEditorState((s) => s.canRedo)
  const undoLabel = useEditorState((s) => s.undoLabel)
  const redoLabel = useEditorState((s) => s.redoLabel)
  const isNarrow = useMediaQuery('(max-width: 1240px)', undefined, { getInitialValueInEffect: false })
  const undo = undoLabel ? t('toolbar.undoStep', { step: undoLabel }) : t('common.undo')
  const redo = redoLabel ? t('toolbar.redoStep', { step: redoLabel }) : t('toolbar.redo')
  return (
    <nav className="bar" aria-label={t('toolbar.title')} data-pane="toolbar">
      <ModeSwitch />
      <span className="sep" />
      <button
        type="button"
        className="btn g x"
        disabled={!canUndo}
        aria-label={undo}
        title={`${undo} (Ctrl+Z)`}
        onClick={() => editor.undo()}
      >
        <Icon name="arrowBackUp" />
      </button>
      <button
        type="button"
        className="btn g x"
        disabled={!canRedo}
        aria-label={redo}
        title={`${redo} (Ctrl+Y)`}
        onClick={() => editor.redo()}
      >
        <Icon name="arrowForwardUp" />
      </button>
      <span className="sep" />
      <SystemMenu />
      <span className="sep" />
      {isNarrow ? (
        <Menu position="bottom-start" closeOnItemClick={false} transitionProps={{ duration: 0 }} returnFocus>
          <Menu.Target>
            <button type="button" className="btn">
              <Icon name="stack2" />
              {t('layers.title')}
              <Icon name="chevronDown" size={14} />
            </button>
          </Menu.Target>
          <Menu.Dropdown className="menu">
            {layers.map((name) => (
              <LayerItem key={name} name={name} />
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        layers.map((name) => <LayerToggle key={name} name={name} />)
      )}
      <span className="grow" />
      <button type="button" className="btn g" aria-pressed={table} aria-label={t('toolbar.table')} onClick={onTable}>
        <Icon name="table" />
        <span className="word">{t('toolbar.table')}</span>
      </button>
      <button type="button" className="btn g" aria-label={t('toolbar.revisions')} onClick={() => onOpen('revisions')}>
        <Icon name="history" />
        <span className="word">{t('toolbar.revisions')}</span>
      </button>
      <button type="button" className="btn" onClick={() => onOpen('export')}>
        <Icon name="fileExport" />
        {t('toolbar.export')}
      </button>
      <button
        type="button"
        className="btn g x"
        aria-pressed={panel}
        aria-label={t('toolbar.panel')}
        title={t('toolbar.panel')}
        onClick={onPanel}
      >
        <Icon name="layoutSidebarRight" />
      </button>
    </nav>
  )
}

function LayerItem({ name }: { name: LayerName }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const on = useEditorState((s) => s.layers[name])
  return (
    <Menu.Item
      role="menuitemcheckbox"
      aria-checked={on}
      rightSection={on ? <Icon name="check" size={14} /> : null}
      onClick={() => editor.setLayer(name, !on)}
    >
      {t(`layers.${name}`)}
    </Menu.Item>
  )
}

function LayerToggle({ name }: { name: LayerName }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const on = useEditorState((s) => s.layers[name])
  return (
    <label className="tog">
      <input type="checkbox" checked={on} onChange={(event) => editor.setLayer(name, event.currentTarget.checked)} />
      {t(`layers.${name}`)}
    </label>
  )
}
