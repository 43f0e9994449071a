// Commands of the Admin area that are offered everywhere: its sections, signing out, locking.
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLeave, useMayLeave } from '../api/leave.ts'
import { useMay, useMe } from '../api/me.ts'
import { type Command, offerCommands } from '../ui/commands.ts'
import { sections } from './admin-sections.ts'

/** Offers what the caller may open. */
export function useAdminCommands(): void {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const leave = useLeave()
  const mayLeave = useMayLeave()
  const may = useMay()
  const { data: me } = useMe()
  const kind = me?.kind
  useEffect(() => {
    const group = t('areas.admin')
    const always = { group, enabled: true } as const
    const open = sections.filter((s) => (s.permission === null ? kind === 'account' : may(s.permission)))
    const list: Command[] = open.map(({ id, group: of }) => ({
      ...always,
      id: `admin.${id}`,
      // "Incoming" alone says what only under its heading.
      label: t(of === 'webhooks' ? 'admin.goWebhooks' : 'admin.go', { section: t(`admin.sections.${id}`) }),
      run: () => void navigate({ to: '/admin/$section', params: { section: id }, search: {} }),
    }))
    if (mayLeave) {
      // The owner's window opens again by the token only: for it there is nothing to lock.
      if (kind === 'account') list.push({ ...always, id: 'admin.lock', label: t('admin.lock'), run: () => leave('locked') })
      list.push({ ...always, id: 'admin.signOut', label: t('accountSignIn.signOut'), run: () => leave('signed_out') })
    }
    return offerCommands('admin', list)
  }, [t, navigate, leave, mayLeave, may, kind])
}
