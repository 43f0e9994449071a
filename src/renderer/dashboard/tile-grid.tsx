// The grid of a dashboard. While it is arranged, panels are dragged and resized by pointer, or by arrow keys once focused; each gesture is
// one step that can be taken back. In narrow windows panels follow one another in reading order.
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tile } from '../../contract/schemas/dashboard.ts'
import { say } from '../ui/app-state.ts'
import { columns, inReadingOrder, moveTile, resizeTile } from './tile-moves.ts'

interface TileGridProps {
  readonly tiles: readonly Tile[]
  readonly isArranging: boolean
  readonly titleOf: (tile: Tile) => string
  readonly onChange: (tiles: readonly Tile[]) => void
  readonly onRemove: (id: string) => void
  readonly onDone: () => void
  readonly children: (tile: Tile) => ReactNode
}

interface Gesture {
  readonly id: string
  readonly isMove: boolean
  readonly startX: number
  readonly startY: number
  readonly cellWidth: number
  readonly cellHeight: number
  readonly from: readonly Tile[]
}

/** As in dashboard.css. */
const rowPx = 52
const gapPx = 12

/** All panels. */
export function TileGrid({ tiles, isArranging, titleOf, onChange, onRemove, onDone, children }: TileGridProps) {
  const { t } = useTranslation()
  const grid = useRef<HTMLDivElement>(null)
  const gesture = useRef<Gesture | null>(null)
  const [preview, setPreview] = useState<readonly Tile[] | null>(null)
  const [held, setHeld] = useState<string | null>(null)
  const shown = preview ?? tiles
  // While panels are arranged the order of elements stands still: moving an element would take the focus and the pointer from it.
  const order = useRef<readonly string[]>([])
  if (!isArranging || order.current.length === 0) order.current = inReadingOrder(tiles).map((tile) => tile.id)
  const rank = new Map(order.current.map((id, n) => [id, n]))
  const ordered = [...shown].sort((a, b) => (rank.get(a.id) ?? Number.MAX_SAFE_INTEGER) - (rank.get(b.id) ?? Number.MAX_SAFE_INTEGER))

  const announce = (list: readonly Tile[], id: string) => {
    const tile = list.find((x) => x.id === id)
    if (!tile) return
    const { column, row, width, height } = tile
    say(t('dashboard.placed', { name: titleOf(tile), column: column + 1, row: row + 1, width, height }))
  }
  const start = (event: React.PointerEvent, id: string, isMove: boolean) => {
    if (!isArranging || event.button !== 0 || !grid.current) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    gesture.current = {
      id,
      isMove,
      startX: event.clientX,
      startY: event.clientY + (grid.current.parentElement?.scrollTop ?? 0),
      cellWidth: (grid.current.clientWidth + gapPx) / columns,
      cellHeight: rowPx + gapPx,
      from: tiles,
    }
    setHeld(id)
  }
  const drag = (event: React.PointerEvent) => {
    const now = gesture.current
    if (!now) return
    const by = {
      columns: Math.round((event.clientX - now.startX) / now.cellWidth),
      rows: Math.round((event.clientY + (grid.current?.parentElement?.scrollTop ?? 0) - now.startY) / now.cellHeight),
    }
    setPreview(now.isMove ? moveTile(now.from, now.id, by) : resizeTile(now.from, now.id, by))
  }
  const finish = (isTaken: boolean) => {
    const now = gesture.current
    gesture.current = null
    setHeld(null)
    if (now && preview && isTaken) {
      onChange(preview)
      announce(preview, now.id)
    }
    setPreview(null)
  }
  const onKeyDown = (event: React.KeyboardEvent, tile: Tile) => {
    if (!isArranging || event.target !== event.currentTarget) return
    if (event.key === 'Escape') {
      if (gesture.current) finish(false)
      else onDone()
      return
    }
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault()
      return onRemove(tile.id)
    }
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (!by || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    const step = { columns: by[0] ?? 0, rows: by[1] ?? 0 }
    const next = event.shiftKey ? resizeTile(tiles, tile.id, step) : moveTile(tiles, tile.id, step)
    if (next === tiles) return say(t('dashboard.noFurther', { name: titleOf(tile) }))
    onChange(next)
    announce(next, tile.id)
    const element = event.currentTarget
    requestAnimationFrame(() => element.scrollIntoView({ block: 'nearest' }))
  }

  return (
    <div ref={grid} className={isArranging ? 'tiles arranging' : 'tiles'}>
      {ordered.map((tile) => (
        <section
          key={tile.id}
          id={`tile-${tile.id}`}
          className={`tile tile-${tile.kind}${tile.width <= 6 ? ' half' : ''}${held === tile.id ? ' held' : ''}`}
          aria-label={titleOf(tile)}
          aria-roledescription={isArranging ? t('dashboard.movable') : undefined}
          aria-describedby={isArranging ? 'arrange-help' : undefined}
          tabIndex={isArranging ? 0 : undefined}
          style={{
            gridColumn: `${tile.column + 1} / span ${tile.width}`,
            gridRow: `${tile.row + 1} / span ${tile.height}`,
            ['--rows' as string]: tile.height,
          }}
          onKeyDown={(event) => onKeyDown(event, tile)}
        >
          {children(tile)}
          {isArranging && (
            <>
              <div
                className="tile-grab"
                aria-hidden
                onPointerDown={(event) => start(event, tile.id, true)}
                onPointerMove={drag}
                onPointerUp={() => finish(true)}
                onPointerCancel={() => finish(false)}
                onLostPointerCapture={() => finish(false)}
              />
              <div
                className="tile-resize"
                aria-hidden
                onPointerDown={(event) => start(event, tile.id, false)}
                onPointerMove={drag}
                onPointerUp={() => finish(true)}
                onPointerCancel={() => finish(false)}
                onLostPointerCapture={() => finish(false)}
              />
            </>
          )}
        </section>
      ))}
    </div>
  )
}
