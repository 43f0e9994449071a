// The panel at the right: inspector, alternatives, quantities, title block. It scrolls as one.
import { AlternativesPanel } from './alternatives-panel.tsx'
import { Inspector } from './inspector.tsx'
import { QuantitiesPanel } from './quantities-panel.tsx'
import { TitleBlockPanel } from './title-block-panel.tsx'

/** Everything beside the drawing. */
export function SidePanel({ label }: { label: string }) {
  return (
    <aside className="side" aria-label={label} data-pane="panel">
      <Inspector />
      <AlternativesPanel />
      <QuantitiesPanel />
      <TitleBlockPanel />
    </aside>
  )
}
