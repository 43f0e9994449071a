// Types of events to choose from: every family as a whole, then its types; what nothing emits yet isn't offered.
import { useTranslation } from 'react-i18next'
import { useEventTypes } from './event-queries.ts'
import { eventName, familyOf } from './event-words.ts'

export function useTypeOptions(): { readonly value: string; readonly label: string }[] {
  const { t } = useTranslation()
  const { data = [] } = useEventTypes()
  const families = Map.groupBy(
    data.filter((one) => !one.isLater),
    ({ type }) => familyOf(type) ?? type,
  )
  return [...families].flatMap(([family, types]) => [
    ...(types.length > 1 ? [{ value: `${family}.*`, label: eventName(`${family}.*`, t) }] : []),
    ...types.map(({ type }) => ({ value: type as string, label: eventName(type, t) })),
  ])
}
