// Whether an element can be seen right now: on the screen and in a window that is shown. What can't be seen asks nothing.
import { type RefObject, useEffect, useState } from 'react'

/** True while the element is within 200 px of the screen and the window isn't hidden. */
export function useVisible(ref: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false)
  const isShown = usePageShown()
  useEffect(() => {
    if (!ref.current) return
    const watcher = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), { rootMargin: '200px' })
    watcher.observe(ref.current)
    return () => watcher.disconnect()
  }, [ref])
  return isNear && isShown
}

/** False while the window is minimised or another tab is in front. */
export function usePageShown(): boolean {
  const [isShown, setShown] = useState(document.visibilityState === 'visible')
  useEffect(() => {
    const follow = () => setShown(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', follow)
    return () => document.removeEventListener('visibilitychange', follow)
  }, [])
  return isShown
}

/** Width of an element in steps, so that a resized window doesn't ask for every pixel. */
export function useWidth(ref: RefObject<Element | null>, stepPx = 100): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!ref.current) return
    const watcher = new ResizeObserver(([entry]) => {
      const px = entry?.contentRect.width ?? 0
      setWidth(Math.max(stepPx, Math.ceil(px / stepPx) * stepPx))
    })
    watcher.observe(ref.current)
    return () => watcher.disconnect()
  }, [ref, stepPx])
  return width
}
