// i18next with English bundled; 'pseudo' stretches every string to find what isn't translated or doesn't fit.
import i18next, { type i18n as Translator } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import { enAdminPeople } from './en-admin-people.ts'
import { enAdminProviders } from './en-admin-providers.ts'
import { enAdminSystem } from './en-admin-system.ts'
import { enAlarmRules, enAlarms } from './en-alarms.ts'
import { enDashboard } from './en-dashboard.ts'
import { enDesigner } from './en-designer.ts'
import { enDevices } from './en-devices.ts'
import { enEvents } from './en-events.ts'
import { enIncoming } from './en-incoming.ts'
import { enKeeping } from './en-keeping.ts'
import { enLab } from './en-lab.ts'
import { enMail } from './en-mail.ts'
import { enMessages } from './en-mail-messages.ts'
import { enTemplates } from './en-mail-templates.ts'
import { enMonitor } from './en-monitor.ts'
import { enRules } from './en-rules.ts'
import { enSheets } from './en-sheets.ts'
import { enWebhooks } from './en-webhooks.ts'

const resources = {
  ...en,
  ...enAdminSystem,
  ...enAlarms,
  ...enAlarmRules,
  ...enDesigner,
  ...enDashboard,
  ...enMonitor,
  ...enDevices,
  ...enSheets,
  ...enAdminPeople,
  ...enAdminProviders,
  ...enKeeping,
  ...enIncoming,
  ...enMail,
  ...enMessages,
  ...enTemplates,
  ...enEvents,
  ...enRules,
  ...enWebhooks,
  ...enLab,
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof resources }
    returnNull: false
  }
}

const accents: Readonly<Record<string, string>> = {
  a: 'á',
  b: 'ƀ',
  c: 'ç',
  d: 'ð',
  e: 'é',
  f: 'ƒ',
  g: 'ĝ',
  h: 'ĥ',
  i: 'í',
  j: 'ĵ',
  k: 'ķ',
  l: 'ļ',
  m: 'ɱ',
  n: 'ñ',
  o: 'ó',
  p: 'þ',
  r: 'ŕ',
  s: 'š',
  t: 'ţ',
  u: 'ú',
  v: 'ṽ',
  w: 'ŵ',
  y: 'ý',
  z: 'ž',
  A: 'Á',
  B: 'Ɓ',
  C: 'Ç',
  D: 'Ð',
  E: 'É',
  G: 'Ĝ',
  H: 'Ĥ',
  I: 'Í',
  L: 'Ļ',
  N: 'Ñ',
  O: 'Ó',
  P: 'Þ',
  R: 'Ŕ',
  S: 'Š',
  T: 'Ţ',
  U: 'Ú',
  W: 'Ŵ',
  Y: 'Ý',
  Z: 'Ž',
}

/** A third longer, accented, in brackets; placeholders stay. */
export function pseudo(text: string): string {
  const changed = text
    .split(/(\{\{[^}]*\}\}|<[^>]*>)/)
    .map((part, at) => (at % 2 === 1 ? part : [...part].map((c) => accents[c] ?? c).join('')))
    .join('')
  return `[${changed}${'~'.repeat(Math.ceil(text.length / 3))}]`
}

type Tree = { readonly [key: string]: string | Tree }

function mapTree(tree: Tree, change: (text: string) => string): Tree {
  return Object.fromEntries(Object.entries(tree).map(([k, v]) => [k, typeof v === 'string' ? change(v) : mapTree(v, change)]))
}

export const i18n: Translator = i18next.createInstance()

/** Starts translation; synchronous because every text is in the bundle. */
export function startI18n(language: 'en' | 'pseudo'): void {
  void i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: resources }, pseudo: { translation: mapTree(resources, pseudo) } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
}
