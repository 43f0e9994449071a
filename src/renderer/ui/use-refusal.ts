// What was refused of a form that is sent as a whole: a sentence under each field it is about, and one for what is about none.
import { useState } from 'react'
import { AppError } from '../../contract/errors.ts'
import { describeError } from '../api/failure.ts'

interface State {
  /** By the pointer of the field, its first part: `/name`, `/scopes`. */
  readonly errors: ReadonlyMap<string, string>
  readonly says: string | null
}

export interface Refusal extends State {
  readonly clear: () => void
  /** Found before anything was sent. */
  readonly show: (errors: ReadonlyMap<string, string>) => void
  readonly say: (says: string) => void
  /** Of what was thrown. Where a field it is about isn't on the form (`isShown`), the whole sentence stands as well. */
  readonly take: (error: unknown, isShown?: (pointer: string) => boolean) => void
}

const nothing: State = { errors: new Map(), says: null }

/** Starts with nothing refused. */
export function useRefusal(): Refusal {
  const [state, setState] = useState(nothing)
  return {
    ...state,
    clear: () => setState(nothing),
    show: (errors) => setState({ errors, says: null }),
    say: (says) => setState({ ...nothing, says }),
    take: (error, isShown = () => true) => {
      const fields = error instanceof AppError ? error.errors.map((e) => [e.pointer.replace(/^(\/\w+).*/, '$1'), e.detail] as const) : []
      const isWhole = fields.length === 0 || !fields.every(([pointer]) => isShown(pointer))
      setState({ errors: new Map(fields), says: isWhole ? describeError(error) : null })
    },
  }
}
