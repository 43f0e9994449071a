// The rules: a list with an on-off switch for each, and the form of one beside it.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleRecord } from '../../contract/schemas/alarm.ts'
import { type AlarmKind, alarmKinds } from '../../domain/alarm.ts'
import { describeError } from '../api/failure.ts'
import { useStandingAlarms } from '../api/live-alarms.ts'
import { durationText } from '../ui/duration.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PriorityMark } from '../ui/live-marks.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { AlarmsFrame } from './alarms-frame.tsx'
import { RuleDrawer } from './rule-drawer.tsx'
import { useAlarmRules, useRuleActions } from './rule-queries.ts'
import type { RuleSearch } from './rule-search.ts'
import { useRuleWords } from './rule-words.ts'

const routeApi = getRouteApi('/alarms/rules')

/** Route `/alarms/rules`. */
export function RulesPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const navigate = useNavigate()
  const search: RuleSearch = routeApi.useSearch()
  const rules = useAlarmRules()
  const { watches } = useRuleWords()
  const change = (patch: { readonly [K in keyof RuleSearch]?: RuleSearch[K] | undefined }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...patch }).filter(([, v]) => v !== undefined))
    void navigate({ to: '/alarms/rules', search: next as RuleSearch, replace: true })
  }
  const shown = useMemo(() => {
    const words = (search.q ?? '').toLowerCase().split(/\s+/)
    return (rules.data ?? [])
      .filter((r) => search.kind === undefined || r.kind === search.kind)
      .filter((r) => words.every((w) => `${r.name} ${watches(r)} ${r.kind} ${r.advice}`.toLowerCase().includes(w)))
      .sort(
        (a, b) => Number(b.overrides !== null) - Number(a.overrides !== null) || a.priority - b.priority || a.name.localeCompare(b.name),
      )
  }, [rules.data, search.q, search.kind, watches])
  const open = rules.data?.find((r) => r.id === search.id)
  return (
    <AlarmsFrame
      here="rules"
      bar={
        <>
          <search className="row filters">
            <SearchBox label={t('rules.search')} value={search.q ?? ''} onChange={(q) => change({ q: q || undefined })} width={190} />
            <PickFilter
              label={t('rules.fields.kind')}
              any={t('rules.anyKind')}
              value={search.kind ?? ''}
              options={alarmKinds.map((kind) => ({ value: kind, label: t(`alarmKinds.${kind}`) }))}
              onPick={(kind) => change({ kind: (kind || undefined) as AlarmKind | undefined })}
            />
          </search>
          <span className="q t12" role="status">
            {rules.data && t('rules.count', { count: shown.length, n: formats.number(shown.length) })}
          </span>
          <span className="grow" />
          <button type="button" className="btn p" onClick={() => change({ id: 'new', sensor: undefined, overrides: undefined })}>
            <Icon name="plus" />
            {t('rules.add')}
          </button>
        </>
      }
    >
      <div className="body">
        <main id="main" tabIndex={-1} data-pane="rules" className="area-main">
          <h1 className="sr-only">{t('rules.title')}</h1>
          {rules.isError && <p className="inset err">{describeError(rules.error)}</p>}
          {shown.length > 0 && (
            <RuleTable
              rules={shown}
              all={rules.data ?? []}
              openId={search.id}
              onOpen={(id) => change({ id, sensor: undefined, overrides: undefined })}
            />
          )}
          {rules.data && shown.length === 0 && (
            <div className="inset">
              <EmptyState title={t(rules.data.length === 0 ? 'rules.none' : 'rules.empty')}>
                {t(rules.data.length === 0 ? 'rules.noneText' : 'rules.emptyText')}
              </EmptyState>
            </div>
          )}
        </main>
        {rules.data && (search.id === 'new' || open) && (
          <RuleDrawer
            key={`${search.id} ${search.sensor ?? ''} ${search.overrides ?? ''}`}
            rule={open ?? null}
            rules={rules.data}
            sensorId={search.sensor ?? null}
            overrides={search.overrides ?? null}
            onOpen={(next) => change({ id: undefined, sensor: undefined, overrides: undefined, ...next })}
          />
        )}
      </div>
    </AlarmsFrame>
  )
}

interface TableProps {
  readonly rules: readonly AlarmRuleRecord[]
  readonly all: readonly AlarmRuleRecord[]
  readonly openId: string | undefined
  readonly onOpen: (id: string) => void
}

function RuleTable({ rules, all, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { turn } = useRuleActions()
  const { watches, when } = useRuleWords()
  const { alarms } = useStandingAlarms()
  const activeOf = useMemo(() => {
    const counts = new Map<string, number>()
    for (const a of alarms) if (a.isActive) counts.set(a.ruleId, (counts.get(a.ruleId) ?? 0) + 1)
    return counts
  }, [alarms])
  const delays = (r: AlarmRuleRecord) =>
    [
      ...(r.onDelayMs > 0 ? [t('rules.delays.on', { span: durationText(r.onDelayMs) })] : []),
      ...(r.offDelayMs > 0 ? [t('rules.delays.off', { span: durationText(r.offDelayMs) })] : []),
      ...(r.latch ? [t('rules.delays.latch')] : []),
      ...(r.schedule.length > 0 ? [t('rules.delays.schedule')] : []),
      ...(r.enableExpression !== '' ? [t('rules.delays.expression')] : []),
    ].join(', ')
  return (
    <div className="list-scroll">
      <table className="t">
        <thead>
          <tr>
            <th>{t('rules.columns.on')}</th>
            <th>{t('rules.columns.priority')}</th>
            <th>{t('rules.columns.name')}</th>
            <th>{t('rules.columns.watches')}</th>
            <th>{t('rules.columns.when')}</th>
            <th>{t('rules.columns.delays')}</th>
            <th className="r">{t('rules.columns.active')}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id} data-opens className={rule.id === openId ? 'sel' : undefined} onClick={() => onOpen(rule.id)}>
              <td onClick={(event) => event.stopPropagation()} onKeyDown={undefined}>
                <label className="pick-box">
                  <input
                    type="checkbox"
                    role="switch"
                    aria-checked={rule.enabled}
                    aria-label={t('rules.turnOn', { name: rule.name })}
                    checked={rule.enabled}
                    onChange={(event) => void turn(rule, event.currentTarget.checked)}
                  />
                </label>
              </td>
              <td>
                <PriorityMark priority={rule.priority} />
              </td>
              <td className="wrap">
                <button type="button" className="row-open" aria-current={rule.id === openId || undefined} onClick={() => onOpen(rule.id)}>
                  {rule.name}
                </button>
                {rule.isDefault && <span className="q t12"> {t('rules.default')}</span>}
                {rule.overrides !== null && (
                  <span className="q t12">
                    {' '}
                    {((over) => (over ? t('rules.override', { name: over.name }) : t('rules.overrideMissing')))(
                      all.find((r) => r.id === rule.overrides),
                    )}
                  </span>
                )}
              </td>
              <td className="wrap">{watches(rule)}</td>
              <td className="wrap">{when(rule)}</td>
              <td className="wrap q">{delays(rule)}</td>
              <td className="r">
                {(activeOf.get(rule.id) ?? 0) > 0 ? <b className="alarm">{formats.number(activeOf.get(rule.id) ?? 0)}</b> : 0}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
