// The frame of the alarms area: title bar, the three parts of the area, what each page adds to the bar, and the status bar.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAlarmCounts } from '../api/live-alarms.ts'
import { useFormats } from '../ui/format.ts'
import { ServerState } from '../ui/server-state.tsx'
import { TitleBar } from '../ui/title-bar.tsx'
import './alarms.css'

const parts = [
  { path: '/alarms', word: 'list' },
  { path: '/alarms/rules', word: 'rules' },
  { path: '/alarms/quality', word: 'quality' },
] as const

interface Props {
  readonly here: (typeof parts)[number]['word']
  /** In the bar, after the parts. */
  readonly bar?: ReactNode
  readonly status?: ReactNode
  readonly children: ReactNode
}

/** One page of the area. */
export function AlarmsFrame({ here, bar, status, children }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const counts = useAlarmCounts()
  return (
    <div className="win">
      <TitleBar skipTo="main" />
      <div className="bar" data-pane="bar">
        <nav className="subnav" aria-label={t('alarms.areas')}>
          {parts.map(({ path, word }) => (
            <Link key={word} to={path} activeOptions={{ exact: true }} aria-current={word === here ? 'page' : undefined}>
              {t(`alarms.${word}`)}
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
        <span className={counts.unacknowledged > 0 ? 'alarm' : undefined}>
          {t('alarms.groups.unacknowledged')} {formats.number(counts.unacknowledged)}
        </span>
        <ServerState />
      </footer>
    </div>
  )
}
