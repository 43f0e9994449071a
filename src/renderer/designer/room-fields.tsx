// The room as typed coordinates: every corner of the outline and of the holes, with its arc.
import { useTranslation } from 'react-i18next'
import type { RoomVertex } from '../../domain/design.ts'
import { formatArea, formatLength } from '../../domain/units.ts'
import { Icon } from '../ui/icon.tsx'
import { LengthField, PlainField } from '../ui/quantity-fields.tsx'
import { useDesigner, useEditorState, useUnits } from './designer-context.tsx'
import { useCommit } from './use-commit.ts'

const shownCorners = 60

/** Area, perimeter and the corners; very long outlines go on in the table. */
export function RoomFields() {
  const { t } = useTranslation()
  const units = useUnits()
  const commit = useCommit()
  const room = useEditorState((s) => s.design.room)
  const facts = useEditorState((s) => s.layout?.room ?? null)
  const healed = useEditorState((s) => s.layout?.healed ?? null)
  if (!room) return <p className="pad m">{t('room.none')}</p>
  const rings = [room.outer, ...(room.holes ?? [])]
  return (
    <div className="pad col gap8">
      {facts && (
        <p className="t12 m">
          {t('room.facts', {
            area: formatArea(facts.areaMm2 / 1e6, units),
            perimeter: formatLength(facts.perimeterMm, { ...units, unit: 'm', decimals: 2, withUnit: true }),
          })}
        </p>
      )}
      {healed !== null && healed.length > 0 && (
        <details className="t12">
          <summary>{t('room.healed', { n: healed.length })}</summary>
          <ul>
            {healed.map((item) => (
              <li key={item.pointer + item.detail} className="m">
                {item.detail}
              </li>
            ))}
          </ul>
        </details>
      )}
      {rings.map((ring, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a ring is its place in the room
        <div key={at} className="col gap4">
          <div className="row">
            <h3 className="lab b grow">{at === 0 ? t('room.outline') : t('room.hole', { n: at })}</h3>
            {at > 0 && (
              <button type="button" className="btn g sm" onClick={() => commit('room', { kind: 'removeHole', at: at - 1 })}>
                {t('room.removeHole')}
              </button>
            )}
          </div>
          {ring.slice(0, shownCorners).map((vertex, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a corner is its place in the ring
            <CornerRow key={index} vertex={vertex} ring={at} index={index} />
          ))}
          {ring.length > shownCorners && <p className="q t12">{t('room.more', { n: ring.length - shownCorners })}</p>}
        </div>
      ))}
      <div className="row wrap">
        <button type="button" className="btn d sm" onClick={() => commit('room', { kind: 'setRoom', room: null })}>
          {t('room.clear')}
        </button>
      </div>
    </div>
  )
}

interface CornerProps {
  readonly vertex: RoomVertex
  readonly ring: number
  readonly index: number
}

function CornerRow({ vertex, ring, index }: CornerProps) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const units = useUnits()
  const commit = useCommit()
  const name = t('room.corner', { n: index + 1 })
  const move = (x: number, y: number) => commit('vertex', { kind: 'moveVertex', ring, index, to: [x, y] })
  return (
    <div className="corner">
      <button
        type="button"
        className="btn g sm"
        title={t('room.show', { name })}
        aria-label={t('room.show', { name })}
        onClick={() => editor.select([`room:v:${ring}:${index}`])}
      >
        {index + 1}
      </button>
      <LengthField label="x" name={`${name} x`} labelWidth={10} units={units} value={vertex[0]} onCommit={(mm) => move(mm, vertex[1])} />
      <LengthField label="y" name={`${name} y`} labelWidth={10} units={units} value={vertex[1]} onCommit={(mm) => move(vertex[0], mm)} />
      <button
        type="button"
        className="btn g sm x"
        aria-label={t('room.remove', { name })}
        title={t('room.remove', { name })}
        onClick={() => commit('vertex', { kind: 'removeVertex', ring, index })}
      >
        <Icon name="x" size={14} />
      </button>
    </div>
  )
}

/** One corner: coordinates and the bulge of the edge that starts here. */
export function VertexFields({ ring, index }: { ring: number; index: number }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const units = useUnits()
  const commit = useCommit()
  const corners = useEditorState((s) => (ring === 0 ? s.design.room?.outer : s.design.room?.holes?.[ring - 1]))
  const vertex = corners?.[index]
  if (!corners || !vertex) return <p className="pad m">{t('room.none')}</p>
  const next = corners[(index + 1) % corners.length] ?? vertex
  const move = (to: RoomVertex) => commit('vertex', { kind: 'moveVertex', ring, index, to })
  const middle: RoomVertex = [(vertex[0] + next[0]) / 2, (vertex[1] + next[1]) / 2]
  return (
    <div className="two">
      <LengthField label={t('room.x')} units={units} value={vertex[0]} onCommit={(mm) => move([mm, vertex[1]])} />
      <LengthField label={t('room.y')} units={units} value={vertex[1]} onCommit={(mm) => move([vertex[0], mm])} />
      <PlainField
        label={t('room.bulge')}
        name={t('room.bulgeName')}
        units={units}
        value={vertex[2] ?? 0}
        min={-100}
        max={100}
        onCommit={(bulge) => move([vertex[0], vertex[1], bulge])}
      />
      <p className="lab" style={{ alignSelf: 'center' }}>
        {t('room.edge', { length: formatLength(Math.hypot(next[0] - vertex[0], next[1] - vertex[1]), { ...units, withUnit: true }) })}
      </p>
      <div className="row wrap wide">
        <button
          type="button"
          className="btn sm"
          onClick={() => commit('vertex', { kind: 'insertVertex', ring, index: index + 1, vertex: middle })}
        >
          {t('room.insert')}
        </button>
        <button
          type="button"
          className="btn d sm"
          onClick={() => {
            if (commit('vertex', { kind: 'removeVertex', ring, index }) === null) editor.select(['room'])
          }}
        >
          {t('room.removeCorner')}
        </button>
      </div>
    </div>
  )
}
