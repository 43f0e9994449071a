// Where the cursor is, which aids are on, what the tool expects, units and zoom.
import { Menu } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatLength } from '../../domain/units.ts'
import { useApi } from '../api/api.tsx'
import { useLiveState } from '../api/live-context.tsx'
import { keys } from '../api/queries.ts'
import { Icon } from '../ui/icon.tsx'
import { useDesigner, useEditorState, useUnits } from './designer-context.tsx'
import type { ModeName } from './editor.ts'

const modes: readonly { readonly name: ModeName; readonly key: string }[] = [
  { name: 'snap', key: 'F3' },
  { name: 'ortho', key: 'F8' },
  { name: 'grid', key: 'F7' },
  { name: 'polar', key: 'F10' },
]

/** The bar at the foot of the designer. */
export function StatusBar() {
  const { t } = useTranslation()
  const problems = useEditorState((s) => (s.layoutStatus === 'refused' ? s.problems : null))
  const live = useLiveState()
  return (
    <footer className="status" data-pane="status">
      <CursorPlace />
      {modes.map((mode) => (
        <Mode key={mode.name} name={mode.name} shortcut={mode.key} />
      ))}
      <Hint />
      <span className="sp" />
      {problems?.[0] && (
        <span className="alarm el" role="alert" title={problems[0].detail}>
          <Icon name="alertTriangle" size={14} />
          <span className="el">{problems[0].detail}</span>
        </span>
      )}
      <UnitsMenu />
      <Zoom />
      <span className={`end ${live === 'live' ? 'ok' : live === 'lost' ? 'alarm' : ''}`}>
        <Icon name={live === 'live' ? 'circleCheck' : live === 'lost' ? 'circleX' : 'circleDashed'} size={14} />
        {t(live === 'live' ? 'health.live' : live === 'lost' ? 'health.offlineNow' : 'health.connecting')}
      </span>
    </footer>
  )
}

/** Where the pen is. */
export function CursorPlace() {
  const { t } = useTranslation()
  const units = useUnits()
  const cursor = useEditorState((s) => s.cursor)
  const print = (mm: number) => formatLength(mm, { ...units, decimals: 0 })
  return (
    <span className="cursor-place" aria-hidden>
      x <b>{cursor ? print(cursor.xMm) : '–'}</b> y <b>{cursor ? print(cursor.yMm) : '–'}</b>{' '}
      {units.system === 'metric' ? t('status.mm') : ''}
    </span>
  )
}

function Mode({ name, shortcut }: { name: ModeName; shortcut: string }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const on = useEditorState((s) => s.modes[name])
  return (
    <button type="button" aria-pressed={on} title={t(`status.${name}Help`)} onClick={() => editor.setMode(name, !on)}>
      {t(`status.${name}`)} {shortcut}
    </button>
  )
}

function Hint() {
  const { t, i18n } = useTranslation()
  const toolPath = useEditorState((s) => s.toolPath)
  const tool = useEditorState((s) => s.tool)
  const typed = useEditorState((s) => s.typed?.error ?? null)
  const snap = useEditorState((s) => s.snap?.word ?? null)
  const measured = useEditorState((s) => s.measured)
  const units = useUnits()
  const exact = `hints.${toolPath.replace('.', '_')}`
  const hint = i18n.exists(exact) ? t(exact as 'hints.select') : t(`hints.${tool}`)
  if (typed) return <span className="alarm el">{typed}</span>
  if (tool === 'measure' && measured) {
    return (
      <span className="el">
        <b>{formatLength(measured.lengthMm, { ...units, withUnit: true })}</b> {t('status.angle', { angle: measured.angleDeg.toFixed(1) })}
      </span>
    )
  }
  return (
    <span className="el hint">
      {snap && <b className="a">◇ {snap}</b>}
      <span className="el">{hint}</span>
    </span>
  )
}

/** How large, and a click to see all. */
export function Zoom() {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  // 100 % shows one millimetre as a tenth of a pixel, as the drawings in the manual do.
  const percent = useEditorState((s) => Math.round(s.view.pxPerMm * 1000))
  return (
    <button type="button" title={t('status.zoomHelp')} onClick={() => editor.zoomTo('all')}>
      {t('status.zoom', { percent })}
    </button>
  )
}

/** The unit system belongs to the project. */
function UnitsMenu() {
  const { t } = useTranslation()
  const { project } = useDesigner()
  const { client } = useApi()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: async (units: 'metric' | 'imperial') => {
      const { revision } = await client.getProject({ params: { id: project.id } })
      return client.changeProject({ params: { id: project.id }, body: { units }, ifMatch: revision })
    },
    onSuccess: (changed) => queries.setQueryData(keys.project(project.id), changed),
  })
  return (
    <Menu position="top-end" transitionProps={{ duration: 0 }} returnFocus>
      <Menu.Target>
        <button type="button" title={t('status.unitsHelp')}>
          {t('status.units', { units: project.units === 'metric' ? 'mm' : 'ft in' })}
        </button>
      </Menu.Target>
      <Menu.Dropdown className="menu">
        <Menu.Label>{t('status.unitsHelp')}</Menu.Label>
        {(['metric', 'imperial'] as const).map((units) => (
          <Menu.Item
            key={units}
            onClick={() => change.mutate(units)}
            rightSection={units === project.units ? <Icon name="check" size={14} /> : null}
          >
            {t(`start.${units}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
