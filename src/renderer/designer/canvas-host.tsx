// Where the engine draws. React owns this box and nothing inside the canvases.
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { followTheme, usePreferences } from '../ui/preferences.ts'
import { PlacingStrip, useDropTarget } from './bind/drop.tsx'
import { useDesigner, useEditorState } from './designer-context.tsx'
import type { Editor, EditorState, ToolId } from './editor.ts'
import { NoRoomCard } from './no-room-card.tsx'
import { readPalette } from './palette-tokens.ts'

/** A room that was just made by typed lengths may reach past the window's edge: then all of it is shown. */
function showNewRoom(editor: Editor, now: EditorState, before: EditorState): void {
  const { room } = now.committed
  if (room === null || before.committed.room !== null) return
  const { centreXMm, centreYMm, widthPx, heightPx, pxPerMm } = now.view
  const [halfX, halfY] = [widthPx / pxPerMm / 2, heightPx / pxPerMm / 2]
  if (room.outer.some(([x, y]) => Math.abs(x - centreXMm) > halfX || Math.abs(y - centreYMm) > halfY)) editor.zoomTo('all')
}

const drawingTools: ReadonlySet<ToolId> = new Set(['outline', 'rectangle', 'measure', 'dimension', 'fixture', 'sensor'])

/** The drawing, focusable as one control; what happens in it is said by a live region. `children` lie over it. */
export function CanvasHost({ isWatched = false, children }: { isWatched?: boolean; children?: ReactNode }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const host = useRef<HTMLDivElement>(null)
  const drop = useDropTarget()
  const letterKeys = usePreferences((p) => p.letterKeys)
  const message = useEditorState((s) => s.message)
  const hasRoom = useEditorState((s) => s.design.room !== null)
  // Whoever has taken a drawing tool needs the sheet, not the card over it.
  const drawing = useEditorState((s) => drawingTools.has(s.tool) || !s.toolPath.endsWith('.idle'))

  useEffect(() => {
    if (!host.current) return
    const detach = editor.attach(host.current, readPalette())
    editor.zoomTo('all')
    const stop = followTheme(() => editor.setPalette(readPalette()))
    // Text drawn before the bundled face has arrived would stay in the fallback.
    void document.fonts.ready.then(() => editor.setPalette(readPalette()))
    return () => {
      stop()
      detach()
    }
  }, [editor])
  useEffect(() => editor.setLetterKeys(letterKeys), [editor, letterKeys])
  useEffect(() => editor.store.subscribe((now, before) => showNewRoom(editor, now, before)), [editor])

  return (
    <div className="canvas-box" {...(isWatched ? {} : drop)}>
      <div
        ref={host}
        id="main"
        className="canvas-host"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: role application takes the keys of a drawing program
        tabIndex={0}
        role="application"
        aria-label={t('designer.canvas')}
        aria-describedby="canvas-help"
        data-pane="canvas"
      />
      <p id="canvas-help" className="sr-only">
        {t(isWatched ? 'monitor.canvasHelp' : 'designer.canvasHelp')}
      </p>
      <div className="sr-only" role="status" aria-live="polite">
        {message}
      </div>
      {!isWatched && <PlacingStrip />}
      {!hasRoom && !drawing && !isWatched && <NoRoomCard />}
      {children}
    </div>
  )
}
