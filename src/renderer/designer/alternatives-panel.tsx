// The front of alternatives, best first, each with its reason in one line; said whether the first is proven or the best found.
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GridLayout, GridSummary, Layout, PanelLayout, PanelSummary } from '../../domain/layout/layout.ts'
import { formatLength } from '../../domain/units.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { useDesigner, useEditorState, useUnits } from './designer-context.tsx'
import { useCommit } from './use-commit.ts'

/** Section two of the panel. */
export const AlternativesPanel = memo(function AlternativesPanel({ layout }: { layout: Layout }) {
  const { t } = useTranslation()
  const status = useEditorState((s) => s.layoutStatus)
  return (
    <section className="panel" aria-label={t('alternatives.title')} data-testid="alternatives">
      <div className="ph">
        <h2>{t('alternatives.title')}</h2>
        <span className="q el grow">
          {status === 'computing' ? t('alternatives.computing') : t('alternatives.count', { n: layout.alternatives.length })}
        </span>
        {layout.alternatives.length > 0 && (
          <span
            className={`tag ${layout.proven ? 'ok' : ''}`}
            title={t(layout.proven ? 'alternatives.provenHelp' : 'alternatives.foundHelp')}
          >
            <Icon name={layout.proven ? 'circleCheck' : 'circleDashed'} size={14} />
            {t(layout.proven ? 'alternatives.proven' : 'alternatives.found')}
          </span>
        )}
      </div>
      {layout.kind === 'grid' ? <GridTable layout={layout} /> : <PanelTable layout={layout} />}
    </section>
  )
})

const sameOrigin = (a: GridSummary, b: GridSummary) =>
  Math.abs(a.origin[0] - b.origin[0]) < 0.005 && Math.abs(a.origin[1] - b.origin[1]) < 0.005

function GridTable({ layout }: { layout: GridLayout }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const units = useUnits()
  const formats = useFormats()
  const [at, setAt] = useState(0)
  const list = layout.alternatives
  const isListed = list.some((a) => sameOrigin(a, layout))
  const half = Math.min(...layout.module) / 2
  const print = (mm: number) => formatLength(mm, { ...units, decimals: 1 })
  const cells = (row: GridSummary) => {
    const isShort = row.worstBorder !== null && row.worstBorder > 0 && row.worstBorder < half - 0.01
    return (
      <>
        <td className="r wraps">{row.origin.map(print).join(', ')}</td>
        <td className={isShort ? 'r warn md' : 'r'}>
          {row.worstBorder === null ? '–' : row.worstBorder === 0 ? t('borders.full') : print(row.worstBorder)}
          {isShort && ' ▾'}
        </td>
        <td className="r">{formats.number(row.counts.cut)}</td>
        <td className="r">{formats.number(row.merit.orderedTiles)}</td>
        <td className="r">{formats.percent(row.wasteRatio)}</td>
      </>
    )
  }
  return (
    <>
      <div className="x-scroll">
        <table className="t">
          <thead>
            <tr>
              <th>#</th>
              <th className="r">{t('alternatives.origin')}</th>
              <th className="r">{t('alternatives.minBorder')}</th>
              <th className="r">{t('alternatives.cut')}</th>
              <th className="r">{t('alternatives.ordered')}</th>
              <th className="r">{t('alternatives.waste')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {!isListed && (
              <tr className="sel">
                <td title={t('alternatives.yours')}>
                  <Icon name="handStop" size={14} />
                  <span className="sr-only">{t('alternatives.yours')}</span>
                </td>
                {cells(layout)}
                <td />
              </tr>
            )}
            {list.map((row, n) => {
              const isCurrent = sameOrigin(row, layout)
              return (
                <tr key={row.origin.join()} className={isCurrent ? 'sel' : ''} onMouseEnter={() => setAt(n)} onMouseLeave={() => setAt(0)}>
                  <td>{n + 1}</td>
                  {cells(row)}
                  <ApplyCell n={n + 1} isCurrent={isCurrent} onLook={() => setAt(n)} onApply={() => editor.applyAlternative(row.origin)} />
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <WhyLine list={list} at={at} />
    </>
  )
}

function PanelTable({ layout }: { layout: PanelLayout }) {
  const { t } = useTranslation()
  const units = useUnits()
  const formats = useFormats()
  const commit = useCommit()
  const [at, setAt] = useState(0)
  const list = layout.alternatives
  const isCurrent = (row: PanelSummary) => row.counts.columns === layout.counts.columns && row.counts.rows === layout.counts.rows
  return (
    <>
      <div className="x-scroll">
        <table className="t">
          <thead>
            <tr>
              <th>#</th>
              <th className="r">{t('alternatives.panels')}</th>
              <th className="r">{t('alternatives.size')}</th>
              <th className="r">{t('alternatives.coverage')}</th>
              <th className="r">{t('alternatives.saw')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {list.map((row, n) => (
              <tr
                key={`${row.counts.columns}x${row.counts.rows}`}
                className={isCurrent(row) ? 'sel' : ''}
                onMouseEnter={() => setAt(n)}
                onMouseLeave={() => setAt(0)}
              >
                <td>{n + 1}</td>
                <td className="r">
                  {row.counts.columns} × {row.counts.rows}
                </td>
                <td className="r wraps">{row.panelMm.map((mm) => formatLength(mm, { ...units, decimals: 1 })).join(' × ')}</td>
                <td className="r">{formats.percent(row.coverageRatio)}</td>
                <td className="r">{formats.number(row.merit.sawCuts)}</td>
                <ApplyCell
                  n={n + 1}
                  isCurrent={isCurrent(row)}
                  onLook={() => setAt(n)}
                  onApply={() => commit('system', { kind: 'changeSystem', patch: { grid: [row.counts.columns, row.counts.rows] } })}
                />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <WhyLine list={list} at={at} />
    </>
  )
}

/** The last cell of a row: chosen already, or the button that chooses it. */
function ApplyCell(props: { readonly n: number; readonly isCurrent: boolean; readonly onLook: () => void; readonly onApply: () => void }) {
  const { t } = useTranslation()
  return (
    <td className="r apply">
      {props.isCurrent ? (
        <span className="a" title={t('alternatives.current')}>
          <Icon name="check" size={14} />
          <span className="sr-only">{t('alternatives.current')}</span>
        </span>
      ) : (
        <button
          type="button"
          className="btn g sm"
          aria-label={t('alternatives.applyN', { n: props.n })}
          onFocus={props.onLook}
          onClick={props.onApply}
        >
          {t('alternatives.apply')}
        </button>
      )}
    </td>
  )
}

/** Why the row looked at is where it is. */
function WhyLine({ list, at }: { readonly list: readonly { readonly why: string }[]; readonly at: number }) {
  const row = Math.min(at, list.length - 1)
  const shown = list[row]
  if (!shown) return null
  return (
    <p className="pad t12 m why">
      <b>{row + 1}</b> {shown.why}
    </p>
  )
}
