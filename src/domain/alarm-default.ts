// What a fresh data folder watches: the default thresholds as rules, and what a rule has where nobody says otherwise. Pure.
import { type AlarmKind, type AlarmPriority, defaultThresholds } from './alarm.ts'

export interface DefaultRule {
  readonly name: string
  readonly target: { readonly kind: 'type'; readonly type: string } | { readonly kind: 'all' }
  readonly kind: AlarmKind
  readonly setPoint: number | null
  readonly deadband: number
  readonly priority: AlarmPriority
  readonly advice: string
}

const words: Record<string, { readonly name: string; readonly high: string; readonly low: string }> = {
  temperature: {
    name: 'Temperature',
    high: 'Look at cooling, blinds and what gives off heat nearby.',
    low: 'Look at heating, open windows and draughts.',
  },
  humidity: { name: 'Humidity', high: 'Ventilate; look for leaks and condensation.', low: 'Look at the humidifier; ventilate less.' },
  light_level: { name: 'Light level', high: 'Look at blinds and dimming.', low: 'Look for failed lamps and covered sensors.' },
  air_quality: { name: 'Air quality index', high: 'Ventilate; look for the source.', low: '' },
}
const kinds = [
  { kind: 'hihi', what: 'critically high', side: 'high' },
  { kind: 'hi', what: 'high', side: 'high' },
  { kind: 'lo', what: 'low', side: 'low' },
  { kind: 'lolo', what: 'critically low', side: 'low' },
] as const

/** Critical set-points are of priority 1, warnings and missing data of 3. */
export function defaultPriority(kind: AlarmKind): AlarmPriority {
  return kind === 'hihi' || kind === 'lolo' ? 1 : 3
}

/** The rules of the default thresholds, and one for nodes and sensors that say nothing. */
export const defaultRules: readonly DefaultRule[] = [
  ...defaultThresholds.flatMap((threshold): DefaultRule[] =>
    kinds.flatMap(({ kind, what, side }) => {
      const setPoint: number | undefined = (threshold as Partial<Record<typeof kind, number>>)[kind]
      const { name = threshold.type, [side]: advice = '' } = words[threshold.type] ?? {}
      if (setPoint === undefined) return []
      const target = { kind: 'type', type: threshold.type } as const
      return [{ name: `${name} ${what}`, target, kind, setPoint, deadband: threshold.deadband, priority: defaultPriority(kind), advice }]
    }),
  ),
  {
    ...{ name: 'No data', target: { kind: 'all' }, kind: 'noData', setPoint: null, deadband: 0, priority: defaultPriority('noData') },
    advice: 'Look at power, network and battery of the node.',
  },
]
