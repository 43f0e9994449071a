// How the domain refuses input: values, never exceptions. The five doors turn these into replies.

/** What kind of refusal this is; the contract maps each to an HTTP status. */
export type ProblemCode = 'invalid_value' | 'invalid_room' | 'too_large' | 'unsupported_version' | 'not_found'

/** One refused field. `pointer` is a JSON pointer (RFC 6901) into the input; `detail` says what is wrong and what to do. */
export interface Problem {
  readonly code: ProblemCode
  readonly pointer: string
  readonly detail: string
}

/** Something that was repaired without asking, told to the user. */
export interface Healing {
  readonly pointer: string
  readonly detail: string
}

/** A value or the reasons there is none. */
export type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
