// The title bar of every page: mark, areas, what is open, the way to every command, settings and help.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLeave, useMayLeave } from '../api/leave.ts'
import { useMe } from '../api/me.ts'
import { openSheet } from './app-state.ts'
import { AreaNav } from './area-nav.tsx'
import { Icon, Logo } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import { NoticeBell } from './notice-bell.tsx'

/** `children` is the middle: the name of what is open and its state. */
export function TitleBar({ children, skipTo }: { children?: ReactNode; skipTo: 'main' | 'canvas' }) {
  const { t } = useTranslation()
  const skip = () => document.getElementById('main')?.focus()
  return (
    <header className="title" data-pane="title">
      <button type="button" className="skip" onClick={skip}>
        {t(skipTo === 'canvas' ? 'app.skipCanvas' : 'app.skip')}
      </button>
      <Link to="/" className="brand" title={t('commands.start')}>
        <Logo />
        {t('app.name')}
      </Link>
      <AreaNav />
      <div className="mid">{children}</div>
      <div className="end">
        <button
          type="button"
          className="find"
          aria-label={t('app.find')}
          aria-keyshortcuts="Control+K"
          onClick={() => openSheet('palette')}
        >
          <Icon name="search" size={14} />
          <span className="grow el">{t('app.find')}</span>
          <Kbd keys="Mod+K" />
        </button>
        <NoticeBell />
        <button
          type="button"
          className="btn g x"
          aria-label={t('settings.title')}
          title={t('settings.title')}
          onClick={() => openSheet('settings')}
        >
          <Icon name="settings" />
        </button>
        <button
          type="button"
          className="btn g x"
          aria-label={t('help.title')}
          title={`${t('help.title')} (?)`}
          onClick={() => openSheet('help')}
        >
          <Icon name="help" />
        </button>
        <SignOut />
      </div>
    </header>
  )
}

/** In sight on every page, with who leaves in its title. */
function SignOut() {
  const { t } = useTranslation()
  const leave = useLeave()
  const mayLeave = useMayLeave()
  const { data: me } = useMe()
  if (!mayLeave) return null
  const title = me?.kind === 'account' ? t('accountSignIn.signOutAs', { name: me.name }) : t('accountSignIn.signOut')
  return (
    <button type="button" className="btn g x" aria-label={t('accountSignIn.signOut')} title={title} onClick={() => leave('signed_out')}>
      <Icon name="logout" />
    </button>
  )
}
