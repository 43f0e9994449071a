// The plan as a place to drop nodes and sensors on, and what is shown over it while one is in the hand or a fixture is to be placed.
import type { DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { type FixtureKind, fixtureKinds } from '../../../domain/design.ts'
import { useDesigner, useEditorState } from '../designer-context.tsx'
import { createFixture } from '../engine/tools/place.ts'
import { worldFromScreen } from '../engine/view.ts'
import { nearestSymbol } from '../monitor/plan-sensors.ts'
import { useCommit } from '../use-commit.ts'
import { dragType, readDragged, useBinding } from './binding-state.ts'
import { useBind } from './use-bind.ts'
import './bind.css'

/** How near to a symbol a drop means that symbol. */
const reachPx = 24

/** Handlers for the canvas' box. */
export function useDropTarget() {
  const { editor } = useDesigner()
  const commit = useCommit()
  const bind = useBind()
  return {
    onDragOver(event: DragEvent) {
      if (!event.dataTransfer.types.includes(dragType)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'link'
    },
    onDrop(event: DragEvent<HTMLElement>) {
      const what = readDragged(event.dataTransfer.getData(dragType))
      if (!what) return
      event.preventDefault()
      const box = event.currentTarget.getBoundingClientRect()
      const { view, committed } = editor.store.getState()
      const at = worldFromScreen(view, event.clientX - box.left, event.clientY - box.top)
      const found = nearestSymbol(committed.fixtures, at, reachPx / view.pxPerMm)
      const fixtureId = found ?? crypto.randomUUID()
      if (found === undefined) {
        const fixture = createFixture(committed, 'sensor', [Math.round(at[0]), Math.round(at[1])])
        if (commit('fixture', { kind: 'addFixture', id: fixtureId, fixture }) !== null) return
      }
      editor.select([fixtureId])
      bind.mutate({ what, fixtureId })
    },
  }
}

/** A strip over the drawing's foot: what is being placed. */
export function PlacingStrip() {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const tool = useEditorState((s) => s.tool)
  const placing = useEditorState((s) => s.placing)
  const pending = useBinding((s) => s.pending)
  if (tool === 'sensor' && pending) {
    return (
      <div className="placing" role="status">
        <span className="grow el">{t('binding.placing', { name: pending.name })}</span>
        <button type="button" className="btn sm" onClick={() => editor.setTool('select')}>
          {t('binding.cancel')}
        </button>
      </div>
    )
  }
  if (tool !== 'fixture') return null
  return (
    <div className="placing">
      <label className="row">
        <span className="lab">{t('binding.kind')}</span>
        <select
          className="sel"
          value={placing}
          onChange={(event) => {
            editor.setPlacing(event.currentTarget.value as FixtureKind)
            document.getElementById('main')?.focus()
          }}
        >
          {fixtureKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`fixtureKinds.${kind}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
