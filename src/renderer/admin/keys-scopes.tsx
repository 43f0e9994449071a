// The grid of scopes: a row for each thing, a box for each deed. What the person lacks can't be given and is not offered.
import { useState } from 'react'
import { permissions } from '../../contract/routes.ts'
import { useMay } from '../api/me.ts'

/** Every permission that keys can have. */
export const allScopes = permissions.filter((p) => p.includes(':'))

const nounOf = (scope: string) => scope.slice(0, scope.indexOf(':'))

interface Props {
  readonly id?: string
  readonly label: string
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
}

export function ScopeGrid({ id, label, chosen, onChange }: Props) {
  const may = useMay()
  const shown = allScopes.filter((s) => chosen.has(s) || may(s))
  // What it had to begin with stands first and keeps its place while boxes are ticked.
  const [first] = useState(() => new Set([...chosen].map(nounOf)))
  const nouns = [...new Set(shown.map(nounOf))].sort((a, b) => Number(first.has(b)) - Number(first.has(a)))
  const toggle = (scope: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(scope)
    else next.delete(scope)
    onChange(next)
  }
  return (
    <fieldset id={id} className="scope-grid" aria-label={label}>
      {nouns.map((noun) => (
        <div key={noun} className="scope-row">
          <span className="mono el">{noun}</span>
          <span className="scope-deeds">
            {shown
              .filter((s) => s.startsWith(`${noun}:`))
              .map((scope) => (
                <label key={scope} className="row">
                  <input
                    type="checkbox"
                    aria-label={scope}
                    checked={chosen.has(scope)}
                    onChange={(event) => toggle(scope, event.currentTarget.checked)}
                  />
                  <span className="t12">{scope.slice(noun.length + 1)}</span>
                </label>
              ))}
          </span>
        </div>
      ))}
    </fieldset>
  )
}
