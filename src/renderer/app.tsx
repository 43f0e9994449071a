// The window: providers, routes and the sheets every area shares. It knows the areas; they don't know each other.
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { createHashHistory, createRootRoute, createRoute, createRouter, Navigate, Outlet, RouterProvider } from '@tanstack/react-router'
import { type ComponentType, Suspense, useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readAdminSearch } from './admin/admin-search.ts'
import { readAlarmSearch } from './alarms/alarm-search.ts'
import { readQualitySearch } from './alarms/quality-search.ts'
import { readRuleSearch } from './alarms/rule-search.ts'
import { ApiProvider } from './api/api.tsx'
import { IdleLock } from './api/idle-lock.tsx'
import { LiveProvider } from './api/live-context.tsx'
import { createQueryClient } from './api/queries.ts'
import { forgetSession, type Opened, type SignInReason } from './api/session.ts'
import { AppSheets } from './app-sheets.tsx'
import { readDashboardSearch } from './dashboard/dashboard-search.ts'
import { readDesignSearch } from './designer/design-search.ts'
import { readNodesSearch, readSensorSearch, readTopicsSearch } from './devices/device-search.ts'
import { OpenBanner } from './devices/open-banner.tsx'
import { SignInPage } from './start/sign-in-page.tsx'
import { StartPage } from './start/start-page.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { lazyPart } from './ui/lazy-part.tsx'
import { LiveRegion } from './ui/live-region.tsx'
import { followTheme, resolveTheme, type Theme, usePreferences } from './ui/preferences.ts'
import { cssVariables, mantineTheme } from './ui/theme.ts'
import { validateRangeSearch } from './ui/use-time-range.ts'

const AlarmsPage = lazyPart(() => import('./alarms/alarms-page.tsx').then((m) => m.AlarmsPage))
const RulesPage = lazyPart(() => import('./alarms/rules-page.tsx').then((m) => m.RulesPage))
const QualityPage = lazyPart(() => import('./alarms/quality-page.tsx').then((m) => m.QualityPage))
const AlarmNotices = lazyPart(() => import('./alarms/alarm-notices.tsx').then((m) => m.AlarmNotices))
const NodesPage = lazyPart(() => import('./devices/nodes-page.tsx').then((m) => m.NodesPage))
const NodePage = lazyPart(() => import('./devices/node-page.tsx').then((m) => m.NodePage))
const SensorPage = lazyPart(() => import('./devices/sensor-page.tsx').then((m) => m.SensorPage))
const TopicsPage = lazyPart(() => import('./devices/topics-page.tsx').then((m) => m.TopicsPage))
const BrokerPage = lazyPart(() => import('./devices/broker-page.tsx').then((m) => m.BrokerPage))
const ProgramsPage = lazyPart(() => import('./devices/programs-page.tsx').then((m) => m.ProgramsPage))
const DashboardHome = lazyPart(() => import('./dashboard/dashboard-page.tsx').then((m) => m.DashboardHome))
const DashboardPage = lazyPart(() => import('./dashboard/dashboard-page.tsx').then((m) => m.DashboardPage))
const EnergyPage = lazyPart(() => import('./dashboard/energy-page.tsx').then((m) => m.EnergyPage))
const AdminPage = lazyPart(() => import('./admin/admin-page.tsx').then((m) => m.AdminPage))
const AdminHome = lazyPart(() => import('./admin/admin-page.tsx').then((m) => m.AdminHome))
const DesignerPage = lazyPart(() => import('./designer/designer-page.tsx').then((m) => m.DesignerPage))

function Loading() {
  const { t } = useTranslation()
  return (
    <div className="win" role="status">
      <div className="body" style={{ alignItems: 'center', justifyContent: 'center' }}>
        {t('app.loading')}
      </div>
    </div>
  )
}

const rootRoute = createRootRoute({
  component: () => (
    <>
      <div className="app-frame">
        <OpenBanner />
        <div className="app-page">
          <Outlet />
        </div>
      </div>
      <AppSheets />
      <Suspense fallback={null}>
        <AlarmNotices />
      </Suspense>
      <LiveRegion />
    </>
  ),
  notFoundComponent: () => <Navigate to="/" replace />,
})
const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { project?: string } =>
    typeof search.project === 'string' && search.project !== '' ? { project: search.project } : {},
  component: StartPage,
})
const designRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/designs/$designId',
  validateSearch: readDesignSearch,
  component: function DesignRoute() {
    const { designId } = designRoute.useParams()
    return (
      <Suspense fallback={<Loading />}>
        <DesignerPage key={designId} designId={designId} />
      </Suspense>
    )
  },
})

/** A route's page that is fetched when first wanted. */
const page = (Page: ComponentType) => () => (
  <Suspense fallback={<Loading />}>
    <Page />
  </Suspense>
)
const underRoot = { getParentRoute: () => rootRoute } as const
const alarmsRoute = createRoute({ ...underRoot, path: '/alarms', validateSearch: readAlarmSearch, component: page(AlarmsPage) })
const alarmRulesRoute = createRoute({ ...underRoot, path: '/alarms/rules', validateSearch: readRuleSearch, component: page(RulesPage) })
const qualityRoute = createRoute({ ...underRoot, path: '/alarms/quality', validateSearch: readQualitySearch, component: page(QualityPage) })
const nodesRoute = createRoute({ ...underRoot, path: '/nodes', validateSearch: readNodesSearch, component: page(NodesPage) })
const nodeRoute = createRoute({ ...underRoot, path: '/nodes/$nodeId', component: page(NodePage) })
const sensorRoute = createRoute({ ...underRoot, path: '/sensors/$sensorId', validateSearch: readSensorSearch, component: page(SensorPage) })
const topicsRoute = createRoute({ ...underRoot, path: '/topics', validateSearch: readTopicsSearch, component: page(TopicsPage) })
const brokerRoute = createRoute({ ...underRoot, path: '/broker', component: page(BrokerPage) })
const programsRoute = createRoute({ ...underRoot, path: '/programs', component: page(ProgramsPage) })
const dashboardHomeRoute = createRoute({ ...underRoot, path: '/dashboard', component: page(DashboardHome) })
const dashboardRoute = createRoute({
  ...underRoot,
  path: '/dashboard/$dashboardId',
  validateSearch: readDashboardSearch,
  component: function DashboardRoute() {
    const { dashboardId } = dashboardRoute.useParams()
    return (
      <Suspense fallback={<Loading />}>
        <DashboardPage dashboardId={dashboardId} />
      </Suspense>
    )
  },
})
const energyRoute = createRoute({ ...underRoot, path: '/energy', validateSearch: validateRangeSearch, component: page(EnergyPage) })
const adminHomeRoute = createRoute({ ...underRoot, path: '/admin', component: page(AdminHome) })
const adminRoute = createRoute({ ...underRoot, path: '/admin/$section', validateSearch: readAdminSearch, component: page(AdminPage) })

const router = createRouter({
  routeTree: rootRoute.addChildren([
    startRoute,
    designRoute,
    dashboardHomeRoute,
    dashboardRoute,
    energyRoute,
    alarmsRoute,
    alarmRulesRoute,
    qualityRoute,
    nodesRoute,
    nodeRoute,
    sensorRoute,
    topicsRoute,
    brokerRoute,
    programsRoute,
    adminHomeRoute,
    adminRoute,
  ]),
  history: createHashHistory(),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

const queryClient = createQueryClient()
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

/** Everything below the root element. */
export function App({ opened }: { opened: Opened }) {
  const [state, setState] = useState(opened)
  const [theme, setTheme] = useState<Theme>(resolveTheme(usePreferences.getState().theme))
  useEffect(() => followTheme(setTheme), [])
  // Unsaved work is in the journal: it is there again when the person has signed in.
  const signOut = useCallback((reason: SignInReason) => {
    forgetSession()
    queryClient.clear()
    setState((now) => {
      if (now.kind !== 'open' || now.session.shell !== null) return now
      now.session.end?.()
      return { kind: 'signIn', reason }
    })
  }, [])
  return (
    <MantineProvider
      theme={mantineTheme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={theme === 'dark' ? 'dark' : 'light'}
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-center" limit={4} transitionDuration={0} containerWidth={380} />
      <ErrorBoundary>
        {state.kind === 'signIn' ? (
          <SignInPage key={state.reason} reason={state.reason} onOpened={setState} />
        ) : (
          <QueryClientProvider client={queryClient}>
            <ApiProvider session={state.session} onSignedOut={signOut}>
              <LiveProvider>
                <RouterProvider router={router} />
                <IdleLock />
              </LiveProvider>
            </ApiProvider>
          </QueryClientProvider>
        )}
      </ErrorBoundary>
    </MantineProvider>
  )
}
