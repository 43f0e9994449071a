// The areas of the window in the title bar, with the number of active alarms. An area shows up once its route is there.
import { Link, useRouter, useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAlarmCounts } from '../api/live-alarms.ts'
import { useMe } from '../api/me.ts'
import { useFormats } from './format.ts'

export const areas = [
  { id: 'designer', path: '/', holds: ['/designs'] },
  { id: 'dashboard', path: '/dashboard', holds: ['/energy'] },
  { id: 'alarms', path: '/alarms', holds: [] },
  { id: 'devices', path: '/nodes', holds: ['/sensors', '/topics', '/broker', '/programs'] },
  { id: 'admin', path: '/admin', holds: [] },
] as const
export type AreaId = (typeof areas)[number]['id']

const isWithin = (pathname: string, path: string) => pathname === path || pathname.startsWith(`${path}/`)

/** Which area a path belongs to. */
export function areaOfPath(pathname: string): AreaId {
  const found = areas.find((a) => (a.path !== '/' && isWithin(pathname, a.path)) || a.holds.some((p) => isWithin(pathname, p)))
  return found?.id ?? 'designer'
}

/** Permissions that open a section of the Admin area. */
const adminPermissions = [
  'accounts:read',
  'roles:read',
  'sessions:read',
  'sign-in-providers:read',
  'api-keys:read',
  'audit:read',
  'logs:read',
  'secrets:read',
]

/** The areas this window has; Admin is for accounts (their profile is in it) and for whoever may see a section. */
export function useAreas() {
  const { routesByPath } = useRouter()
  const { data: me } = useMe()
  const isAdminOpen = me !== undefined && (me.kind !== 'program' || adminPermissions.some((p) => me.permissions.includes(p)))
  return useMemo(() => areas.filter((a) => a.path in routesByPath && (a.id !== 'admin' || isAdminOpen)), [routesByPath, isAdminOpen])
}

/** Links to every area; the current one is marked for eyes and for screen readers. */
export function AreaNav() {
  const { t } = useTranslation()
  const here = useRouterState({ select: (s) => areaOfPath(s.location.pathname) })
  const shown = useAreas()
  if (shown.length < 2) return null
  return (
    <nav className="areas" aria-label={t('areas.label')}>
      {shown.map(({ id, path }) => (
        <Link key={id} to={path as string} className="area" aria-current={id === here ? 'page' : undefined}>
          {t(`areas.${id}`)}
          {id === 'alarms' && <AlarmBadge />}
        </Link>
      ))}
    </nav>
  )
}

/** How many alarms are active now. */
function AlarmBadge() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { active } = useAlarmCounts()
  if (active === 0) return null
  return (
    <span className="area-badge">
      {formats.number(active)}
      <span className="sr-only"> {t('areas.activeAlarms', { count: active })}</span>
    </span>
  )
}
