// From DOM events to pen events and key strokes; the only place of the engine that listens to the page.
import type { Editor, KeyStroke, PenEvent } from './editor-state.ts'
import { createPinch, type Touch } from './pinch.ts'

/** Listens on the canvas' host until the returned undo is called. */
export function listenToHost(host: HTMLElement, editor: Editor): () => void {
  const stop = new AbortController()
  const listen = { signal: stop.signal }

  function pen(event: MouseEvent, kind: PenEvent['kind']): PenEvent {
    const box = host.getBoundingClientRect()
    const button = event.button === 1 || event.button === 2 ? event.button : 0
    return {
      kind,
      xPx: event.clientX - box.left,
      yPx: event.clientY - box.top,
      button,
      shift: event.shiftKey,
      ctrl: event.ctrlKey || event.metaKey,
      alt: event.altKey,
    }
  }

  const pinch = createPinch()

  function take(event: PointerEvent, kind: Touch['kind']) {
    const means = pen(event, kind)
    const fingers = event.pointerType === 'touch' ? pinch.take({ id: event.pointerId, kind, xPx: means.xPx, yPx: means.yPx }) : null
    for (const each of fingers ?? [means]) editor.pointer(each)
  }

  host.addEventListener(
    'pointerdown',
    (event) => {
      host.focus({ preventScroll: true })
      host.setPointerCapture(event.pointerId)
      if (event.button === 1) event.preventDefault()
      take(event, 'down')
    },
    listen,
  )
  host.addEventListener('pointermove', (event) => take(event, 'move'), listen)
  host.addEventListener('pointerup', (event) => take(event, 'up'), listen)
  host.addEventListener('pointercancel', (event) => take(event, 'cancel'), listen)
  host.addEventListener('pointerleave', (event) => editor.pointer(pen(event, 'leave')), listen)
  host.addEventListener('dblclick', (event) => editor.pointer(pen(event, 'double')), listen)
  // A drag over the sheet must not select words beside it; the focus is set by hand above.
  host.addEventListener('mousedown', (event) => event.preventDefault(), listen)
  host.addEventListener('contextmenu', (event) => event.preventDefault(), listen)
  host.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      // Lines and pages become pixels; a pinch arrives as a wheel with Ctrl and small steps.
      const unit = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? 400 : 1
      const gain = event.ctrlKey && event.deltaMode === 0 && Math.abs(event.deltaY) < 50 ? 6 : 1
      editor.pointer({ ...pen(event, 'wheel'), deltaX: event.deltaX * unit, deltaY: event.deltaY * unit * gain })
    },
    { ...listen, passive: false },
  )

  const stroke = (event: KeyboardEvent, kind: KeyStroke['kind']): KeyStroke => ({
    kind,
    code: event.code,
    key: event.key,
    shift: event.shiftKey,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
  })
  host.addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing) return
      if (editor.key(stroke(event, 'down'))) {
        event.preventDefault()
        event.stopPropagation()
      }
    },
    listen,
  )
  host.addEventListener('keyup', (event) => void editor.key(stroke(event, 'up')), listen)
  // A Space released elsewhere must not keep the hand closed.
  host.addEventListener('blur', () => void editor.key({ kind: 'up', code: 'Space', key: ' ' }), listen)
  return () => stop.abort()
}
