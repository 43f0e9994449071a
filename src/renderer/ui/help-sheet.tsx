// The help sheet: every command with its keys, straight from the list that runs them.
import { Fragment, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { allCommands, type Command, useCommandRegistry } from './commands.ts'
import { Dialog } from './dialog.tsx'
import { Kbd } from './kbd.tsx'
import './palette.css'

const hands = ['type', 'tab', 'enter', 'escape', 'ctrl', 'shift', 'arrows', 'space', 'wheel', 'copy'] as const

/** Grouped as in the palette, with a filter. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const lists = useCommandRegistry((s) => s.lists)
  const [search, setSearch] = useState('')
  const groups = useMemo(() => {
    const found = new Map<string, Command[]>()
    for (const command of allCommands(lists)) {
      if (!command.label.toLowerCase().includes(search.toLowerCase())) continue
      found.set(command.group, [...(found.get(command.group) ?? []), command])
    }
    return [...found]
  }, [lists, search])
  return (
    <Dialog title={t('help.title')} onClose={onClose} size={900}>
      <p className="m">{t('help.lead')}</p>
      <div className="f" style={{ margin: '12px 0 16px', maxWidth: 280 }}>
        <input
          data-autofocus
          type="search"
          aria-label={t('help.search')}
          placeholder={t('help.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <div className="help-list">
        {groups.map(([group, commands]) => (
          <section key={group}>
            <h3 className="t13">{group}</h3>
            <dl>
              {commands.map((command) => (
                <HelpRow key={command.id} command={command} />
              ))}
            </dl>
          </section>
        ))}
        {search === '' && (
          <section>
            <h3 className="t13">{t('help.drawing')}</h3>
            <dl>
              {hands.map((hand) => (
                <Fragment key={hand}>
                  <dt>{t(`help.hands.${hand}`)}</dt>
                  <dd>
                    <kbd>{t(`help.handKeys.${hand}`)}</kbd>
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        )}
      </div>
    </Dialog>
  )
}

function HelpRow({ command }: { command: Command }) {
  return (
    <>
      <dt>{command.label}</dt>
      <dd>
        {command.keys?.split(' / ').map((keys) => (
          <Kbd key={keys} keys={keys} />
        ))}
      </dd>
    </>
  )
}
