// A dashboard: one time range for the page, panels that a person arranges, and what they were asked. The range, the design filter and the
// dashboard itself are in the route.
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Navigate, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { DashboardRecord, Tile } from '../../contract/schemas/dashboard.ts'
import { useApi } from '../api/api.tsx'
import { describeError, failureOf } from '../api/failure.ts'
import { sensorKeys, useSensors, useSensorsById } from '../api/sensor-queries.ts'
import { say } from '../ui/app-state.ts'
import { Icon } from '../ui/icon.tsx'
import { RangeBar } from '../ui/time-range.tsx'
import { TitleBar } from '../ui/title-bar.tsx'
import { toast } from '../ui/toast.tsx'
import { useTimeRange } from '../ui/use-time-range.ts'
import { ArrangeContext, type Arranging } from './arrange-context.ts'
import { DashboardBar } from './dashboard-bar.tsx'
import { DashboardContext, sensorsOf } from './dashboard-context.ts'
import { createDashboardEditor, type DashboardEditor } from './dashboard-editor.ts'
import { DashboardEmpty } from './dashboard-empty.tsx'
import { useDashboard, useDashboardActions, useDashboards } from './dashboard-queries.ts'
import type { DashboardSearch } from './dashboard-search.ts'
import { DashboardStatus } from './dashboard-status.tsx'
import { PanelDialog } from './panel-dialog.tsx'
import { TileGrid } from './tile-grid.tsx'
import { moveTile, resizeTile, tidyTiles } from './tile-moves.ts'
import { useTileTitle } from './tile-title.ts'
import { TileView } from './tile-view.tsx'
import { useDashboardCommands } from './use-dashboard-commands.ts'
import './dashboard.css'
import './energy.css'

const lastKey = 'plenum.dashboard'
const routeApi = getRouteApi('/dashboard/$dashboardId')

/** Route `/dashboard`: the one opened last, the first one, or how to get one. */
export function DashboardHome() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const dashboards = useDashboards()
  const sensors = useSensors()
  const { create } = useDashboardActions()
  if (dashboards.data && dashboards.data.length > 0) {
    const last = localStorage.getItem(lastKey)
    const open = dashboards.data.find((d) => d.id === last) ?? dashboards.data[0]
    if (open) return <Navigate to="/dashboard/$dashboardId" params={{ dashboardId: open.id }} replace />
  }
  const error = dashboards.error ?? sensors.error
  const make = () =>
    create.mutate(
      { name: t('dashboard.firstName') },
      { onSuccess: (made) => void navigate({ to: '/dashboard/$dashboardId', params: { dashboardId: made.id }, replace: true }) },
    )
  return (
    <div className="win">
      <TitleBar skipTo="main">
        <h1 className="page-name">{t('areas.dashboard')}</h1>
      </TitleBar>
      <main id="main" tabIndex={-1} data-pane="dashboard" className="body centred dashboard-empty">
        {error ? (
          <Trouble error={error} retry={() => void dashboards.refetch()} />
        ) : dashboards.isSuccess && sensors.isSuccess ? (
          <DashboardEmpty sensorCount={sensors.data.length} onCreate={make} isBusy={create.isPending} />
        ) : (
          <p role="status">{t('app.loading')}</p>
        )}
      </main>
    </div>
  )
}

function Trouble({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="col gap12" role="alert">
      <p>{describeError(error)}</p>
      <p>
        <button type="button" className="btn" onClick={retry}>
          {t('common.retry')}
        </button>
      </p>
    </div>
  )
}

/** Route `/dashboard/{id}`. */
export function DashboardPage({ dashboardId }: { dashboardId: string }) {
  const { t } = useTranslation()
  const dashboard = useDashboard(dashboardId)
  if (dashboard.error && failureOf(dashboard.error) === 'gone') return <GoneDashboard />
  if (!dashboard.data)
    return (
      <div className="win">
        <TitleBar skipTo="main" />
        <main id="main" tabIndex={-1} className="body centred" role={dashboard.error ? undefined : 'status'}>
          {dashboard.error ? <Trouble error={dashboard.error} retry={() => void dashboard.refetch()} /> : t('app.loading')}
        </main>
      </div>
    )
  return <OpenDashboard key={dashboardId} dashboard={dashboard.data} />
}

function GoneDashboard() {
  const { t } = useTranslation()
  useEffect(() => {
    if (localStorage.getItem(lastKey) !== null) localStorage.removeItem(lastKey)
    say(t('dashboard.gone'))
  }, [t])
  return <Navigate to="/dashboard" replace />
}

/** One editor for as long as the dashboard is open; it follows what other windows save. */
function useEditor(dashboard: DashboardRecord): DashboardEditor {
  const { client } = useApi()
  const queries = useQueryClient()
  const [editor] = useState(() =>
    createDashboardEditor({
      client,
      dashboard,
      onSaved: (saved) => queries.setQueryData(sensorKeys.dashboard(saved.id), saved),
    }),
  )
  useEffect(() => editor.follow(dashboard), [editor, dashboard])
  useEffect(() => {
    window.addEventListener('pagehide', editor.flush)
    return () => {
      window.removeEventListener('pagehide', editor.flush)
      editor.flush()
    }
  }, [editor])
  return editor
}

/** Whether a panel has anything to show for the chosen design. */
function concerns(tile: Tile, scope: Parameters<typeof sensorsOf>[1]): boolean {
  if (scope.designId === null) return true
  if (tile.kind === 'value') return sensorsOf([tile.sensorId], scope).length > 0
  if (tile.kind === 'chart' || tile.kind === 'table') return sensorsOf(tile.sensorIds, scope).length > 0
  return tile.kind !== 'heat' || tile.designId === scope.designId
}

function OpenDashboard({ dashboard }: { dashboard: DashboardRecord }) {
  const { t } = useTranslation()
  const search = routeApi.useSearch()
  const navigate = routeApi.useNavigate()
  const sensors = useSensorsById()
  const editor = useEditor(dashboard)
  const tiles = useStore(editor.store, (s) => s.tiles)
  const save = useStore(editor.store, (s) => s.save)
  const [isArranging, setArranging] = useState(false)
  const [isRangeOpen, setRangeOpen] = useState(true)
  const [panel, setPanel] = useState<'new' | Tile | null>(null)
  const titleOf = useTileTitle(sensors)
  const designId = search.design ?? null
  const setSearch = useCallback(
    (next: DashboardSearch) => void navigate({ search: (held) => ({ ...next, ...(held.design ? { design: held.design } : {}) }) }),
    [navigate],
  )
  const page = useTimeRange({ search, setSearch })
  const scope = useMemo(() => ({ page, sensors, designId }), [page, sensors, designId])
  const shown = useMemo(() => tiles.filter((tile) => concerns(tile, { sensors, designId })), [tiles, sensors, designId])

  useEffect(() => {
    localStorage.setItem(lastKey, dashboard.id)
    document.title = `${dashboard.name} · ${t('app.name')}`
    return () => {
      document.title = t('app.name')
    }
  }, [dashboard.id, dashboard.name, t])

  const remove = useCallback(
    (id: string) => {
      const before = editor.store.getState().tiles
      const tile = before.find((x) => x.id === id)
      if (!tile) return
      editor.change(before.filter((x) => x.id !== id))
      toast({ text: t('dashboard.panelRemoved', { name: titleOf(tile) }), action: { label: t('common.undo'), run: editor.undo } })
    },
    [editor, t, titleOf],
  )
  const arranging = useMemo((): Arranging => {
    const now = () => editor.store.getState().tiles
    return {
      isOn: isArranging,
      move: (id, by) => editor.change(moveTile(now(), id, by)),
      resize: (id, by) => editor.change(resizeTile(now(), id, by)),
      change: (tile) => editor.change(now().map((x) => (x.id === tile.id ? tile : x))),
      edit: setPanel,
      remove,
    }
  }, [editor, isArranging, remove])
  const tidy = () => editor.change(tidyTiles(editor.store.getState().tiles))
  useDashboardCommands({ editor, page, isArranging, setArranging, addPanel: () => setPanel('new'), tidy })

  const takePanel = (tile: Tile) => {
    const now = editor.store.getState().tiles
    const isNew = !now.some((x) => x.id === tile.id)
    editor.change(isNew ? [...now, tile] : now.map((x) => (x.id === tile.id ? tile : x)))
    setPanel(null)
    if (isNew) {
      say(t('dashboard.panelAdded', { name: titleOf(tile) }))
      setTimeout(() => document.getElementById(`tile-${tile.id}`)?.scrollIntoView({ block: 'nearest' }), 100)
    }
  }

  return (
    <div className="win">
      <TitleBar skipTo="main">
        <h1 className="page-name el">{dashboard.name}</h1>
        <LiveMark isLive={page.isLive} isPaused={page.isPaused} />
      </TitleBar>
      <DashboardBar
        dashboard={dashboard}
        page={page}
        sensors={sensors}
        designId={designId}
        onDesign={(id) => void navigate({ search: ({ design: _, ...held }) => ({ ...held, ...(id === null ? {} : { design: id }) }) })}
        isArranging={isArranging}
        onArrange={setArranging}
        onAdd={() => setPanel('new')}
        onTidy={tidy}
        editor={editor}
        isRangeOpen={isRangeOpen}
        onRange={() => setRangeOpen(!isRangeOpen)}
      />
      {isRangeOpen && <RangeBar page={page} />}
      {save.kind === 'conflict' && (
        <div className="banner" role="alert">
          <Icon name="alertTriangle" size={14} />
          <span className="grow">{t('dashboard.conflict')}</span>
          <button type="button" className="btn sm" onClick={editor.takeTheirs}>
            {t('dashboard.takeTheirs')}
          </button>
          <button type="button" className="btn sm" onClick={editor.keepMine}>
            {t('dashboard.keepMine')}
          </button>
        </div>
      )}
      {save.kind === 'failed' && (
        <div className="banner alarm" role="alert">
          <Icon name="alertTriangle" size={14} />
          <span className="grow">{t('dashboard.notSaved', { reason: describeError(save.error) })}</span>
          <button type="button" className="btn sm" onClick={editor.retry}>
            {t('common.retry')}
          </button>
        </div>
      )}
      <p id="arrange-help" className="sr-only">
        {t('dashboard.arrangeKeys')}
      </p>
      <main id="main" tabIndex={-1} data-pane="dashboard" className="dashboard">
        <DashboardContext.Provider value={scope}>
          <ArrangeContext.Provider value={arranging}>
            <TileGrid
              tiles={shown}
              isArranging={isArranging && designId === null}
              titleOf={titleOf}
              onChange={editor.change}
              onRemove={remove}
              onDone={() => setArranging(false)}
            >
              {(tile) => <TileView tile={tile} title={titleOf(tile)} />}
            </TileGrid>
            {tiles.length === 0 && (
              <div className="dashboard-empty">
                <DashboardEmptyGrid onAdd={() => setPanel('new')} />
              </div>
            )}
          </ArrangeContext.Provider>
        </DashboardContext.Provider>
      </main>
      <DashboardStatus page={page} hidden={tiles.length - shown.length} />
      {panel !== null && (
        <PanelDialog
          dashboard={dashboard}
          tiles={tiles}
          sensors={sensors}
          {...(panel === 'new' ? {} : { tile: panel })}
          onDone={takePanel}
          onClose={() => setPanel(null)}
        />
      )}
    </div>
  )
}

function LiveMark({ isLive, isPaused }: { isLive: boolean; isPaused: boolean }) {
  const { t } = useTranslation()
  return (
    <span className={`st t12 ${isLive ? 'ok' : 'idle'}`}>
      <Icon name={isLive ? 'circleCheck' : isPaused ? 'playerPause' : 'history'} size={14} />
      {t(isLive ? 'range.live' : isPaused ? 'dashboard.paused' : 'dashboard.past')}
    </span>
  )
}

function DashboardEmptyGrid({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="empty">
      <h2 className="t15">{t('dashboard.noPanels')}</h2>
      <p className="m">{t('dashboard.noPanelsText')}</p>
      <button type="button" className="btn p" onClick={onAdd}>
        <Icon name="plus" size={14} />
        {t('dashboard.addPanel')}
      </button>
    </div>
  )
}
