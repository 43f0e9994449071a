// Which dashboard is open, all of them, and what can be done with one: new, rename, duplicate, delete with undo.
import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DashboardRecord } from '../../contract/schemas/dashboard.ts'
import { useDesigns } from '../api/queries.ts'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { useDashboardActions, useDashboards } from './dashboard-queries.ts'

/** The button with the name, and its menu. */
export function DashboardList({ dashboard }: { dashboard: DashboardRecord }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const dashboards = useDashboards()
  const { create, remove } = useDashboardActions()
  const [dialog, setDialog] = useState<'new' | 'rename' | null>(null)
  const open = (id: string) => void navigate({ to: '/dashboard/$dashboardId', params: { dashboardId: id } })
  const items = dashboards.data ?? [dashboard]
  return (
    <>
      <Menu position="bottom-start" transitionProps={{ duration: 0 }} returnFocus>
        <Menu.Target>
          <button type="button" className="btn dashboard-name" aria-label={t('dashboard.choose', { name: dashboard.name })}>
            <Icon name="layoutDashboard" size={14} />
            <span className="el">{dashboard.name}</span>
            <Icon name="chevronDown" size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown className="menu dashboard-menu">
          <Menu.Label>{t('dashboard.dashboards')}</Menu.Label>
          {items.map((d) => (
            <Menu.Item key={d.id} rightSection={d.id === dashboard.id ? <Icon name="check" size={14} /> : null} onClick={() => open(d.id)}>
              {d.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="plus" size={14} />} onClick={() => setDialog('new')}>
            {t('dashboard.new')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="pencil" size={14} />} onClick={() => setDialog('rename')}>
            {t('common.rename')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="copy" size={14} />}
            onClick={() =>
              create.mutate(
                {
                  name: t('dashboard.copyOf', { name: dashboard.name }).slice(0, 200),
                  designId: dashboard.designId,
                  tiles: dashboard.tiles,
                },
                { onSuccess: (made) => open(made.id) },
              )
            }
          >
            {t('common.duplicate')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="trash" size={14} />}
            onClick={() =>
              remove.mutate({ dashboard, onUndone: open }, { onSuccess: () => void navigate({ to: '/dashboard', replace: true }) })
            }
          >
            {t('common.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'new' && <NewDashboard onClose={() => setDialog(null)} onMade={open} />}
      {dialog === 'rename' && <RenameDashboard dashboard={dashboard} onClose={() => setDialog(null)} />}
    </>
  )
}

interface NewDashboardProps {
  readonly onClose: () => void
  readonly onMade: (id: string) => void
}

function NewDashboard({ onClose, onMade }: NewDashboardProps) {
  const { t } = useTranslation()
  const { create } = useDashboardActions()
  const designs = useDesigns({ search: '', projectId: null })
  const items = designs.data?.pages.flatMap((p) => p.items) ?? []
  const [name, setName] = useState('')
  const [designId, setDesignId] = useState('')
  const [isFilled, setFilled] = useState(true)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const body = { name: name.trim(), designId: designId === '' ? null : designId, ...(isFilled ? {} : { tiles: [] }) }
    create.mutate(body, {
      onSuccess: (made) => {
        onClose()
        onMade(made.id)
      },
    })
  }
  return (
    <Dialog title={t('dashboard.new')} onClose={onClose}>
      <form className="col gap12" onSubmit={submit}>
        <NameField value={name} onChange={setName} />
        <ChoiceField
          label={t('dashboard.design')}
          labelWidth={68}
          value={designId}
          values={['', ...items.map((d) => d.id)]}
          nameOf={(id) => (id === '' ? t('dashboard.allDesigns') : (items.find((d) => d.id === id)?.name ?? id))}
          onChoose={setDesignId}
        />
        <label className="tog">
          <input type="checkbox" checked={isFilled} onChange={(event) => setFilled(event.currentTarget.checked)} />
          {t('dashboard.fill')}
        </label>
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p" disabled={name.trim() === '' || create.isPending}>
            {t('dashboard.create')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function RenameDashboard({ dashboard, onClose }: { dashboard: DashboardRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const { rename } = useDashboardActions()
  const [name, setName] = useState(dashboard.name)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    rename.mutate({ id: dashboard.id, name: name.trim(), revision: dashboard.revision }, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('common.rename')} onClose={onClose}>
      <form className="col gap12" onSubmit={submit}>
        <NameField value={name} onChange={setName} />
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p" disabled={name.trim() === '' || rename.isPending}>
            {t('common.save')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function NameField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { t } = useTranslation()
  return (
    <label className="row field">
      <span className="lab" style={{ width: 68, flex: 'none' }}>
        {t('common.name')}
      </span>
      <input
        className="txt"
        data-autofocus
        maxLength={200}
        required
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  )
}
