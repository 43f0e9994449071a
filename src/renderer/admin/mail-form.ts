// The form of the mail account: what stands in its fields, and what is sent of them. Pure.
import type { ChangeMailSettings, MailSettings } from '../../contract/schemas/mail.ts'

/** null: stays as it is; else it is forgotten when saved, or replaced by the text, if there is one. */
export type SecretEntry = 'forget' | { readonly text: string } | null

export interface MailForm {
  readonly host: string
  readonly port: string
  readonly user: string
  readonly password: SecretEntry
  readonly tls: MailSettings['tls']
  readonly ca: string
  readonly from: string
  readonly fromName: string
  readonly replyTo: string
  readonly ratePerMinute: string
  readonly attachUpToMb: string
  readonly keepDays: string
  readonly dkimDomain: string
  readonly dkimSelector: string
  readonly dkimPrivateKey: SecretEntry
}

/** The fields as saved. */
export const mailFormOf = (settings: MailSettings): MailForm => ({
  host: settings.host ?? '',
  port: String(settings.port),
  user: settings.user ?? '',
  password: null,
  tls: settings.tls,
  ca: settings.ca ?? '',
  from: settings.from ?? '',
  fromName: settings.fromName,
  replyTo: settings.replyTo ?? '',
  ratePerMinute: String(settings.ratePerMinute),
  attachUpToMb: String(settings.attachUpToMb),
  keepDays: String(settings.keepDays),
  dkimDomain: settings.dkim?.domain ?? '',
  dkimSelector: settings.dkim?.selector ?? '',
  dkimPrivateKey: null,
})

/** What was typed, on the settings as they are now: fields nobody touched here follow. */
export function rebasedForm(form: MailForm, before: MailSettings, now: MailSettings): MailForm {
  const [old, next] = [mailFormOf(before), mailFormOf(now)]
  const names = Object.keys(old) as (keyof MailForm)[]
  const touched = names.filter((name) => form[name] !== old[name]).map((name) => [name, form[name]])
  return { ...next, ...(Object.fromEntries(touched) as Partial<MailForm>) }
}

export type MailFault = 'port' | 'rate' | 'attach' | 'keep' | 'dkimDomain' | 'dkimSelector'

interface ReadForm {
  readonly body: ChangeMailSettings
  /** By the pointer of the field. */
  readonly faults: ReadonlyMap<string, MailFault>
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

/** What differs from what is saved. */
export function readMailForm(form: MailForm, settings: MailSettings): ReadForm {
  const faults = new Map<string, MailFault>()
  const whole = (text: string, from: number, to: number, pointer: string, fault: MailFault) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
    if (!(value >= from && value <= to)) faults.set(pointer, fault)
    return value
  }
  const [domain, selector] = [form.dkimDomain.trim(), form.dkimSelector.trim()]
  if (domain === '' && selector !== '') faults.set('/dkimDomain', 'dkimDomain')
  if (domain !== '' && selector === '') faults.set('/dkimSelector', 'dkimSelector')
  const all = {
    host: orNull(form.host),
    port: whole(form.port, 1, 65_535, '/port', 'port'),
    user: orNull(form.user),
    tls: form.tls,
    ca: orNull(form.ca),
    from: orNull(form.from),
    fromName: form.fromName.trim(),
    replyTo: orNull(form.replyTo),
    ratePerMinute: whole(form.ratePerMinute, 10, 10_000, '/ratePerMinute', 'rate'),
    attachUpToMb: whole(form.attachUpToMb, 0, 25, '/attachUpToMb', 'attach'),
    keepDays: whole(form.keepDays, 1, 3650, '/keepDays', 'keep'),
    dkim: domain === '' ? null : { domain, selector },
  }
  const changed = Object.entries(all).filter(([name, value]) => {
    const held = settings[name as keyof typeof all]
    const heldText = typeof held === 'string' && name === 'ca' ? held.trim() : held
    return JSON.stringify(heldText) !== JSON.stringify(value)
  })
  const secretOf = (entry: SecretEntry): string | null | undefined =>
    entry === 'forget' ? null : entry === null || entry.text === '' ? undefined : entry.text
  const password = secretOf(form.password)
  const dkimPrivateKey = secretOf(form.dkimPrivateKey)
  const body: ChangeMailSettings = {
    ...Object.fromEntries(changed),
    ...(password === undefined ? {} : { password }),
    ...(dkimPrivateKey === undefined ? {} : { dkimPrivateKey }),
  }
  return { body, faults }
}

export type PresetId = 'gmail' | 'microsoft365' | 'fastmail' | 'own' | 'lan'

/** Which provider the fields belong to. */
export function presetOf(form: Pick<MailForm, 'host' | 'tls'>, presets: MailSettings['presets']): string {
  const known = presets.find((one) => one.host !== '' && one.host === form.host.trim())
  return known?.id ?? (form.tls === 'none' ? 'lan' : 'own')
}

/** The fields with a provider's values; an own server's name stays. */
export function withPreset(form: MailForm, id: string, presets: MailSettings['presets']): MailForm {
  const preset = presets.find((one) => one.id === id)
  if (preset === undefined) return form
  const isOfAnother = presets.some((one) => one.host !== '' && one.host === form.host.trim())
  const host = preset.host !== '' ? preset.host : isOfAnother ? '' : form.host
  return { ...form, host, port: String(preset.port), tls: preset.tls }
}
