// The frame of the devices area: title bar, its parts, what each page adds to the bar, and the status bar.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ServerState } from '../ui/server-state.tsx'
import { TitleBar } from '../ui/title-bar.tsx'
import './devices.css'

const parts = [
  { path: '/nodes', word: 'nodes' },
  { path: '/topics', word: 'topics' },
  { path: '/broker', word: 'broker' },
  { path: '/programs', word: 'programs' },
] as const

interface Props {
  readonly here: (typeof parts)[number]['word']
  /** The name of what is open, in the title bar. */
  readonly title?: ReactNode
  readonly bar?: ReactNode
  readonly status?: ReactNode
  readonly children: ReactNode
}

/** One page of the area. */
export function DevicesFrame({ here, title, bar, status, children }: Props) {
  const { t } = useTranslation()
  return (
    <div className="win">
      <TitleBar skipTo="main">{title}</TitleBar>
      <div className="bar" data-pane="bar">
        <nav className="subnav" aria-label={t('devices.parts')}>
          {parts.map(({ path, word }) => (
            <Link key={word} to={path} activeOptions={{ exact: true }} aria-current={word === here ? 'page' : undefined}>
              {t(`devices.${word}`)}
            </Link>
          ))}
        </nav>
        <span className="sep" />
        {bar}
      </div>
      {children}
      <footer className="status">
        {status}
        <span className="sp" />
        <ServerState />
      </footer>
    </div>
  )
}
