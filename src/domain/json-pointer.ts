// JSON Pointer (RFC 6901): where in a foreign body something stands. Pure.

/** Whether the text is a pointer: empty (the whole), or parts that each begin with /. */
export function isPointer(text: string): boolean {
  return text === '' || (text.startsWith('/') && !/~(?![01])/.test(text))
}

/** What stands there; undefined where nothing does. Never reaches into prototypes. */
export function valueAt(root: unknown, pointer: string): unknown {
  if (pointer === '') return root
  let here: unknown = root
  for (const part of pointer.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, name)) return undefined
    if (Array.isArray(here) && !/^(0|[1-9]\d*)$/.test(name)) return undefined
    here = (here as Record<string, unknown>)[name]
  }
  return here
}
