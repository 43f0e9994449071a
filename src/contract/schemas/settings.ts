// Settings: one schema that validates, documents and draws the form (title, description, unit, restart).
import Type, { type Static } from 'typebox'
import { panelStrategies } from '../../domain/design.ts'
import { closed, PositiveMm } from './common.ts'
import { dxfFlavours, layerSetIds } from './export.ts'
import { unitSystems } from './project.ts'
import { SensorType } from './sensor.ts'

const gap = (title: string) => Type.Number({ minimum: 0, maximum: 1e5, title, unit: 'mm' })
const days = (title: string, minimum: number, description?: string) =>
  Type.Integer({ minimum, maximum: 36_500, title, unit: 'days', ...(description === undefined ? {} : { description }) })
const rate = (title: string) => Type.Number({ minimum: 0, maximum: 20, title, unit: 'ratio' })

export const SettingsValues = Type.Object(
  {
    outputFolder: Type.String({
      maxLength: 1000,
      title: 'Output folder',
      description: 'Exports are also copied here; empty keeps them in the data folder only',
    }),
    units: Type.Enum([...unitSystems], { title: 'Units of new projects' }),
    catalogue: Type.String({ minLength: 1, maxLength: 64, title: 'Catalogue of new projects' }),
    moduleMm: Type.Tuple([PositiveMm, PositiveMm], { title: 'Tile module', unit: 'mm' }),
    perimeterGapMm: gap('Perimeter gap'),
    panelGapMm: gap('Gap between panels'),
    panelMinMm: Type.Number({ exclusiveMinimum: 0, maximum: 1e5, title: 'Smallest panel', unit: 'mm' }),
    panelMaxMm: Type.Number({ exclusiveMinimum: 0, maximum: 1e5, title: 'Largest panel', unit: 'mm' }),
    panelStrategy: Type.Enum([...panelStrategies], { title: 'Panel strategy' }),
    wasteRate: rate('Waste'),
    labourRate: rate('Labour'),
    taxRate: rate('Tax'),
    dxfFlavour: Type.Enum([...dxfFlavours], { title: 'DXF flavour' }),
    layers: Type.Enum([...layerSetIds], { title: 'Layer names' }),
    drawnBy: Type.String({ maxLength: 200, title: 'Drawn by', description: 'Goes into the title block of new designs' }),
    tourDone: Type.Boolean({ title: 'First run shown' }),
    rawRetentionDays: days('Raw readings are kept', 1),
    minuteRetentionDays: days('Minutes are kept', 1),
    hourRetentionDays: days('Hours are kept', 0, '0 keeps them for ever'),
    retentionByType: Type.Record(
      SensorType,
      Type.Object({ rawDays: Type.Optional(days('Raw readings', 1)), minuteDays: Type.Optional(days('Minutes', 1)) }, closed),
      { title: 'Kept otherwise, by sensor type', description: 'Sensor type -> days; what is left out is as above' },
    ),
    readingsBudgetGb: Type.Number({
      minimum: 0,
      maximum: 100_000,
      title: 'Size budget of readings',
      unit: 'GiB',
      description: 'Over it the oldest readings are deleted before their time; 0 takes what the disk has',
    }),
    requireSignIn: Type.Boolean({
      title: 'Require sign-in on this computer',
      description: 'The window asks for an account instead of opening as the owner; the owner token then serves programs of this user only',
    }),
    selfSignUp: Type.Boolean({
      title: 'Self sign-up',
      description: 'Anybody who reaches this computer’s API can ask for an account; it opens by a link: by mail, or from an administrator',
    }),
    selfSignUpRole: Type.Enum(['guest', 'operator'], { title: 'Role of self-made accounts' }),
    magicLinks: Type.Boolean({
      title: 'Sign-in links',
      description: 'Links that sign in once, sent by mail; without mail an administrator makes them',
    }),
    secondFactorFor: Type.Enum(['none', 'administrators', 'everyone'], {
      title: 'Second factor demanded of',
      description: 'Whoever has to have one and has none can do nothing but add it',
    }),
    idleLockMinutes: Type.Integer({
      minimum: 0,
      maximum: 1440,
      title: 'Lock after',
      unit: 'min',
      description: 'Without a key or the mouse; 0 never locks',
    }),
  },
  closed,
)

export const Settings = Type.Object({ revision: Type.Integer({ description: 'Also the ETag' }), values: SettingsValues }, closed)
export const ChangeSettings = Type.Partial(SettingsValues, closed)

export type SettingsValues = Static<typeof SettingsValues>
export type Settings = Static<typeof Settings>
export type ChangeSettings = Static<typeof ChangeSettings>

/** What a fresh data folder has. */
export const defaultSettings: SettingsValues = {
  outputFolder: '',
  units: 'metric',
  catalogue: 'generic',
  moduleMm: [600, 600],
  perimeterGapMm: 200,
  panelGapMm: 200,
  panelMinMm: 300,
  panelMaxMm: 2400,
  panelStrategy: 'balanced',
  wasteRate: 0.15,
  labourRate: 0.25,
  taxRate: 0,
  dxfFlavour: 'blocks',
  layers: 'aia',
  drawnBy: '',
  tourDone: false,
  rawRetentionDays: 90,
  minuteRetentionDays: 730,
  hourRetentionDays: 0,
  retentionByType: {},
  readingsBudgetGb: 0,
  requireSignIn: false,
  selfSignUp: false,
  selfSignUpRole: 'guest',
  magicLinks: false,
  secondFactorFor: 'none',
  idleLockMinutes: 0,
}
