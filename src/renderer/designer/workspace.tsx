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
import { useDesignSearch } from './design-search.ts'
import { useDesigner } from './designer-context.tsx'
import { DesignerTitle } from './designer-title.tsx'
import { useMonitor } from './monitor/monitor-state.ts'
import { SidePanel } from './side-panel.tsx'
import { StatusBar } from './status-bar.tsx'
import { ToolRail } from './tool-rail.tsx'
import { Toolbar } from './toolbar.tsx'
import { Tour } from './tour.tsx'
import { useDesignerCommands } from './use-designer-commands.ts'

const TableTwin = lazyPart(() => import('./table-twin.tsx').then((m) => m.TableTwin))
const ExportDialog = lazyPart(() => import('./export-dialog.tsx').then((m) => m.ExportDialog))
const MonitorBar = lazyPart(() => import('./monitor/monitor-parts.tsx').then((m) => m.MonitorBar))
const MonitorOverlay = lazyPart(() => import('./monitor/monitor-parts.tsx').then((m) => m.MonitorOverlay))
const MonitorStatus = lazyPart(() => import('./monitor/monitor-parts.tsx').then((m) => m.MonitorStatus))
const MonitorTable = lazyPart(() => import('./monitor/monitor-parts.tsx').then((m) => m.MonitorTable))
const TimeSlider = lazyPart(() => import('./monitor/monitor-parts.tsx').then((m) => m.TimeSlider))
const AlarmDrawer = lazyPart(() => import('./monitor/monitor-parts.tsx').then((m) => m.AlarmDrawer))
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
  const { search } = useDesignSearch()
  const isMonitor = search.mode === 'monitor'
  useFollowOthers()
  useDesignerCommands({ open: setOpened, toggleTable, togglePanel })
  const isTableOpen = useMonitor((s) => s.isTableOpen)
  const isDrawerOpen = useMonitor((s) => s.isDrawerOpen)
  return (
    <div className="win">
      <DesignerTitle />
      {isMonitor ? (
        <Suspense fallback={<div className="bar" />}>
          <MonitorBar />
        </Suspense>
      ) : (
        <Toolbar table={table} panel={panelOpen} onTable={toggleTable} onPanel={togglePanel} onOpen={setOpened} />
      )}
      <div className="body">
        <ToolRail isWatched={isMonitor} />
        <main className="drawing">
          <CanvasHost isWatched={isMonitor}>
            <Suspense fallback={null}>{isMonitor && <MonitorOverlay />}</Suspense>
          </CanvasHost>
          <Suspense fallback={null}>
            {!isMonitor && table && <TableTwin onClose={toggleTable} />}
            {isMonitor && isTableOpen && <MonitorTable />}
            {isMonitor && <TimeSlider />}
          </Suspense>
        </main>
        {!isMonitor && panelOpen && <SidePanel label={t('designer.panel')} />}
        <Suspense fallback={null}>{isMonitor && isDrawerOpen && <AlarmDrawer />}</Suspense>
      </div>
      {isMonitor ? (
        <Suspense fallback={<div className="status" />}>
          <MonitorStatus />
        </Suspense>
      ) : (
        <StatusBar />
      )}
      <ConflictDialog />
      {!isMonitor && <Tour />}
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
