// The frame of a panel: what it shows, its menu, and what is inside. The menu holds every drag as clicks too.
import { Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tile } from '../../contract/schemas/dashboard.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { useArranging } from './arrange-context.ts'

export interface TileDeed {
  readonly label: string
  readonly icon: IconName
  readonly isOn?: boolean
  readonly run: () => void
}

interface TileFrameProps {
  readonly tile: Tile
  readonly title: string
  readonly note?: ReactNode
  /** Beside the menu: a link to where there is more. */
  readonly link?: ReactNode
  readonly icon?: IconName
  readonly deeds?: readonly TileDeed[]
  readonly children: ReactNode
}

/** Head and body of a panel. */
export function TileFrame({ tile, title, note, link, icon, deeds = [], children }: TileFrameProps) {
  return (
    <>
      <header className="tile-head">
        {icon && <Icon name={icon} size={14} />}
        <h2 className="el">{title}</h2>
        {note && <span className="q el tile-note">{note}</span>}
        <span className="grow" />
        {link}
        <TileMenu tile={tile} title={title} deeds={deeds} />
      </header>
      <div className="tile-body">{children}</div>
    </>
  )
}

/** Everything that can be done with a panel. */
export function TileMenu({ tile, title, deeds = [] }: { tile: Tile; title: string; deeds?: readonly TileDeed[] }) {
  const { t } = useTranslation()
  const arranging = useArranging()
  const steps: readonly TileDeed[] = [
    { label: t('dashboard.moveLeft'), icon: 'arrowLeft', run: () => arranging.move(tile.id, { columns: -1, rows: 0 }) },
    { label: t('dashboard.moveRight'), icon: 'arrowRight', run: () => arranging.move(tile.id, { columns: 1, rows: 0 }) },
    { label: t('dashboard.moveUp'), icon: 'arrowUp', run: () => arranging.move(tile.id, { columns: 0, rows: -1 }) },
    { label: t('dashboard.moveDown'), icon: 'arrowDown', run: () => arranging.move(tile.id, { columns: 0, rows: 1 }) },
    { label: t('dashboard.wider'), icon: 'arrowsHorizontal', run: () => arranging.resize(tile.id, { columns: 1, rows: 0 }) },
    { label: t('dashboard.narrower'), icon: 'arrowsHorizontal', run: () => arranging.resize(tile.id, { columns: -1, rows: 0 }) },
    { label: t('dashboard.taller'), icon: 'arrowsVertical', run: () => arranging.resize(tile.id, { columns: 0, rows: 1 }) },
    { label: t('dashboard.shorter'), icon: 'arrowsVertical', run: () => arranging.resize(tile.id, { columns: 0, rows: -1 }) },
  ]
  const item = ({ label, icon, isOn, run }: TileDeed, stays = false) => (
    <Menu.Item
      key={label}
      leftSection={<Icon name={icon} size={14} />}
      rightSection={isOn ? <Icon name="check" size={14} /> : null}
      closeMenuOnClick={!stays}
      onClick={run}
    >
      {label}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} returnFocus>
      <Menu.Target>
        <button type="button" className="btn g sm x tile-menu" aria-label={t('dashboard.panelMenu', { name: title })}>
          <Icon name="dots" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown className="menu">
        {deeds.map((deed) => item(deed))}
        {deeds.length > 0 && <Menu.Divider />}
        {item({ label: t('dashboard.editPanel'), icon: 'pencil', run: () => arranging.edit(tile) })}
        {arranging.isOn && (
          <>
            <Menu.Divider />
            {steps.map((step) => item(step, true))}
          </>
        )}
        <Menu.Divider />
        {item({ label: t('dashboard.removePanel'), icon: 'trash', run: () => arranging.remove(tile.id) })}
      </Menu.Dropdown>
    </Menu>
  )
}
