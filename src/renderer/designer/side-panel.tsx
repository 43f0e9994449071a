// The panel at the right: inspector, alternatives, quantities, title block. It scrolls as one.
import { useDeferredValue } from 'react'
import { AlternativesPanel } from './alternatives-panel.tsx'
import { BindPanel } from './bind/bind-panel.tsx'
import { useEditorState } from './designer-context.tsx'
import { Inspector } from './inspector.tsx'
import { QuantitiesPanel } from './quantities-panel.tsx'
import { TitleBlockPanel } from './title-block-panel.tsx'

/** Everything beside the drawing. While the grid is dragged the tables follow when there is time: the canvas comes first. */
export function SidePanel({ label }: { label: string }) {
  const layout = useDeferredValue(useEditorState((s) => s.layout))
  return (
    <aside className="side" aria-label={label} data-pane="panel">
      <Inspector />
      <BindPanel />
      {layout && <AlternativesPanel layout={layout} />}
      {layout && <QuantitiesPanel layout={layout} />}
      <TitleBlockPanel />
    </aside>
  )
}
