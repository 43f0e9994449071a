// The designer's frame: title, toolbar, tool rail, drawing, panel, table, status. It lays panes out; it holds no state of the document.
import { Suspense, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LiveEvent } from '../../contract/events.ts'
import { useApi } from '../api/api.tsx'
import { useLiveEvents } from '../api/live-context.tsx'
import { say } from '../ui/app-state.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { usePreferences } from '../ui/preferences.ts'
import { toast } from '../ui/toast.tsx'
import { CanvasHost } from './canvas-host.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { useDesigner } from './designer-context.tsx'
import { DesignerTitle } from './designer-title.tsx'
import { SidePanel } from './side-panel.tsx'
import { StatusBar } from './status-bar.tsx'
import { ToolRail } from './tool-rail.tsx'
import { Toolbar } from './toolbar.tsx'
import { Tour } from './tour.tsx'
import { useDesignerCommands } from './use-designer-commands.ts'

const TableTwin = lazyPart(() => import('./table-twin.tsx').then((m) => m.TableTwin))
const ExportDialog = lazyPart(() => import('./export-dialog.tsx').then((m) => m.ExportDialog))
const RevisionsDrawer = lazyPart(() => import('./revisions-drawer.tsx').then((m) => m.RevisionsDrawer))

export type Opened = 'export' | 'revisions' | null

/** Everything below the designer's route once the editor is open. */
export function Workspace() {
  const { t } = useTranslation()
  const [opened, setOpened] = useState<Opened>(null)
  const [table, setTable] = useState(false)
  // In a narrow window the panel lies over the drawing: it opens when asked for.
  const [panelOpen, setPanelOpen] = useState(() => usePreferences.getState().panelOpen && window.innerWidth > 860)
  const togglePanel = useCallback(() => {
    setPanelOpen((on) => {
      usePreferences.getState().set({ panelOpen: !on })
      return !on
    })
  }, [])
  const toggleTable = useCallback(() => setTable((on) => !on), [])
  useFollowOthers()
  useDesignerCommands({ open: setOpened, toggleTable, togglePanel })
  return (
    <div className="win">
      <DesignerTitle />
      <Toolbar table={table} panel={panelOpen} onTable={toggleTable} onPanel={togglePanel} onOpen={setOpened} />
      <div className="body">
        <ToolRail />
        <main className="drawing">
          <CanvasHost />
          <Suspense fallback={null}>{table && <TableTwin onClose={toggleTable} />}</Suspense>
        </main>
        {panelOpen && <SidePanel label={t('designer.panel')} />}
      </div>
      <StatusBar />
      <ConflictDialog />
      <Tour />
      <Suspense fallback={null}>
        {opened === 'export' && <ExportDialog onClose={() => setOpened(null)} />}
        {opened === 'revisions' && <RevisionsDrawer onClose={() => setOpened(null)} />}
      </Suspense>
    </div>
  )
}

/** Saves of other windows: taken over when nothing is unsaved here, offered as a conflict otherwise. */
function useFollowOthers(): void {
  const { t } = useTranslation()
  const { designId, autosave } = useDesigner()
  const { clientId } = useApi()
  useLiveEvents(
    useCallback(
      (event: LiveEvent | null) => {
        if (event !== null && event.name !== 'design.saved' && event.name !== 'design.deleted') return
        const payload = event === null ? null : (event as LiveEvent<'design.saved'>).payload
        if (payload !== null && (payload.designId !== designId || payload.clientId === clientId)) return
        if (event?.name === 'design.deleted') return toast({ text: t('designer.deletedElsewhere'), tone: 'warn' })
        void autosave.noteRemote(payload?.revision ?? null).then(
          (outcome) => outcome === 'loaded' && say(t('designer.reloaded')),
          () => undefined,
        )
      },
      [designId, autosave, clientId, t],
    ),
  )
}
