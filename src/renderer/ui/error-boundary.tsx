// Catches what broke while drawing the window, says so, and offers the one way on. Unsaved work is in the journal, not here.
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { i18n } from '../i18n/i18n.ts'

interface State {
  readonly error: Error | null
}

/** Shows a sentence and a reload button instead of a blank window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack)
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <main className="win" style={{ padding: 32, gap: 12 }}>
        <h1 className="t20">{i18n.t('app.crashed')}</h1>
        <p className="m mono">{error.message}</p>
        <p>
          <button type="button" className="btn p" onClick={() => window.location.reload()}>
            {i18n.t('app.reload')}
          </button>
        </p>
      </main>
    )
  }
}
