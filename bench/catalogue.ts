// The generic catalogue, read once, for claims that price what they lay out.
import { readFileSync } from 'node:fs'
import { type Catalogue, parseCatalogue } from '../src/domain/catalogue.ts'

/** The shipped generic catalogue; throws when it can't be read. */
export function readGenericCatalogue(): Catalogue {
  const read = parseCatalogue(JSON.parse(readFileSync(new URL('../resources/catalogues/generic.json', import.meta.url), 'utf8')))
  if (read.kind !== 'ok') throw new Error('the generic catalogue is not readable')
  return read.value
}
