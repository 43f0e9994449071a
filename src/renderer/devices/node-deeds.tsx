// What can be done to a node as a whole: credentials, replacing, deleting.
import { Menu } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeCredentials, NodeRecord } from '../../contract/schemas/node.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormText } from '../ui/form-field.tsx'
import { Icon } from '../ui/icon.tsx'
import { CredentialsDialog } from './add-node-dialog.tsx'
import { useNodeActions } from './device-actions.ts'

type Open = 'revoke' | 'replace' | 'delete' | null

/** Buttons and their dialogs. */
export function NodeDeeds({ node, onDeleted }: { node: NodeRecord; onDeleted: () => void }) {
  const { t } = useTranslation()
  const actions = useNodeActions()
  const [open, setOpen] = useState<Open>(null)
  const [credentials, setCredentials] = useState<NodeCredentials | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <button
        type="button"
        className="btn"
        title={t('node.rotateHint')}
        onClick={() => void actions.rotate(node.id).then((made) => made && setCredentials(made))}
      >
        <Icon name="key" />
        {t('node.rotate')}
      </button>
      <Menu position="bottom-end" width={240} classNames={{ dropdown: 'menu' }} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <button type="button" className="btn x" aria-label={t('common.actions', { name: node.name })}>
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('replace')}>{t('node.replace')}</Menu.Item>
          <Menu.Item onClick={() => setOpen('revoke')}>{t('node.revoke')}</Menu.Item>
          <Menu.Item onClick={() => setOpen('delete')}>{t('node.delete')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'revoke' && (
        <AskDialog
          title={t('node.revokeTitle', { name: node.name })}
          text={t('node.revokeText')}
          deed={t('node.revoke')}
          onYes={async () => (await actions.revoke(node)) && close()}
          onClose={close}
        />
      )}
      {open === 'delete' && (
        <AskDialog
          title={t('node.deleteTitle', { name: node.name })}
          text={t('node.deleteText')}
          deed={t('node.delete')}
          onYes={async () => {
            if (await actions.remove(node)) onDeleted()
          }}
          onClose={close}
        />
      )}
      {open === 'replace' && (
        <ReplaceDialog
          node={node}
          onClose={close}
          onReplace={async (by) => {
            const done = await actions.replace(node, by)
            if (!done) return
            close()
            if (done.username !== null && done.password !== null)
              setCredentials({ nodeId: done.nodeId, username: done.username, password: done.password })
          }}
        />
      )}
      {credentials && <CredentialsDialog credentials={credentials} name={node.name} onClose={() => setCredentials(null)} />}
    </>
  )
}

interface ReplaceProps {
  readonly node: NodeRecord
  readonly onReplace: (by: string | null) => Promise<void>
  readonly onClose: () => void
}

function ReplaceDialog({ node, onReplace, onClose }: ReplaceProps) {
  const { t } = useTranslation()
  const [isAlias, setIsAlias] = useState(false)
  const [by, setBy] = useState('')
  const [busy, setBusy] = useState(false)
  return (
    <Dialog title={t('node.replaceTitle', { name: node.name })} onClose={onClose} size={520}>
      <form
        className="col gap12"
        onSubmit={(event) => {
          event.preventDefault()
          setBusy(true)
          void onReplace(isAlias ? by.trim() : null).finally(() => setBusy(false))
        }}
      >
        <p className="m">{t('node.replaceLead')}</p>
        <label className="row">
          <input type="radio" name="how" checked={!isAlias} data-autofocus onChange={() => setIsAlias(false)} />
          {t('node.replaceSame')}
        </label>
        <label className="row">
          <input type="radio" name="how" checked={isAlias} onChange={() => setIsAlias(true)} />
          {t('node.replaceAlias')}
        </label>
        {isAlias && <FormText label={t('node.replaceBy')} value={by} mono maxLength={64} onChange={setBy} />}
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p" disabled={busy || (isAlias && by.trim() === '')}>
            {t('node.replace').replace('…', '')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
