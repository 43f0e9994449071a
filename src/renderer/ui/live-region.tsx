// The one polite live region of the window; say() writes into it.
import { useAppState } from './app-state.ts'

/** Invisible; spoken when its text changes. */
export function LiveRegion() {
  const said = useAppState((s) => s.said)
  return (
    <div className="sr-only" role="status" aria-live="polite">
      {said}
    </div>
  )
}
