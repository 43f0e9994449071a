// The Admin area: sections at the left, the open one's list and drawer beside them. What the caller may not see isn't offered.
import { Link, Navigate, useParams } from '@tanstack/react-router'
import { Fragment, type ReactNode, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { describeError } from '../api/failure.ts'
import { useMay, useMe } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { ServerState } from '../ui/server-state.tsx'
import { TitleBar } from '../ui/title-bar.tsx'
import { sectionGroups, sections } from './admin-sections.ts'
import './admin.css'

/** Route `/admin/$section`. */
export function AdminPage() {
  const { t } = useTranslation()
  const { section } = useParams({ from: '/admin/$section' })
  const me = useMe()
  const may = useMay()
  const found = sections.find((s) => s.id === section)
  const allowed = found !== undefined && (found.permission === null || may(found.permission))
  let page: ReactNode
  if (!found) page = <AdminHome />
  else if (me.isError)
    page = (
      <div className="inset">
        <p className="err" role="alert">
          {describeError(me.error)}
        </p>
      </div>
    )
  else if (!me.data) page = <Waiting />
  else if (allowed)
    page = (
      <Suspense fallback={<Waiting />}>
        <found.Page />
      </Suspense>
    )
  else
    page = (
      <div className="inset">
        <EmptyState title={t('admin.forbidden')}>{t('admin.forbiddenText', { name: t(`admin.sections.${found.id}`) })}</EmptyState>
      </div>
    )
  return (
    <div className="win">
      <TitleBar skipTo="main">
        {me.data && <span className="el">{me.data.kind === 'owner' ? t('admin.owner') : me.data.name}</span>}
      </TitleBar>
      <div className="body">
        <SectionNav here={section} />
        {page}
      </div>
      <footer className="status">
        <span className="sp" />
        <ServerState />
      </footer>
    </div>
  )
}

/** Route `/admin`: the first section that may be seen. */
export function AdminHome() {
  const may = useMay()
  const me = useMe()
  if (!me.data && !me.isError) return <Waiting />
  const first = sections.find((s) => s.permission !== null && may(s.permission)) ?? sections.find((s) => s.permission === null)
  return first ? <Navigate to="/admin/$section" params={{ section: first.id }} search={{}} replace /> : <Navigate to="/" replace />
}

function Waiting() {
  const { t } = useTranslation()
  return (
    <div className="inset q" role="status">
      {t('app.loading')}
    </div>
  )
}

function SectionNav({ here }: { here: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const shownAt = useRef<HTMLElement>(null)
  // On a low window the sections are longer than their pane.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time another one is open
  useEffect(() => {
    shownAt.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [here])
  const shown = sections.filter((s) => s.permission === null || may(s.permission))
  return (
    <nav ref={shownAt} className="admin-nav" data-pane="sections" aria-label={t('admin.label')}>
      {sectionGroups.map((group) => {
        const rows = shown.filter((s) => s.group === group)
        if (rows.length === 0) return null
        return (
          <Fragment key={group}>
            <h2 id={`admin-${group}`}>{t(`admin.groups.${group}`)}</h2>
            <ul aria-labelledby={`admin-${group}`}>
              {rows.map(({ id, icon }) => (
                <li key={id}>
                  <Link to="/admin/$section" params={{ section: id }} search={{}} aria-current={id === here ? 'page' : undefined}>
                    <Icon name={icon} />
                    <span className="el">{t(`admin.sections.${id}`)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </Fragment>
        )
      })}
    </nav>
  )
}
