// Which kind of ceiling: a common module, a custom one, or panels.
import { Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { defaultSettings } from '../../contract/schemas/settings.ts'
import { formatLength } from '../../domain/units.ts'
import { useSettings } from '../api/queries.ts'
import { Icon } from '../ui/icon.tsx'
import { useDesigner, useEditorState, useUnits } from './designer-context.tsx'
import { chooseModule, choosePanels, moduleChoiceOf, moduleChoices, moduleForRoom } from './systems.ts'

/** A menu button that names the system in force. */
export function SystemMenu() {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const units = useUnits()
  const settings = useSettings()
  const system = useEditorState((s) => s.design.system)
  const room = useEditorState((s) => s.design.room)
  const choice = system.kind === 'grid' ? moduleChoiceOf(system.module) : null
  const print = (mm: number) => formatLength(mm, units)
  const label =
    system.kind === 'panels'
      ? t('system.panels')
      : t('system.grid', {
          module:
            choice && print(system.module[0]) !== choice.label && choice.id.endsWith('in')
              ? choice.label
              : system.module.map(print).join(' × '),
        })

  const custom = () => {
    if (system.kind !== 'grid') editor.commit(t('steps.system'), chooseModule(system, [600, 600]))
    editor.select([])
    setTimeout(() => {
      const field = document.querySelector<HTMLInputElement>('[data-field="moduleX"] input')
      field?.focus()
      field?.select()
    }, 50)
  }
  return (
    <Menu position="bottom-start" transitionProps={{ duration: 0 }} returnFocus>
      <Menu.Target>
        <button type="button" className="btn system-button">
          <Icon name="layoutGrid" />
          <span className="grow el">{label}</span>
          <Icon name="chevronDown" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown className="menu">
        <Menu.Label>{t('system.gridOf')}</Menu.Label>
        {moduleChoices.map((c) => (
          <Menu.Item
            key={c.id}
            rightSection={choice?.id === c.id ? <Icon name="check" size={14} /> : null}
            onClick={() => editor.commit(t('steps.system'), chooseModule(system, moduleForRoom(c.moduleMm, room)))}
          >
            {c.label}
          </Menu.Item>
        ))}
        <Menu.Item rightSection={system.kind === 'grid' && !choice ? <Icon name="check" size={14} /> : null} onClick={custom}>
          {t('system.custom')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('system.free')}</Menu.Label>
        <Menu.Item
          rightSection={system.kind === 'panels' ? <Icon name="check" size={14} /> : null}
          onClick={() => {
            const edit = choosePanels(system, settings.data?.values ?? defaultSettings)
            if (edit) editor.commit(t('steps.system'), edit)
          }}
        >
          {t('system.panels')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
