// What of an endpoint stands in a form, and back. Pure.
import { AppError } from '../../contract/errors.ts'
import type { ChangeWebhook, WebhookRecord } from '../../contract/schemas/webhook.ts'

export interface HeaderRow {
  readonly key: string
  readonly name: string
  readonly value: string
  /** A secret value that the server keeps; an empty field leaves it. */
  readonly isKept: boolean
}

export interface WebhookFormState {
  readonly name: string
  readonly url: string
  readonly events: readonly string[]
  readonly payload: WebhookRecord['payload']
  readonly strictOrder: boolean
  readonly headers: readonly HeaderRow[]
}

/** Stands for a secret value that is kept. */
export const mask = '•••'

export const emptyForm: WebhookFormState = { name: '', url: '', events: [], payload: 'full', strictOrder: false, headers: [] }

export function formOf({ name, url, events, payload, strictOrder, headers }: WebhookRecord): WebhookFormState {
  return {
    ...{ name, url, events, payload, strictOrder },
    headers: Object.entries(headers).map(([header, value]) => ({
      ...{ key: header, name: header },
      value: value === mask ? '' : value,
      isKept: value === mask,
    })),
  }
}

/** As it is sent. Names of headers are unique by then: headerFaults. */
export function bodyOf({ name, url, events, payload, strictOrder, headers }: WebhookFormState) {
  return {
    ...{ name: name.trim(), url: url.trim(), events: [...events], payload, strictOrder },
    headers: Object.fromEntries(headers.map((row) => [row.name.trim(), row.isKept && row.value === '' ? mask : row.value])),
  } satisfies ChangeWebhook
}

/** A pointer may hold any name. */
export const headerPointer = (name: string): string => `/headers/${name.trim().replaceAll('~', '~0').replaceAll('/', '~1')}`

/** What the server couldn't tell: an object has each name once, and none without one. By the key of the row. */
export function headerFaults(rows: readonly HeaderRow[]): ReadonlyMap<string, 'unnamed' | 'twice'> {
  const seen = new Set<string>()
  const faults = new Map<string, 'unnamed' | 'twice'>()
  for (const { key, name } of rows) {
    const plain = name.trim()
    if (plain === '') faults.set(key, 'unnamed')
    else if (seen.has(plain)) faults.set(key, 'twice')
    seen.add(plain)
  }
  return faults
}

const shownFields = /^\/(name|url|payload|events(\/\d+)?|headers(\/.*)?)$/

/** What was refused, by the whole pointer of its field; `isWhole` where a field it is about isn't on the form, so that all of it has to be said. */
export function refusedFields(error: unknown): { readonly errors: ReadonlyMap<string, string>; readonly isWhole: boolean } {
  const errors = error instanceof AppError ? error.errors : []
  return {
    errors: new Map(errors.map((one) => [one.pointer, one.detail])),
    isWhole: errors.length === 0 || !errors.every(({ pointer }) => shownFields.test(pointer)),
  }
}
