// Dialogs and drawers: focus is trapped and returned, Escape closes, and nothing scrolls behind them.
import { Drawer, Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface DialogProps {
  readonly title: string
  readonly opened?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly size?: number | string
  readonly flush?: boolean
  /** The person must choose: no Escape, no click outside. */
  readonly firm?: boolean
}

/** Gives the focus back to where it was when the dialog is taken away as a whole. */
function useReturnFocus(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected)
        setTimeout(() => document.activeElement === document.body && before.focus(), 0)
    },
    [before],
  )
}

/** A centred dialog. */
export function Dialog({ title, opened = true, onClose, children, size = 480, flush = false, firm = false }: DialogProps) {
  const { t } = useTranslation()
  useReturnFocus()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      centered
      lockScroll={false}
      overlayProps={{ backgroundOpacity: 0.4 }}
      className={flush ? 'dialog flush' : 'dialog'}
      closeOnEscape={!firm}
      closeOnClickOutside={!firm}
      withCloseButton={!firm}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 28 }}
      transitionProps={{ duration: 0 }}
    >
      {children}
    </Modal>
  )
}

/** A drawer at the right edge. */
export function SideDrawer({ title, opened = true, onClose, children, size = 420 }: DialogProps) {
  const { t } = useTranslation()
  useReturnFocus()
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      position="right"
      lockScroll={false}
      overlayProps={{ backgroundOpacity: 0.4 }}
      className="dialog flush"
      closeButtonProps={{ 'aria-label': t('common.close'), size: 28 }}
      transitionProps={{ duration: 0 }}
    >
      {children}
    </Drawer>
  )
}
