// One design in the list of recent work, as a card or as a row; rename in place, duplicate, delete with undo.
import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DesignSummary } from '../../contract/schemas/design.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { useDesignActions } from './start-actions.ts'
import { Thumbnail } from './thumbnail.tsx'

/** A card with a thumbnail. */
export function DesignCard({ design }: { design: DesignSummary }) {
  const { t } = useTranslation()
  const when = useWhen(design.updatedAt)
  const [renaming, setRenaming] = useState(false)
  const actions = useDesignActions(design)
  return (
    <article className="card">
      <Link
        to="/designs/$designId"
        params={{ designId: design.id }}
        className="card-open"
        aria-label={t('start.openDesign', { name: design.name })}
      >
        <Thumbnail design={design} emptyText={t('start.noRoom')} />
        <div className="card-text">
          <div className="row">
            <b className="grow el">{renaming ? ' ' : design.name}</b>
            <span className="q t12 nw">{when}</span>
          </div>
          <div className="t12 m el">{design.projectName}</div>
          <div className="t12 q el last">{design.systemLabel}</div>
        </div>
      </Link>
      {renaming && (
        <div style={{ position: 'absolute', left: 8, right: 8, bottom: 46 }}>
          <NameField name={design.name} onDone={() => setRenaming(false)} onCommit={(name) => actions.rename.mutate(name)} />
        </div>
      )}
      <ItemMenu
        name={design.name}
        onRename={() => setRenaming(true)}
        onDuplicate={() => actions.duplicate.mutate()}
        onDelete={() => actions.remove.mutate()}
      />
    </article>
  )
}

/** The same as a table row. */
export function DesignRow({ design }: { design: DesignSummary }) {
  const { t } = useTranslation()
  const when = useWhen(design.updatedAt)
  const [renaming, setRenaming] = useState(false)
  const actions = useDesignActions(design)
  return (
    <tr>
      <td style={{ width: 72 }}>
        <Thumbnail design={design} emptyText={t('start.noRoom')} />
      </td>
      <td className="md">
        {renaming ? (
          <NameField name={design.name} onDone={() => setRenaming(false)} onCommit={(name) => actions.rename.mutate(name)} />
        ) : (
          <Link to="/designs/$designId" params={{ designId: design.id }} style={{ color: 'inherit' }}>
            {design.name}
          </Link>
        )}
      </td>
      <td className="m">{design.projectName}</td>
      <td className="q">{design.systemLabel}</td>
      <td className="r q">{when}</td>
      <td className="r">
        <ItemMenu
          name={design.name}
          onRename={() => setRenaming(true)}
          onDuplicate={() => actions.duplicate.mutate()}
          onDelete={() => actions.remove.mutate()}
        />
      </td>
    </tr>
  )
}

function useWhen(at: number): string {
  const { t } = useTranslation()
  return useFormats().day(at, { today: t('common.today'), yesterday: t('common.yesterday') })
}

function focusAndSelect(field: HTMLInputElement | null): void {
  field?.focus()
  field?.select()
}

interface NameFieldProps {
  readonly name: string
  readonly onCommit: (name: string) => void
  readonly onDone: () => void
}

/** Renames in place: Enter and leaving take it, Escape drops it, an empty name is dropped too. */
export function NameField({ name, onCommit, onDone }: NameFieldProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(name)
  const finish = (take: boolean) => {
    const next = text.trim()
    if (take && next !== '' && next !== name) onCommit(next)
    onDone()
  }
  return (
    <input
      className="txt"
      ref={focusAndSelect}
      maxLength={200}
      aria-label={t('start.nameLabel', { name })}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true)
        else if (event.key === 'Escape') finish(false)
      }}
    />
  )
}

interface ItemMenuProps {
  readonly name: string
  readonly onRename: () => void
  readonly onDuplicate: () => void
  readonly onDelete: () => void
  readonly onSaveFile?: () => void
}

/** What can be done to one thing in a list. */
export function ItemMenu({ name, onRename, onDuplicate, onDelete, onSaveFile }: ItemMenuProps) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end" classNames={{ dropdown: 'menu' }} transitionProps={{ duration: 0 }} returnFocus>
      <Menu.Target>
        <button type="button" className="btn g sm x card-menu" aria-label={t('common.actions', { name })}>
          <Icon name="dots" />
        </button>
      </Menu.Target>
      <Menu.Dropdown className="menu">
        <Menu.Item leftSection={<Icon name="pencil" size={14} />} onClick={() => setTimeout(onRename, 0)}>
          {t('common.rename')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="copy" size={14} />} onClick={onDuplicate}>
          {t('common.duplicate')}
        </Menu.Item>
        {onSaveFile && (
          <Menu.Item leftSection={<Icon name="download" size={14} />} onClick={onSaveFile}>
            {t('start.saveFile')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icon name="trash" size={14} />} onClick={onDelete}>
          {t('common.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
