// Hanging a sensor or a node at a symbol of a design, without dragging.
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Location } from '../../contract/schemas/sensor.ts'
import { useApi } from '../api/api.tsx'
import { designFromDocument } from '../api/document.ts'
import { keys, useDesigns } from '../api/queries.ts'
import { useNodes, useSensors } from '../api/sensor-queries.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FormSelect } from '../ui/form-field.tsx'
import { Icon } from '../ui/icon.tsx'

interface Props {
  readonly name: string
  readonly location: Location | null
  readonly onBind: (location: Location | null) => Promise<boolean>
  readonly onClose: () => void
}

export interface Symbol {
  readonly id: string
  readonly name: string
  readonly isSensor: boolean
  readonly xMm: number
  readonly yMm: number
}

/** Symbols of a design, sensor symbols first. */
export function useSymbols(designId: string): { readonly symbols: readonly Symbol[]; readonly isReady: boolean } {
  const { t } = useTranslation()
  const { client } = useApi()
  const design = useQuery({
    queryKey: [...keys.design(designId), 'symbols'],
    queryFn: ({ signal }) => client.getDesign({ params: { id: designId }, signal }),
    enabled: designId !== '',
    staleTime: 5_000,
  })
  const symbols = useMemo(() => {
    if (!design.data) return []
    const counts = new Map<string, number>()
    return Object.entries(designFromDocument(design.data.document).fixtures)
      .map(([id, f]) => {
        const n = (counts.get(f.kind) ?? 0) + 1
        counts.set(f.kind, n)
        const label = f.label?.trim() ? f.label : `${t(`fixtureKinds.${f.kind}`)} ${n}`
        return { id, name: label, isSensor: f.kind === 'sensor', xMm: f.xMm, yMm: f.yMm }
      })
      .sort((a, b) => Number(b.isSensor) - Number(a.isSensor))
  }, [design.data, t])
  return { symbols, isReady: design.data !== undefined }
}

/** Who hangs at which symbol: `design fixture` -> name. */
export function useTaken(): ReadonlyMap<string, string> {
  const { data: sensors = [] } = useSensors()
  const { data: nodes = [] } = useNodes()
  return useMemo(() => {
    const taken = new Map<string, string>()
    for (const s of sensors) if (s.location?.kind === 'symbol') taken.set(`${s.location.designId} ${s.location.fixtureId}`, s.nodeName)
    for (const n of nodes) if (n.location?.kind === 'symbol') taken.set(`${n.location.designId} ${n.location.fixtureId}`, n.name)
    return taken
  }, [sensors, nodes])
}

/** Every design there is, for choosing. */
export function useDesignChoices() {
  const designs = useDesigns({ search: '', projectId: null })
  return useMemo(
    () => (designs.data?.pages.flatMap((p) => p.items) ?? []).map((d) => ({ value: d.id, label: `${d.projectName} / ${d.name}` })),
    [designs.data],
  )
}

/** Design, then symbol. */
export function BindDialog({ name, location, onBind, onClose }: Props) {
  const { t } = useTranslation()
  const designs = useDesignChoices()
  const bound = location?.kind === 'symbol' ? location : null
  const [designId, setDesignId] = useState(bound?.designId ?? '')
  const shownDesign = designId || designs[0]?.value || ''
  const { symbols, isReady } = useSymbols(shownDesign)
  const taken = useTaken()
  const [fixtureId, setFixtureId] = useState(bound?.fixtureId ?? '')
  const [busy, setBusy] = useState(false)
  const run = async (next: Location | null) => {
    setBusy(true)
    if (await onBind(next)) onClose()
    setBusy(false)
  }
  return (
    <Dialog title={t('bindSymbol.title', { name })} onClose={onClose} size={520}>
      {designs.length === 0 ? (
        <p className="m">{t('bindSymbol.noDesigns')}</p>
      ) : (
        <div className="col gap12">
          <FormSelect label={t('bindSymbol.design')} value={shownDesign} options={designs} onChange={setDesignId} />
          {isReady && symbols.length === 0 && <p className="m">{t('bindSymbol.none')}</p>}
          <div className="symbol-list" role="radiogroup" aria-label={t('bindSymbol.symbols')}>
            {symbols.map((s) => {
              const owner = taken.get(`${shownDesign} ${s.id}`)
              return (
                <label key={s.id} className="symbol">
                  <input type="radio" name="symbol" value={s.id} checked={fixtureId === s.id} onChange={() => setFixtureId(s.id)} />
                  <Icon name={s.isSensor ? 'hexagon' : 'circle'} size={14} />
                  <span className="grow el">{s.name}</span>
                  {owner !== undefined && <span className="q t12 el">{t('bindSymbol.taken', { name: owner })}</span>}
                  <span className="q t12 nw">{t('bindSymbol.at', { x: Math.round(s.xMm), y: Math.round(s.yMm) })}</span>
                </label>
              )
            })}
          </div>
        </div>
      )}
      <div className="actions">
        {location !== null && (
          <button type="button" className="btn" disabled={busy} onClick={() => void run(null)}>
            {t('node.unbind')}
          </button>
        )}
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button
          type="button"
          className="btn p"
          disabled={busy || !symbols.some((s) => s.id === fixtureId)}
          onClick={() => void run({ kind: 'symbol', designId: shownDesign, fixtureId })}
        >
          {t('bindSymbol.run')}
        </button>
      </div>
    </Dialog>
  )
}
