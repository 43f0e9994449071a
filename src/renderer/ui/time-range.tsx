// The time range of a page as a person changes it: typed ends with what they come to, presets, one span back and forward, pause.
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'
import { canonicalTime, type Edge, fieldText, rangePresets, readRange, type TypedRange } from './time-expression.ts'
import { toast } from './toast.tsx'
import type { PageRange } from './use-time-range.ts'
import { spanText } from './value-text.ts'
import './time-range.css'

const full = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const zoneName = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })
const zoneOf = (at: number) => zoneName.formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? ''

/** For the toolbar: span back, what is shown, span forward, pause or live. */
export function RangeStepper({ page, isOpen, onToggle }: { page: PageRange; isOpen: boolean; onToggle: () => void }) {
  const { t } = useTranslation()
  const { typed, range } = page
  return (
    <fieldset className="range-stepper" aria-label={t('range.label')}>
      <button type="button" className="btn g x" aria-label={t('range.back')} title={t('range.back')} onClick={() => page.shift(-1)}>
        <Icon name="chevronLeft" />
      </button>
      <button type="button" className="btn on range-shown" aria-expanded={isOpen} aria-controls="range-bar" onClick={onToggle}>
        <Icon name="clock" size={14} />
        <span className="mono el">{fieldText(typed.from)}</span>
        <span className="q">{t('range.to')}</span>
        <span className="mono el">{fieldText(typed.to)}</span>
        <span className="q t12 range-span">{spanText(range.to - range.from)}</span>
      </button>
      <button type="button" className="btn g x" aria-label={t('range.forward')} title={t('range.forward')} onClick={() => page.shift(1)}>
        <Icon name="chevronRight" />
      </button>
      {page.isLive ? (
        <button type="button" className="btn" title={t('range.pauseHelp')} onClick={page.pause}>
          <Icon name="playerPause" size={14} />
          {t('range.pause')}
        </button>
      ) : (
        <button type="button" className="btn p" title={t('range.liveHelp')} onClick={page.resume}>
          <Icon name="playerPlay" size={14} />
          {t('range.live')}
        </button>
      )}
    </fieldset>
  )
}

/** The row below the toolbar: ends to type, what they come to, presets, the link. */
export function RangeBar({ page, children }: { page: PageRange; children?: ReactNode }) {
  const { t } = useTranslation()
  const id = useId()
  const [edited, setEdited] = useState<TypedRange | null>(null)
  const shown = edited ?? { from: fieldText(page.typed.from), to: fieldText(page.typed.to) }
  const read = readRange(edited ?? page.typed, page.now)
  const isSame = edited === null || (edited.from === fieldText(page.typed.from) && edited.to === fieldText(page.typed.to))

  const apply = () => {
    if (read.kind !== 'ok') return
    const canonical = (edge: Edge) => canonicalTime(shown[edge], { now: page.now, edge })
    if (!isSame) page.apply({ from: canonical('from'), to: canonical('to') })
    setEdited(null)
  }
  const field = (edge: Edge, width: number) => (
    <div className={`f ${read.kind === 'refused' && (read.edge === edge || read.edge === 'both') ? 'bad' : ''}`} style={{ width }}>
      <input
        className="mono"
        aria-label={t(`range.${edge}Name`)}
        aria-invalid={read.kind === 'refused' && read.edge !== (edge === 'from' ? 'to' : 'from')}
        aria-describedby={`${id}-read ${id}-help`}
        autoComplete="off"
        spellCheck={false}
        value={shown[edge]}
        onChange={(event) => setEdited({ ...shown, [edge]: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply()
          if (event.key === 'Escape' && edited !== null) {
            event.stopPropagation()
            setEdited(null)
          }
        }}
      />
    </div>
  )
  const copyLink = async () => {
    const search = new URLSearchParams(Object.entries(page.exactSearch()))
    const [path] = window.location.hash.split('?')
    const address = `${window.location.origin}${window.location.pathname}${path}?${search}`
    try {
      await navigator.clipboard.writeText(address)
      toast({ text: t('range.linkCopied') })
    } catch {
      toast({ text: t('range.linkFailed'), tone: 'warn' })
    }
  }

  return (
    <div id="range-bar" className="range-bar">
      <span className="lab" aria-hidden>
        {t('range.from')}
      </span>
      {field('from', 138)}
      <span className="lab" aria-hidden>
        {t('range.to')}
      </span>
      {field('to', 138)}
      <button type="button" className="btn sm p" disabled={read.kind !== 'ok' || isSame} onClick={apply}>
        {t('range.apply')}
      </button>
      <span id={`${id}-read`} className="t12 range-read" role="status">
        {read.kind === 'ok' ? (
          <span className="st ok">
            <Icon name="circleCheck" size={14} />
            {t('range.resolved', { from: full.format(read.range.from), to: full.format(read.range.to), zone: zoneOf(read.range.to) })}
          </span>
        ) : (
          <span className="st alarm">
            <Icon name="alertTriangle" size={14} />
            {t(`range.refused.${read.reason}`)}
          </span>
        )}
      </span>
      <span id={`${id}-help`} className="sr-only">
        {t('range.help')}
      </span>
      <span className="grow" />
      <ul className="range-presets" aria-label={t('range.presets.label')}>
        {rangePresets.map((preset) => {
          const isOn = page.typed.from === preset.from && page.typed.to === preset.to && !page.isPaused
          return (
            <li key={preset.id}>
              <button
                type="button"
                className="chip"
                aria-pressed={isOn}
                onClick={() => {
                  setEdited(null)
                  page.apply({ from: preset.from, to: preset.to })
                }}
              >
                {t(`range.presets.${preset.id}`)}
              </button>
            </li>
          )
        })}
      </ul>
      <button type="button" className="btn sm x" aria-label={t('range.link')} title={t('range.link')} onClick={() => void copyLink()}>
        <Icon name="link" size={14} />
      </button>
      {children}
    </div>
  )
}
