// The bell in the title bar: the last notices, each a way to what it is about. Absent until there is one.
import { Popover } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { useMay } from '../api/me.ts'
import { useNoticeMarks, useNotices } from '../api/notices.ts'
import { useFormats } from './format.ts'
import { Icon } from './icon.tsx'
import { PlaceLink } from './place-link.tsx'
import { placeOf } from './subject-place.ts'
import './notice-bell.css'

const useOpen = create<{ readonly isOpen: boolean }>()(() => ({ isOpen: false }))

/** Shows the list, from wherever. */
export const openNotices = (): void => useOpen.setState({ isOpen: true })
const close = () => useOpen.setState({ isOpen: false })

const mostShown = 30

export function NoticeBell() {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const { data = [] } = useNotices()
  const { marks, mark } = useNoticeMarks()
  const isOpen = useOpen((state) => state.isOpen)
  if (data.length === 0) return null
  const unseen = data.filter(({ at }) => at > (marks?.seenAt ?? 0)).length
  const toggle = () => {
    if (!isOpen) return openNotices()
    leave()
  }
  const leave = () => {
    mark({ seenAt: data[0]?.at ?? 0 })
    close()
  }
  const label = unseen === 0 ? t('notices.title') : t('notices.open', { count: unseen })
  return (
    <Popover
      opened={isOpen}
      onChange={(open) => !open && leave()}
      position="bottom-end"
      width={360}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className="btn g x notice-bell" aria-label={label} title={label} aria-expanded={isOpen} onClick={toggle}>
          <Icon name={unseen > 0 ? 'bellRinging' : 'bell'} />
          {unseen > 0 && <span className="notice-count">{unseen > 99 ? '99+' : unseen}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="notice-list" aria-label={t('notices.title')}>
        <h2 className="t13">{t('notices.title')}</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list has to be reachable by keyboard */}
        <ul tabIndex={0} aria-label={t('notices.title')}>
          {data.slice(0, mostShown).map(({ id, title, body, at, subject }) => {
            const place = subject === null ? null : placeOf(subject)
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the link in it takes the keys
              <li key={id} className={at > (marks?.seenAt ?? 0) ? 'new' : undefined} onClick={() => place !== null && leave()}>
                <span className="q t12">{formats.dateTime(at)}</span>
                {place === null ? (
                  <b>{title}</b>
                ) : (
                  <PlaceLink place={place} className="a">
                    {title}
                  </PlaceLink>
                )}
                <span className="q t12">{body}</span>
              </li>
            )
          })}
        </ul>
        {may('timeline:read') && (
          <Link to="/admin/$section" params={{ section: 'timeline' }} search={{}} className="a" onClick={leave}>
            {t('notices.all')}
          </Link>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
