// How long something of the lab still runs.
import { useTranslation } from 'react-i18next'
import { useNow } from '../api/now.ts'
import { durationText } from '../ui/duration.ts'

/** In whole minutes; `bare` without words around it. */
export function StopsIn({ at, bare = false }: { at: number | null; bare?: boolean }) {
  const { t } = useTranslation()
  const now = useNow(1000)
  if (at === null) return null
  const minutes = Math.floor((at - now) / 60_000)
  const time = minutes < 1 ? t('lab.underMinute') : durationText(minutes * 60_000)
  return <>{bare ? time : t('lab.stopsIn', { time })}</>
}
