// Tells of notices that rules made: in the window, or on the desktop while the window isn't looked at; what came while it was shut as one.
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Notice as RuleNotice } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { freshMarks, useNoticeMarks, useNotices } from '../api/notices.ts'
import { say } from '../ui/app-state.ts'
import { openNotices } from '../ui/notice-bell.tsx'
import { usePreferences } from '../ui/preferences.ts'
import { placeOf } from '../ui/subject-place.ts'
import { toast } from '../ui/toast.tsx'
import { showNotice } from './desktop-notice.ts'
import { createNoticeGate, type Notice } from './notice-gate.ts'
import { createNoticeNews, isToldAlready, type ToldAlarms } from './rule-notice-news.ts'

interface Told {
  readonly title: string
  readonly body: string
  readonly open: () => void
}

const commandPrefix = 'notice.'
/** Clicks of older ones bring the window to the front only. */
const mostOpens = 50

/** Runs in every window; one of them (`isSpeaker`) tells. */
export function useRuleNotices({ isSpeaker, told }: { isSpeaker: boolean; told: ToldAlarms }): void {
  const { t } = useTranslation()
  const { session } = useApi()
  const navigate = useNavigate()
  const { data } = useNotices()
  const { who, mark } = useNoticeMarks()
  const [opens] = useState(() => new Map<string, () => void>())
  const tell = useRef<(told: Told) => void>(() => undefined)
  tell.current = ({ title, body, open }) => {
    say(title)
    if (document.hasFocus())
      return toast({
        tone: 'news',
        text: body === '' ? title : `${title}. ${body.slice(0, 160)}`,
        action: { label: t('alarms.notice.open'), run: open },
      })
    if (!usePreferences.getState().alarmNotices) return
    const commandId = `${commandPrefix}${crypto.randomUUID()}`
    opens.set(commandId, open)
    const [oldest] = opens.keys()
    if (opens.size > mostOpens && oldest !== undefined) opens.delete(oldest)
    showNotice({ shell: session.shell, title, body, onClick: open, commandId })
  }
  const openOne = useRef<(notice: RuleNotice) => void>(() => undefined)
  openOne.current = ({ subject }) => {
    const place = subject === null ? null : placeOf(subject)
    if (place === null) return openNotices()
    // Which of the routes it is, placeOf says.
    void navigate({ to: place.to as '/admin/$section', params: place.params as { section: string }, search: place.search ?? {} })
  }
  const shown = useRef<(notice: Notice<RuleNotice>) => void>(() => undefined)
  shown.current = (notice) => {
    if (notice.kind === 'one') {
      const { one } = notice
      tell.current({ title: one.title, body: one.body, open: () => openOne.current(one) })
    } else {
      const body = t('notices.newest', { title: notice.worst.title })
      tell.current({ title: t('notices.many', { count: notice.count }), body, open: openNotices })
    }
  }
  const [gate] = useState(() =>
    createNoticeGate<RuleNotice>({
      ...{ now: Date.now, later: setTimeout, urgencyOf: ({ at }) => -at },
      show: (notice) => shown.current(notice),
    }),
  )
  const [newsOf] = useState(createNoticeNews)
  useEffect(() => {
    if (data === undefined || who === null || !isSpeaker) return
    const marks = freshMarks(who)
    const { missed, fresh } = newsOf(data, marks?.toldAt ?? null)
    const newestAt = Math.max(0, ...data.map(({ at }) => at))
    if (marks === undefined) mark({ toldAt: newestAt, seenAt: newestAt })
    else if (newestAt > marks.toldAt) mark({ toldAt: newestAt })
    const [newest] = missed
    if (newest) {
      const body = t('notices.newest', { title: newest.title })
      tell.current({ title: t('notices.missed', { count: missed.length }), body, open: openNotices })
    }
    for (const notice of fresh) if (!isToldAlready(notice, told, Date.now())) gate(notice)
  }, [data, who, isSpeaker, mark, newsOf, gate, told, t])
  useEffect(
    () =>
      session.shell?.onCommand((commandId) => {
        if (commandId.startsWith(commandPrefix)) opens.get(commandId)?.()
      }),
    [session, opens],
  )
}
