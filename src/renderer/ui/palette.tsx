// The command palette: type a few letters, Enter runs. A combobox over every command on offer and the latest designs.
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesigns } from '../api/queries.ts'
import { rankMatch } from './command-match.ts'
import { allCommands, useCommandRegistry } from './commands.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import './palette.css'

interface Entry {
  readonly id: string
  readonly label: string
  readonly group: string
  readonly keys?: string
  readonly run: () => void
}

/** Opens over everything; closes before the chosen command runs, so that focus goes where the command puts it. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const lists = useCommandRegistry((s) => s.lists)
  const designs = useDesigns({ search: '', projectId: null })

  const entries = useMemo(() => {
    const commands: Entry[] = allCommands(lists).filter((c) => c.enabled && c.id !== 'app.palette')
    const latest: Entry[] = (designs.data?.pages[0]?.items ?? []).map((d) => ({
      id: `design.${d.id}`,
      label: `${d.name} · ${d.projectName}`,
      group: t('palette.designs'),
      run: () => void navigate({ to: '/designs/$designId', params: { designId: d.id } }),
    }))
    return [...commands, ...latest]
      .flatMap((entry) => {
        const rank = rankMatch(`${entry.label} ${entry.group}`, search)
        return rank === null ? [] : [{ entry, rank }]
      })
      .sort((a, b) => a.rank - b.rank)
      .map(({ entry }) => entry)
      .slice(0, 60)
  }, [lists, designs.data, search, t, navigate])

  const chosen = Math.min(at, entries.length - 1)
  const run = (entry: Entry | undefined) => {
    if (!entry) return
    onClose()
    // After the dialog has given the focus back.
    setTimeout(entry.run, 0)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const next = (chosen + step + entries.length) % Math.max(1, entries.length)
      setAt(next)
      document.getElementById(`palette-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(entries[chosen])
    }
  }

  return (
    <Dialog title={t('palette.title')} onClose={onClose} size={560} flush>
      <div className="palette-search">
        <Icon name="search" />
        <input
          autoFocus
          data-autofocus
          type="text"
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={entries.length > 0 ? `palette-${chosen}` : undefined}
          aria-label={t('palette.placeholder')}
          placeholder={t('palette.placeholder')}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id="palette-list" role="listbox" aria-label={t('palette.title')} className="palette-list">
        {entries.map((entry, n) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above holds the focus and takes the keys
          <div
            key={entry.id}
            id={`palette-${n}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === chosen}
            className="palette-item"
            onMouseMove={() => setAt(n)}
            onClick={() => run(entry)}
          >
            <span className="grow el">{entry.label}</span>
            <span className="q t12">{entry.group}</span>
            {entry.keys && <Kbd keys={entry.keys} />}
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className="palette-none m">{t('palette.none', { search })}</p>}
      <p className="palette-hint q t12">{t('palette.hint')}</p>
    </Dialog>
  )
}
