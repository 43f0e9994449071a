// The tools with their key letters. Letters act only while the drawing has the focus.
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { useDesigner, useEditorState } from './designer-context.tsx'
import type { ToolId } from './editor.ts'

interface ToolButton {
  readonly id: ToolId
  readonly icon: IconName
  readonly key: string
  /** A line below. */
  readonly ends?: true
}

const tools: readonly ToolButton[] = [
  { id: 'select', icon: 'pointer', key: 'V', ends: true },
  { id: 'outline', icon: 'polygon', key: 'W' },
  { id: 'rectangle', icon: 'rectangle', key: 'R', ends: true },
  { id: 'fixture', icon: 'lamp', key: 'F' },
  { id: 'sensor', icon: 'hexagon', key: 'S', ends: true },
  { id: 'origin', icon: 'crosshair', key: 'O', ends: true },
  { id: 'dimension', icon: 'arrowsHorizontal', key: 'D' },
  { id: 'measure', icon: 'rulerMeasure', key: 'M' },
]
const views: readonly ToolButton[] = [
  { id: 'zoom', icon: 'zoomIn', key: 'Z' },
  { id: 'pan', icon: 'handStop', key: 'H' },
]

/** Tools that change nothing. */
const looking: ReadonlySet<ToolId> = new Set(['select', 'measure'])

/** The rail at the left. */
export function ToolRail({ isWatched = false }: { isWatched?: boolean }) {
  const { t } = useTranslation()
  return (
    <nav className="rail" aria-label={t('tools.title')} data-pane="tools">
      {(isWatched ? tools.filter(({ id }) => looking.has(id)) : tools).map((tool) => (
        <Fragment key={tool.id}>
          <Tool tool={tool} />
          {tool.ends && <hr />}
        </Fragment>
      ))}
      <span className="grow" />
      {views.map((tool) => (
        <Tool key={tool.id} tool={tool} />
      ))}
    </nav>
  )
}

function Tool({ tool }: { tool: ToolButton }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const chosen = useEditorState((s) => s.tool === tool.id)
  const label = t(`tools.${tool.id}`)
  return (
    <button
      type="button"
      className="tool"
      aria-pressed={chosen}
      aria-label={label}
      title={`${label} (${tool.key})`}
      data-tool={tool.id}
      onClick={() => {
        editor.setTool(tool.id)
        // The next key or number belongs to the tool.
        document.getElementById('main')?.focus()
      }}
    >
      <Icon name={tool.icon} size={18} />
      <span className="key">{tool.key}</span>
    </button>
  )
}
