// The drawing as a table: everything on the canvas can be read, chosen, typed and deleted here, by keyboard alone.
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { useDesigner, useEditorState } from './designer-context.tsx'
import { buildRows, newFixture, type TableTab, type TwinColumn, type TwinRow, tableTabs, twinColumns } from './table-rows.ts'
import { TwinCell } from './twin-cell.tsx'
import { useCommit } from './use-commit.ts'
import './table-twin.css'

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})
const helper = createColumnHelper<typeof features, TwinRow>()
const rowHeightPx = 30

/** The pane below the drawing. */
export function TableTwin({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const formats = useFormats()
  const commit = useCommit()
  const [tab, setTab] = useState<TableTab>('tiles')
  const design = useEditorState((s) => s.design)
  // Ten thousand rows are not made anew at each frame of a drag.
  const layout = useDeferredValue(useEditorState((s) => s.layout))
  const selection = useEditorState((s) => s.selection)
  const rows = useMemo(() => buildRows(tab, design, layout), [tab, design, layout])
  const chosen = rows.filter((r) => selection.has(r.id)).length
  const isDeletable = tab !== 'tiles'
  const add = () => {
    const id = crypto.randomUUID()
    if (commit('fixture', { kind: 'addFixture', id, fixture: newFixture(design) }) === null) editor.select([id])
  }
  return (
    <section className="twin" aria-label={t('table.title')} data-pane="table">
      <div className="ph">
        <fieldset className="seg" aria-label={t('table.title')}>
          {tableTabs.map((name) => (
            <button key={name} type="button" aria-pressed={tab === name} onClick={() => setTab(name)}>
              {t(name === 'tiles' && design.system.kind === 'panels' ? 'table.panels' : `table.${name}`)}
            </button>
          ))}
        </fieldset>
        <span className="q grow" role="status">
          {chosen > 0
            ? t('table.chosen', { n: formats.number(chosen), all: formats.number(rows.length) })
            : t('table.rows', { count: rows.length, n: formats.number(rows.length) })}
        </span>
        {tab === 'fixtures' && (
          <button type="button" className="btn sm" onClick={add}>
            <Icon name="plus" size={14} />
            {t('table.addFixture')}
          </button>
        )}
        {isDeletable && (
          <button type="button" className="btn d sm" disabled={chosen === 0} onClick={() => editor.deleteSelection()}>
            {t('common.delete')}
          </button>
        )}
        <button type="button" className="btn g sm x" aria-label={t('common.close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      <Rows key={tab} tab={tab} rows={rows} selection={selection} />
    </section>
  )
}

function Rows({ tab, rows, selection }: { tab: TableTab; rows: readonly TwinRow[]; selection: ReadonlySet<string> }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const [sorting, setSorting] = useState<SortingState>([])
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useMemo(
    () =>
      helper.columns(
        twinColumns[tab].map((column) =>
          helper.accessor((row) => row.values[column.id] ?? '', {
            id: column.id,
            header: t(`columns.${column.id as 'x'}`),
            sortFn: column.kind === 'text' ? 'alphanumeric' : 'basic',
          }),
        ),
      ),
    [tab, t],
  )
  const table = useTable({
    features,
    columns,
    data: rows as TwinRow[],
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: (row) => row.id,
  })
  const sorted = table.getRowModel().rows
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
  })
  const shown = virtual.getVirtualItems()
  const before = shown[0]?.start ?? 0
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)
  const all = rows.length > 0 && rows.every((r) => selection.has(r.id))
  const width = twinColumns[tab].length + 1
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section ref={scroller} className="twin-scroll" tabIndex={0} aria-label={t(`table.${tab}`)}>
      <table className="t twin-table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th className="pick">
              <label>
                <input
                  type="checkbox"
                  aria-label={t('table.all')}
                  checked={all}
                  onChange={() => editor.select(all ? [] : rows.map((r) => r.id))}
                />
              </label>
            </th>
            {table.getHeaderGroups().flatMap((group) =>
              group.headers.map((header) => {
                const order = header.column.getIsSorted()
                return (
                  <th key={header.id} aria-sort={order === 'asc' ? 'ascending' : order === 'desc' ? 'descending' : 'none'}>
                    <button type="button" className="sorter" onClick={header.column.getToggleSortingHandler()}>
                      {String(header.column.columnDef.header)}
                      {order === 'asc' ? ' ↑' : order === 'desc' ? ' ↓' : ''}
                    </button>
                  </th>
                )
              }),
            )}
          </tr>
        </thead>
        <tbody>
          {before > 0 && (
            <tr aria-hidden>
              <td colSpan={width} style={{ height: before, padding: 0, border: 0 }} />
            </tr>
          )}
          {shown.map((item) => {
            const row = sorted[item.index]?.original
            return row && <Row key={row.id} row={row} at={item.index} columns={twinColumns[tab]} chosen={selection.has(row.id)} />
          })}
          {after > 0 && (
            <tr aria-hidden>
              <td colSpan={width} style={{ height: after, padding: 0, border: 0 }} />
            </tr>
          )}
        </tbody>
      </table>
      {rows.length === 0 && <p className="pad m">{t(`table.${tab}Empty`)}</p>}
    </section>
  )
}

function Row({ row, at, columns, chosen }: { row: TwinRow; at: number; columns: readonly TwinColumn[]; chosen: boolean }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const name = String(row.values.name ?? row.values.label ?? at + 1) || String(at + 1)
  return (
    <tr className={chosen ? 'sel' : ''} aria-rowindex={at + 2} style={{ height: rowHeightPx }}>
      <td className="pick">
        <label>
          <input
            type="checkbox"
            aria-label={t('table.pick', { name })}
            checked={chosen}
            onChange={() => editor.select([row.id], 'toggle')}
          />
        </label>
      </td>
      {columns.map((column) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the checkbox before it does the same by keyboard
        <td key={column.id} onClick={() => !chosen && editor.select([row.id])}>
          <TwinCell row={row} column={column} name={name} />
        </td>
      ))}
    </tr>
  )
}
