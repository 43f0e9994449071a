// Values, states and ages on the plan in the person's words.
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { sensorTypes } from '../../../domain/sensor.ts'
import { type Formats, useFormats } from '../../ui/format.ts'
import { spanText, valueText } from '../../ui/value-text.ts'
import type { MarkWords } from './plan-marks.ts'

/** The name of a type: known ones translated, others as they are. */
export function typeName(t: TFunction, type: string): string {
  return Object.hasOwn(sensorTypes, type) ? t(`monitor.types.${type as 'temperature'}`) : type.replaceAll('_', ' ')
}

/** What a boolean's two values are called. */
export function booleanWords(t: TFunction, type: string): { readonly yes: string; readonly no: string } {
  return type === 'occupancy' ? { yes: t('monitor.occupied'), no: t('monitor.free') } : { yes: t('monitor.yes'), no: t('monitor.no') }
}

/** Words for marks and table rows; `now` is read when a word is made. Translated once: 500 marks ask for them ten times a second. */
export function createMarkWords(t: TFunction, formats: Formats, now: () => number): MarkWords {
  const ofFreshness = {
    fresh: t('monitor.normal'),
    late: t('freshness.late'),
    silent: t('freshness.silent'),
    never: t('freshness.never'),
  }
  const gap = '\u0000'
  const [old, ago] = [t('monitor.old', { span: gap }), t('alarms.ago', { span: gap })]
  const ofBoolean = new Map<string, ReturnType<typeof booleanWords>>()
  const yesNo = (type: string) => {
    const held = ofBoolean.get(type) ?? booleanWords(t, type)
    ofBoolean.set(type, held)
    return held
  }
  return {
    value(sensor, { value }) {
      const { type, unit } = sensor.record
      return value === null ? '–' : valueText(value, unit, formats, yesNo(type))
    },
    freshness: (freshness) => ofFreshness[freshness],
    alarm(alarm) {
      if (alarm.state === 'shelved') return t('alarms.states.shelved')
      if (alarm.state === 'suppressed' || alarm.state === 'outOfService') return t(`alarms.states.${alarm.state}`)
      return alarm.isActive ? t(`alarmKinds.${alarm.kind}`) : t('monitor.returned')
    },
    detail({ record }, { at, freshness }) {
      const { nodeName } = record
      if (at === null) return nodeName
      return `${nodeName} · ${(freshness === 'silent' ? old : ago).replace(gap, spanText(now() - at))}`
    },
  }
}

/** The same in React. */
export function useMarkWords(now: () => number): MarkWords {
  const { t } = useTranslation()
  const formats = useFormats()
  return useMemo(() => createMarkWords(t, formats, now), [t, formats, now])
}
