// Tells the person of new alarms wherever they are in the app: spoken, by a tone, by a desktop notice. One window of a browser does it for
// all. Draws nothing.
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { useApi } from '../api/api.tsx'
import { isUnacknowledged, useLiveAlarmsStore, useStandingAlarms } from '../api/live-alarms.ts'
import { useAlarmName } from '../ui/alarm-name.ts'
import { say } from '../ui/app-state.ts'
import { offerCommands } from '../ui/commands.ts'
import { usePreferences } from '../ui/preferences.ts'
import { showNotice } from './desktop-notice.ts'
import { createNoticeGate, type Notice } from './notice-gate.ts'
import { createToldAlarms } from './rule-notice-news.ts'
import { playTone } from './tone.ts'
import { useRuleNotices } from './use-rule-notices.ts'

const repeatMs = 15_000

/** True in the one window that sounds; every window where the browser can't tell. */
function useIsSpeaker(): boolean {
  const [isSpeaker, setIsSpeaker] = useState(typeof navigator.locks === 'undefined')
  useEffect(() => {
    if (typeof navigator.locks === 'undefined') return
    const gone = new AbortController()
    const held = () =>
      new Promise<void>((release) => {
        setIsSpeaker(true)
        gone.signal.addEventListener('abort', () => release())
      })
    navigator.locks.request('plenum.alarms', { signal: gone.signal }, held).catch(() => undefined)
    return () => gone.abort()
  }, [])
  return isSpeaker
}

/** Whether the tone setting covers a priority. */
export function isHeard(setting: 'off' | 'urgent' | 'all', priority: number): boolean {
  return setting === 'all' || (setting === 'urgent' && priority <= 2)
}

/** Mounted once, beside the route. */
export function AlarmNotices() {
  const { t } = useTranslation()
  const { session } = useApi()
  const navigate = useNavigate()
  const store = useLiveAlarmsStore()
  const nameOf = useAlarmName()
  const isSpeaker = useIsSpeaker()
  const [told] = useState(createToldAlarms)
  const shown = useRef<(notice: Notice<AlarmRecord>) => void>(() => undefined)
  shown.current = (notice) => {
    const alarm = notice.kind === 'one' ? notice.one : notice.worst
    const one = t('alarms.notice.one', { n: alarm.priority, name: nameOf(alarm) })
    say(
      notice.kind === 'one'
        ? t('alarms.said', { n: alarm.priority, name: nameOf(alarm) })
        : t('alarms.notice.many', { count: notice.count }),
    )
    if (!isSpeaker || !usePreferences.getState().alarmNotices) return
    const open = () =>
      void navigate({ to: '/alarms', search: notice.kind === 'one' ? { id: alarm.id } : { group: 'unacknowledged' as const } })
    const many = notice.kind === 'many'
    showNotice({
      shell: session.shell,
      title: many ? t('alarms.notice.many', { count: notice.count }) : one,
      body: many ? t('alarms.notice.worst', { n: alarm.priority, name: nameOf(alarm) }) : alarm.advice.slice(0, 200),
      onClick: open,
      commandId: null,
    })
  }
  const sounds = useRef<(priority: number) => void>(() => undefined)
  sounds.current = (priority) => {
    if (isSpeaker && isHeard(usePreferences.getState().alarmTone, priority)) playTone(priority)
  }
  useEffect(() => {
    const gate = createNoticeGate<AlarmRecord>({
      ...{ now: Date.now, later: setTimeout, urgencyOf: ({ priority }) => priority },
      show: (notice) => shown.current(notice),
      tone: ({ priority }) => sounds.current(priority),
    })
    return store.onChange(({ alarm, event }) => {
      const isNews = event.transition === 'raised' || event.transition === 'escalated'
      if (!isNews || !isUnacknowledged(alarm.state) || !alarm.isActive) return
      told.note(alarm.id, Date.now())
      gate(alarm)
    })
  }, [store, told])
  useRepeat(isSpeaker)
  useRuleNotices({ isSpeaker, told })
  useEffect(
    () =>
      offerCommands('alarms.open', [
        {
          id: 'app.alarms',
          label: t('alarms.commands.open'),
          group: t('commands.groupApp'),
          enabled: true,
          run: () => void navigate({ to: '/alarms' }),
        },
        {
          id: 'app.alarmRules',
          label: t('alarms.commands.openRules'),
          group: t('commands.groupApp'),
          enabled: true,
          run: () => void navigate({ to: '/alarms/rules' }),
        },
        {
          id: 'app.alarmQuality',
          label: t('alarms.commands.openQuality'),
          group: t('commands.groupApp'),
          enabled: true,
          run: () => void navigate({ to: '/alarms/quality' }),
        },
      ]),
    [t, navigate],
  )
  return null
}

const isPressing = (alarm: AlarmRecord) => alarm.priority === 1 && alarm.isActive && isUnacknowledged(alarm.state)

/** The tone of priority 1 again and again until it is acknowledged, where the person wants that. */
function useRepeat(isSpeaker: boolean): void {
  const { alarms } = useStandingAlarms()
  const repeat = usePreferences((p) => p.alarmRepeat && p.alarmTone !== 'off')
  const presses = repeat && isSpeaker && alarms.some(isPressing)
  useEffect(() => {
    if (!presses) return
    const timer = setInterval(() => playTone(1), repeatMs)
    return () => clearInterval(timer)
  }, [presses])
}
