// The bar at the foot of the live plan: play and Live, speed, typed time, and the chosen sensor's history under a handle.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../api/now.ts'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useDesignSearch } from '../design-search.ts'
import { clockOf } from './legend.tsx'
import { showMoment, useMonitor, useMonitorLook } from './monitor-state.ts'
import { SliderTrack } from './slider-track.tsx'
import { advance, readTypedTime, type Span, spanNames, spans, speeds } from './timeline.ts'
import './slider.css'

/** Mounted below the plan. */
export function TimeSlider() {
  const { t } = useTranslation()
  const formats = useFormats()
  const at = useMonitor((s) => s.at)
  const { span, speed } = useMonitorLook()
  useAddress()
  return (
    <section className="slider" aria-label={t('monitor.slider.title')} data-pane="time">
      <div className="slider-keys">
        <div className="row gap4">
          <PlayButton />
          <button
            type="button"
            className={at === null ? 'btn p grow' : 'btn grow'}
            aria-pressed={at === null}
            onClick={() => showMoment(null)}
          >
            <Icon name="broadcast" />
            {t('monitor.slider.live')}
          </button>
        </div>
        <div className="row gap4">
          <select
            className="sel"
            aria-label={t('monitor.slider.speed')}
            value={speed}
            onChange={(event) => useMonitorLook.setState({ speed: Number(event.currentTarget.value) })}
          >
            {speeds.map((n) => (
              <option key={n} value={n}>
                {t('monitor.slider.speedN', { n: formats.number(n) })}
              </option>
            ))}
          </select>
          <select
            className="sel"
            aria-label={t('monitor.slider.span')}
            value={span}
            onChange={(event) => useMonitorLook.setState({ span: event.currentTarget.value as Span })}
          >
            {spanNames.map((name) => (
              <option key={name} value={name}>
                {t(`monitor.slider.spans.${name}`)}
              </option>
            ))}
          </select>
        </div>
        <TimeField />
      </div>
      <SliderTrack />
    </section>
  )
}

/** Moves the shown moment on, ten times a second; caught up with now it goes live. */
function PlayButton() {
  const { t } = useTranslation()
  const isPlaying = useMonitor((s) => s.isPlaying)
  useEffect(() => {
    if (!isPlaying) return
    let before = performance.now()
    const timer = setInterval(() => {
      const now = performance.now()
      const { at } = useMonitor.getState()
      const { speed } = useMonitorLook.getState()
      if (at !== null) showMoment(advance(at, { elapsedMs: now - before, speed, now: serverNow() }))
      before = now
    }, 100)
    return () => clearInterval(timer)
  }, [isPlaying])
  const toggle = () => {
    const { at } = useMonitor.getState()
    // Played from live it begins at the start of what the slider shows.
    const from = at ?? serverNow() - spans[useMonitorLook.getState().span]
    useMonitor.setState({ isPlaying: !isPlaying, at: isPlaying ? at : from })
  }
  const label = t(isPlaying ? 'monitor.slider.pause' : 'monitor.slider.play')
  return (
    <button type="button" className="btn x" aria-label={label} title={label} onClick={toggle}>
      <Icon name={isPlaying ? 'playerPause' : 'playerPlay'} />
    </button>
  )
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

function TimeField() {
  const { t } = useTranslation()
  const at = useMonitor((s) => s.at)
  const [text, setText] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const shown = at === null ? '' : clockOf(at)
  const isLive = at === null
  // Whoever goes live, or leaves it by another way, has laid down what was being typed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the change is what counts
  useEffect(() => {
    setText(null)
    setError(null)
  }, [isLive])
  const commit = () => {
    if (text === null) return
    if (text.trim() === '') {
      setText(null)
      return showMoment(null)
    }
    const now = serverNow()
    const read = readTypedTime(text, { shown: at ?? now, now })
    if (read === 'refused') return setError(t('monitor.slider.refused', { text }))
    setText(null)
    useMonitor.setState({ isPlaying: false })
    showMoment(read)
  }
  return (
    <div className="col time-field">
      <div className={error === null ? 'f sm' : 'f sm bad'}>
        <Icon name="clock" size={14} />
        <input
          type="text"
          aria-label={t('monitor.slider.time')}
          title={t('monitor.slider.timeHelp')}
          placeholder={t('monitor.slider.live')}
          aria-invalid={error !== null}
          aria-describedby={error === null ? undefined : 'slider-error'}
          value={text ?? shown}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setError(null)
          }}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit()
            if (event.key === 'Escape') {
              setText(null)
              setError(null)
            }
          }}
        />
        {at !== null && <span className="u nw">{day.format(at)}</span>}
      </div>
      {error !== null && (
        <p id="slider-error" className="err slider-error" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

/** The address follows the shown moment once the hand rests, and sets it when it is opened or changed. */
function useAddress(): void {
  const { search, change } = useDesignSearch()
  const at = useMonitor((s) => s.at)
  const isPlaying = useMonitor((s) => s.isPlaying)
  const { at: addressed, sensor } = search
  useEffect(() => {
    useMonitor.setState({ at: addressed !== undefined && addressed < serverNow() ? addressed : null })
  }, [addressed])
  useEffect(() => {
    if (sensor !== undefined) useMonitor.setState({ chosen: sensor })
  }, [sensor])
  useEffect(() => {
    if (isPlaying || (at ?? undefined) === addressed) return
    const timer = setTimeout(() => change({ at: at ?? undefined }), 400)
    return () => clearTimeout(timer)
  }, [at, isPlaying, addressed, change])
}
