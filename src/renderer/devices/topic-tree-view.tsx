// The tree itself: one tab stop, arrows as in every tree, rows drawn only where they are seen, topics of sensors can be dragged.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { moveInTree, type TopicRow } from './topic-tree.ts'

/** What a dragged topic carries: the id of its sensor. */
export const sensorDragType = 'application/x-plenum-sensor'
const rowPx = 28

interface Props {
  readonly rows: readonly TopicRow[]
  readonly chosen: string | null
  readonly onChoose: (path: string) => void
  readonly onOpen: (paths: readonly string[]) => void
  readonly onClose: (paths: readonly string[]) => void
  readonly onBind: (sensorId: string) => void
}

/** Fills its parent. */
export function TopicTree({ rows, chosen, onChoose, onOpen, onClose, onBind }: Props) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState<string | null>(chosen)
  const wantsFocus = useRef(false)
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, overscan: 15 })
  const found = rows.findIndex((r) => r.path === focused)
  const at = found < 0 ? 0 : found
  useEffect(() => {
    if (!wantsFocus.current) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)
    if (!row) return
    wantsFocus.current = false
    row.focus({ preventScroll: true })
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const row = rows[at]
    if (row?.item?.sensorId && event.key.toLowerCase() === 'b') {
      event.preventDefault()
      return onBind(row.item.sensorId)
    }
    if (row && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      if (row.item) onChoose(row.path)
      else if (row.isOpen) onClose([row.path])
      else onOpen([row.path])
      return
    }
    const move = moveInTree(rows, at, event.key)
    if (!move) return
    event.preventDefault()
    if (move.kind === 'focus') {
      wantsFocus.current = true
      setFocused(rows[move.at]?.path ?? null)
      virtual.scrollToIndex(move.at)
    } else if (move.kind === 'open') onOpen(move.paths)
    else onClose(move.paths)
  }
  return (
    <div className="list-scroll tree" ref={scroller}>
      <div role="tree" aria-label={t('topics.tree')} style={{ height: virtual.getTotalSize() }} onKeyDown={onKeyDown}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <Row
              key={row.path}
              row={row}
              at={item.index}
              top={item.start}
              isFocused={item.index === at}
              isChosen={row.path === chosen}
              onFocus={setFocused}
              onChoose={onChoose}
              onOpen={onOpen}
              onClose={onClose}
            />
          )
        })}
      </div>
    </div>
  )
}

interface RowProps extends Pick<Props, 'onChoose' | 'onOpen' | 'onClose'> {
  readonly row: TopicRow
  readonly at: number
  readonly top: number
  readonly isFocused: boolean
  readonly isChosen: boolean
  readonly onFocus: (path: string) => void
}

const Row = memo(function Row({ row, at, top, isFocused, isChosen, onFocus, onChoose, onOpen, onClose }: RowProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { item, path } = row
  const sensorId = item?.sensorId ?? null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it reads the keys for every row
    <div
      role="treeitem"
      aria-level={row.level}
      aria-expanded={row.childCount > 0 ? row.isOpen : undefined}
      aria-selected={isChosen}
      aria-setsize={row.setSize}
      aria-posinset={row.position}
      tabIndex={isFocused ? 0 : -1}
      data-at={at}
      className="tree-row"
      style={{ transform: `translateY(${top}px)`, paddingLeft: 8 + (row.level - 1) * 18 }}
      draggable={sensorId !== null}
      onDragStart={(event) => {
        if (sensorId === null) return
        event.dataTransfer.setData(sensorDragType, sensorId)
        event.dataTransfer.setData('text/plain', path)
        event.dataTransfer.effectAllowed = 'link'
      }}
      onClick={() => {
        onFocus(path)
        if (item) onChoose(path)
        if (row.childCount > 0 && !item) (row.isOpen ? onClose : onOpen)([path])
      }}
    >
      <span className="tree-mark" aria-hidden>
        {row.childCount > 0 && <Icon name={row.isOpen ? 'chevronDown' : 'chevronRight'} size={14} />}
      </span>
      <span className={item ? 'md mono' : 'mono'}>{row.label === '' ? '·' : row.label}</span>
      {item && <span className="el q mono grow">{item.payload.replaceAll(/\s+/g, ' ').slice(0, 200)}</span>}
      {!item && <span className="q t12 grow">{t('topics.below', { count: row.topicsBelow, n: formats.number(row.topicsBelow) })}</span>}
      {item?.retained && <span className="tag">{t('topics.retained')}</span>}
      <span className="t12 q nw">{formats.number(row.count)}</span>
    </div>
  )
})
