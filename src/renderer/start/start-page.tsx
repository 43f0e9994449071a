// The start screen: the next step for everyone, recent designs with real thumbnails, projects, and how this machine is.
import { useMediaQuery } from '@mantine/hooks'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Suspense, useDeferredValue, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { useDesigns, useProjects } from '../api/queries.ts'
import { useJoinWindow } from '../api/sensor-queries.ts'
import { openSheet } from '../ui/app-state.ts'
import { SideDrawer } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { Kbd } from '../ui/kbd.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { usePreferences } from '../ui/preferences.ts'
import { TitleBar } from '../ui/title-bar.tsx'
import { DesignCard, DesignRow } from './design-card.tsx'
import { useOpenProject } from './import-sheet.tsx'
import { useJoin, useOpenJoin } from './join-actions.ts'
import { MachinePanel, StartStatus } from './machine-panel.tsx'
import { ProjectsTable } from './projects-table.tsx'
import { SinceLastVisit } from './since-last-visit.tsx'
import { useNewCeiling, useOpenSample } from './start-actions.ts'
import './start.css'

const JoinPanel = lazyPart(() => import('./join-panel.tsx').then((m) => m.JoinPanel))
const routeApi = getRouteApi('/')

/** Route `/`, with `?project=` to show one project's designs. */
export function StartPage() {
  const { t } = useTranslation()
  const search = routeApi.useSearch()
  const projectId = search.project ?? null
  const { takeFile } = useOpenProject()
  const [dropping, setDropping] = useState(false)
  return (
    <div className="win">
      <TitleBar skipTo="main" />
      <div className="body start-body">
        <Actions projectId={projectId} />
        <main
          id="main"
          tabIndex={-1}
          data-pane="recent"
          className={dropping ? 'start-main dropping' : 'start-main'}
          onDragOver={(event) => {
            event.preventDefault()
            setDropping(true)
          }}
          onDragLeave={() => setDropping(false)}
          onDrop={(event) => {
            event.preventDefault()
            setDropping(false)
            const file = event.dataTransfer.files[0]
            if (file) void takeFile(file)
          }}
        >
          <h1 className="sr-only">{t('start.title')}</h1>
          <Recent projectId={projectId} />
          {projectId === null && <SinceLastVisit />}
          <ProjectsTable projectId={projectId} />
        </main>
        <Right />
      </div>
      <StartStatus />
    </div>
  )
}

function Actions({ projectId }: { projectId: string | null }) {
  const { t } = useTranslation()
  const newCeiling = useNewCeiling()
  const openSample = useOpenSample()
  const may = useMay()
  const openJoin = useOpenJoin()
  const join = useJoinWindow()
  const { choose } = useOpenProject()
  const hasNoBroker = join.data?.mqttPort === null && join.data.mqttsPort === null
  // A window that is open is shown, not opened anew: its code may already be on its way to a node.
  const showJoin = () => (join.data?.isOpen === true || hasNoBroker ? useJoin.setState({ isShown: true }) : openJoin.mutate())
  return (
    <nav className="start-left" data-pane="actions" aria-label={t('start.title')}>
      <div style={{ marginBottom: 8 }}>
        <p className="t20">{t('app.name')}</p>
        <p className="m">{t('start.lead')}</p>
      </div>
      <Act
        icon="plus"
        title={t('start.newCeiling')}
        help={t('start.newCeilingHelp')}
        keys="Mod+N"
        primary
        busy={newCeiling.isPending}
        onClick={() => newCeiling.mutate(projectId)}
      />
      <Act icon="folder" title={t('start.openProject')} help={t('start.openProjectHelp')} keys="Mod+O" onClick={choose} />
      <Act
        icon="stack2"
        title={t('start.sample')}
        help={t('start.sampleHelp')}
        busy={openSample.isPending}
        onClick={() => openSample.mutate()}
      />
      {may('join:write') && (
        <Act icon="hexagon" title={t('join.act')} help={t('join.actHelp')} busy={openJoin.isPending} onClick={() => showJoin()} />
      )}
      <span className="grow" />
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <button type="button" className="link" onClick={() => openSheet('help')}>
          {t('start.keyboard')}
        </button>
        <Kbd keys="?" />
      </div>
    </nav>
  )
}

/** The right column; without room for one the join panel comes as a drawer when it is asked for. */
function Right() {
  const { t } = useTranslation()
  const { data: join } = useJoinWindow()
  const isAsked = useJoin((s) => s.isShown)
  const isNarrow = useMediaQuery('(max-width: 1180px)', undefined, { getInitialValueInEffect: false })
  const isShown = isAsked || join?.isOpen === true || (join?.pending.length ?? 0) > 0
  if (isNarrow) {
    return (
      isAsked && (
        <SideDrawer title={t('join.title')} size={360} onClose={() => useJoin.setState({ isShown: false })}>
          <Suspense fallback={null}>
            <JoinPanel />
          </Suspense>
        </SideDrawer>
      )
    )
  }
  return (
    <MachinePanel>
      <Suspense fallback={null}>{isShown && <JoinPanel />}</Suspense>
    </MachinePanel>
  )
}

interface ActProps {
  readonly icon: IconName
  readonly title: string
  readonly help: string
  readonly keys?: string
  readonly primary?: boolean
  readonly busy?: boolean
  readonly onClick: () => void
}

function Act({ icon, title, help, keys, primary = false, busy = false, onClick }: ActProps) {
  return (
    <button type="button" className={primary ? 'act p' : 'act'} disabled={busy} onClick={onClick}>
      <Icon name={icon} size={20} />
      <span className="grow">
        <span className="md">{title}</span>
        <span className="sub">{help}</span>
      </span>
      {keys && <Kbd keys={keys} />}
    </button>
  )
}

function Recent({ projectId }: { projectId: string | null }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const field = useRef<HTMLInputElement>(null)
  const designs = useDesigns({ search: projectId === null ? search : '', projectId })
  const projects = useProjects()
  const { startView, set } = usePreferences()
  const openSample = useOpenSample()
  const newCeiling = useNewCeiling()
  const items = useMemo(() => {
    const all = designs.data?.pages.flatMap((p) => p.items) ?? []
    // A project's own list has no search on the server: its names are all here.
    return projectId === null || search === '' ? all : all.filter((d) => d.name.toLowerCase().includes(search.toLowerCase()))
  }, [designs.data, projectId, search])
  const project = projects.data?.items.find((p) => p.id === projectId)
  const clear = () => {
    setTyped('')
    field.current?.focus()
  }

  return (
    <section aria-label={project?.name ?? t('start.recent')}>
      <div className="section-head">
        <h2 className="t15">{projectId === null ? t('start.recent') : (project?.name ?? t('start.project'))}</h2>
        <span className="q">
          {designs.data &&
            (designs.hasNextPage
              ? t('start.countMore', { n: formats.number(items.length) })
              : t('start.count', { count: items.length, n: formats.number(items.length) }))}
        </span>
        {projectId !== null && (
          <button type="button" className="btn sm" onClick={() => void navigate({ to: '/' })}>
            <Icon name="arrowLeft" size={14} />
            {t('start.allProjects')}
          </button>
        )}
        <span className="grow" />
        <search className="f" style={{ width: 200 }}>
          <Icon name="search" />
          <input
            ref={field}
            type="search"
            aria-label={t('start.searchLabel')}
            placeholder={t('start.search')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </search>
        <fieldset className="seg" style={{ margin: 0, padding: 0 }} aria-label={t('start.view')}>
          <button
            type="button"
            aria-pressed={startView === 'grid'}
            aria-label={t('start.grid')}
            title={t('start.grid')}
            onClick={() => set({ startView: 'grid' })}
          >
            <Icon name="layoutGrid" />
          </button>
          <button
            type="button"
            aria-pressed={startView === 'list'}
            aria-label={t('start.list')}
            title={t('start.list')}
            onClick={() => set({ startView: 'list' })}
          >
            <Icon name="list" />
          </button>
        </fieldset>
      </div>
      {items.length > 0 && startView === 'grid' && (
        <ul className="cards">
          {items.map((design) => (
            <li key={design.id}>
              <DesignCard design={design} />
            </li>
          ))}
        </ul>
      )}
      {items.length > 0 && startView === 'list' && (
        <table className="t list start-table">
          <thead>
            <tr>
              <td />
              <th>{t('common.name')}</th>
              <th>{t('start.project')}</th>
              <th>{t('start.system')}</th>
              <th className="r">{t('common.changed')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {items.map((design) => (
              <DesignRow key={design.id} design={design} />
            ))}
          </tbody>
        </table>
      )}
      {designs.hasNextPage && (
        <p style={{ marginTop: 12 }}>
          <button type="button" className="btn" disabled={designs.isFetchingNextPage} onClick={() => void designs.fetchNextPage()}>
            {t('start.showMore')}
          </button>
        </p>
      )}
      {designs.isSuccess && items.length === 0 && (
        <div style={{ marginTop: 16 }}>
          {search !== '' ? (
            <EmptyState
              title={t('start.noMatch', { search })}
              action={
                <button type="button" className="btn" onClick={clear}>
                  {t('start.clearSearch')}
                </button>
              }
            >
              {t('start.noMatchHelp')}
            </EmptyState>
          ) : projectId !== null ? (
            <EmptyState
              title={t('start.emptyProject')}
              action={
                <button type="button" className="btn p" onClick={() => newCeiling.mutate(projectId)}>
                  {t('start.newCeiling')}
                </button>
              }
            >
              {t('start.emptyProjectText')}
            </EmptyState>
          ) : (
            <EmptyState
              title={t('start.emptyTitle')}
              action={
                <button type="button" className="btn p" onClick={() => openSample.mutate()}>
                  {t('start.emptyAction')}
                </button>
              }
            >
              {t('start.emptyText')}
            </EmptyState>
          )}
        </div>
      )}
      {designs.isError && <LoadError error={designs.error} retry={() => void designs.refetch()} />}
    </section>
  )
}

function LoadError({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation()
  return (
    <p className="row" role="alert" style={{ marginTop: 16 }}>
      <span className="err">{describeError(error)}</span>
      <button type="button" className="btn sm" onClick={retry}>
        {t('common.retry')}
      </button>
    </p>
  )
}
