// What a mail is about, in words: its subject is `kind/id`, and most ids say nothing to a person. Pure.
const worded = ['alarm', 'account', 'node', 'design', 'report', 'key', 'webhook', 'backup', 'health'] as const
export type About = (typeof worded)[number] | 'other'

/** The words to look up, and the id where it is a name. */
export function aboutOf(subject: string): { readonly kind: About; readonly name: string } {
  const slash = subject.indexOf('/')
  const kind = worded.find((one) => one === subject.slice(0, slash))
  return kind === undefined ? { kind: 'other', name: subject } : { kind, name: subject.slice(slash + 1) }
}
