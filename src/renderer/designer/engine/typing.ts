// Numbers typed while drawing: no field needs a click. Text is kept exactly as typed and read only on Tab or Enter.
// A refused text stays where it is, with a sentence. Pure: (entry, key) -> (entry, outcome).
import type { KeyStroke, Typed, TypedField } from './editor-state.ts'

export interface Entry {
  readonly fields: readonly TypedField[]
  readonly field: TypedField
  readonly text: string
  readonly locked: Readonly<Partial<Record<TypedField, number>>>
  /** The words of what is locked, as they were typed. */
  readonly texts: Readonly<Partial<Record<TypedField, string>>>
  readonly error: string | null
}

export type TypingOutcome = 'ignored' | 'changed' | 'enter' | 'refused'
export type ReadNumber = (field: TypedField, text: string) => { readonly value: number } | { readonly error: string }

/** An empty entry over the fields of a tool, in Tab order. */
export function createEntry(fields: readonly [TypedField, ...TypedField[]]): Entry {
  return { fields, field: fields[0], text: '', locked: {}, texts: {}, error: null }
}

/** What the state shows: null until something is typed or locked. */
export function typedFromEntry(entry: Entry): Typed | null {
  if (entry.text === '' && entry.error === null && Object.keys(entry.locked).length === 0) return null
  return { field: entry.field, text: entry.text, locked: entry.locked, texts: entry.texts, error: entry.error }
}

/** Takes one key. Enter answers 'enter' with everything locked, or 'refused' with the sentence in the entry. */
export function typeKey(entry: Entry, stroke: KeyStroke, read: ReadNumber): { readonly entry: Entry; readonly outcome: TypingOutcome } {
  if (stroke.ctrl || stroke.alt) return { entry, outcome: 'ignored' }
  if (stroke.key === 'Enter') {
    const taken = takeText(entry, read)
    return { entry: taken, outcome: taken.error === null ? 'enter' : 'refused' }
  }
  if (stroke.key === 'Tab') {
    if (entry.text === '' && Object.keys(entry.locked).length === 0) return { entry, outcome: 'ignored' }
    const taken = takeText(entry, read)
    if (taken.error !== null) return { entry: taken, outcome: 'refused' }
    const step = stroke.shift ? entry.fields.length - 1 : 1
    const at = (entry.fields.indexOf(entry.field) + step) % entry.fields.length
    return { entry: { ...taken, field: entry.fields[at] ?? entry.field, text: '' }, outcome: 'changed' }
  }
  if (stroke.key === 'Backspace') {
    if (entry.text !== '') return { entry: { ...entry, text: entry.text.slice(0, -1), error: null }, outcome: 'changed' }
    if (entry.locked[entry.field] === undefined) return { entry, outcome: 'ignored' }
    return { entry: { ...entry, locked: withoutField(entry.locked, entry.field) }, outcome: 'changed' }
  }
  if (!writes(entry, stroke.key)) return { entry, outcome: 'ignored' }
  return { entry: { ...entry, text: entry.text + stroke.key, error: null }, outcome: 'changed' }
}

/** Esc: drops the text first, then what is locked; null when there is nothing left to drop. */
export function clearEntry(entry: Entry): Entry | null {
  if (entry.text !== '' || entry.error !== null) return { ...entry, text: '', error: null }
  if (Object.keys(entry.locked).length > 0) return { ...entry, locked: {}, texts: {}, field: entry.fields[0] ?? entry.field }
  return null
}

/** An empty text gives up nothing; a good one locks the field; a bad one stays with its sentence. */
function takeText(entry: Entry, read: ReadNumber): Entry {
  if (entry.text.trim() === '') return { ...entry, text: '', error: null }
  const found = read(entry.field, entry.text)
  if ('error' in found) return { ...entry, error: found.error }
  const { field, locked, texts } = entry
  return { ...entry, text: '', error: null, locked: { ...locked, [field]: found.value }, texts: { ...texts, [field]: entry.text.trim() } }
}

/** The first sign must start a number, so that letters stay tool keys; afterwards anything goes and is judged on commit. */
function writes(entry: Entry, key: string): boolean {
  if ([...key].length !== 1) return false
  return entry.text !== '' || /^[\d.,+\-(−]$/.test(key)
}

function withoutField(locked: Entry['locked'], field: TypedField): Entry['locked'] {
  return Object.fromEntries(Object.entries(locked).filter(([name]) => name !== field))
}
