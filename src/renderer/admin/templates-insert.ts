// What a click on a variable writes, and the line a refusal is about. Pure.
import type { RenderedMail } from '../../contract/schemas/mail.ts'

export type TemplateField = 'subject' | 'html' | 'text'

/** A value as it is; a list one after the other, as the field wants it. */
export function insertionOf({ name, isList }: Pick<RenderedMail['variables'][number], 'name' | 'isList'>, field: TemplateField): string {
  if (!isList) return `{{ ${name} }}`
  if (field === 'subject') return `{{ ${name} | join: ", " }}`
  return field === 'html' ? `{% for one in ${name} %}<p>{{ one }}</p>{% endfor %}` : `{% for one in ${name} %}{{ one }}\n{% endfor %}`
}

/** Where a line begins and ends, counted from 1; null where there is no such line. */
export function rangeOfLine(text: string, line: number): readonly [from: number, to: number] | null {
  const lines = text.split('\n')
  const found = lines[line - 1]
  if (found === undefined) return null
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  return [from, from + found.length]
}

/** The line a refusal begins with, when it names one. */
export const lineOf = (detail: string): number | null => {
  const found = /^Line (\d+):/.exec(detail)
  return found === null ? null : Number(found[1])
}

/** Names that are written out and that the kind doesn't offer: what stands there comes out empty. Those a template makes itself count as offered. */
export function unknownNames(source: string, offered: readonly Pick<RenderedMail['variables'][number], 'name'>[]): readonly string[] {
  if (offered.length === 0) return []
  const known = new Set(['true', 'false', 'nil', 'blank', 'empty'])
  for (const { name } of offered) known.add(name).add(name.split('.')[0] ?? name)
  const own = new Set<string | undefined>(['rows', 'forloop', 'tablerowloop'])
  for (const [, name] of source.matchAll(/\{%-?\s*(?:for|tablerow|assign|capture|increment|decrement)\s+([\w-]+)/g)) own.add(name)
  const written = [...source.matchAll(/\{\{-?\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)/g)].map((found) => found[1] ?? '')
  return [...new Set(written)].filter((name) => !known.has(name) && !own.has(name.split('.')[0]))
}
