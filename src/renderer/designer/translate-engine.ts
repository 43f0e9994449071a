// The engine's phrases as a translation table of their own: English comes with the engine, the pseudo-locale is made from it.
import { i18n, pseudo } from '../i18n/i18n.ts'
import type { Translate } from './editor.ts'
import { engineWords } from './engine/engine-words.ts'

/** Turns a phrase key of the engine into the person's language. */
export const translateEngine: Translate = (key, values = {}) => {
  if (!i18n.hasResourceBundle('en', 'engine')) {
    i18n.addResourceBundle('en', 'engine', engineWords)
    i18n.addResourceBundle('pseudo', 'engine', Object.fromEntries(Object.entries(engineWords).map(([k, v]) => [k, pseudo(v)])))
  }
  return String(i18n.t(key as never, { ns: 'engine', keySeparator: false, ...values } as never))
}
