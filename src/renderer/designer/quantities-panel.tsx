// What to order and what it costs, from the catalogue, with the project's rates as fields.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeProject } from '../../contract/schemas/project.ts'
import type { Layout } from '../../domain/layout/layout.ts'
import { formatArea, formatLength } from '../../domain/units.ts'
import { useApi } from '../api/api.tsx'
import { keys } from '../api/queries.ts'
import { useFormats } from '../ui/format.ts'
import { RatioField } from '../ui/quantity-fields.tsx'
import { useDesigner, useUnits } from './designer-context.tsx'

/** Section three of the panel. */
export const QuantitiesPanel = memo(function QuantitiesPanel({ layout }: { layout: Layout }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const units = useUnits()
  const { catalogue, project } = useDesigner()
  const change = useChangeRates()
  const q = layout.quantities
  const { price } = q
  return (
    <section className="panel" aria-label={t('quantities.title')} data-testid="quantities">
      <div className="ph">
        <h2>{t('quantities.title')}</h2>
        <span className="q el grow">{t('quantities.from', { catalogue: catalogue.name })}</span>
        <span className="q t12">{price.currency}</span>
      </div>
      <div className="x-scroll">
        <table className="t">
          <thead>
            <tr>
              <th>{t('quantities.item')}</th>
              <th className="r">{t('quantities.need')}</th>
              <th className="r">{t('quantities.packs')}</th>
              <th className="r">{t('quantities.price')}</th>
            </tr>
          </thead>
          <tbody>
            {q.items.map((item) => (
              <tr key={item.code}>
                <td className="el item-name" title={item.name}>
                  {item.name}
                </td>
                <td className="r">
                  {formats.number(item.need, 2)} {item.unit === 'piece' ? '' : item.unit === 'm2' ? 'm²' : 'm'}
                </td>
                <td className="r m">
                  {item.packSize > 1
                    ? `${formats.number(item.packs)} × ${formats.number(item.packSize, 2)}`
                    : formats.number(item.packs, 2)}
                </td>
                <td className="r">{formats.amount(item.cost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="sum">
        <SumRow label={t('quantities.material')} amount={price.material} />
        <SumRow amount={price.waste}>
          <RatioField
            label={t('quantities.waste')}
            units={units}
            value={project.wasteRate}
            max={5}
            onCommit={(r) => void change.mutate({ wasteRate: r })}
          />
        </SumRow>
        <SumRow amount={price.labour}>
          <RatioField
            label={t('quantities.labour')}
            units={units}
            value={project.labourRate}
            onCommit={(r) => void change.mutate({ labourRate: r })}
          />
        </SumRow>
        <SumRow amount={price.tax}>
          <RatioField
            label={t('quantities.tax')}
            units={units}
            value={project.taxRate}
            max={5}
            onCommit={(r) => void change.mutate({ taxRate: r })}
          />
        </SumRow>
        <div className="sum-row total">
          <span className="grow">{t('quantities.total')}</span>
          <span data-testid="total">{formats.money(price.total, price.currency)}</span>
        </div>
      </div>
      <p className="pad t12 m">
        {layout.kind === 'grid'
          ? t('quantities.tiles', {
              full: formats.number(q.tilesFull),
              cut: formats.number(q.tilesCut),
              ordered: formats.number(q.tilesOrdered),
              waste: formats.percent(q.wasteRatio),
            })
          : t('quantities.panels', {
              n: formats.number(q.panels),
              columns: layout.counts.columns,
              rows: layout.counts.rows,
              dropped: layout.counts.dropped,
            })}
        <br />
        {t('quantities.room', {
          area: formatArea(q.areaM2, units),
          perimeter: formatLength(q.perimeterM * 1000, { ...units, unit: 'm', decimals: 2, withUnit: true }),
          coverage: formats.percent(q.coverageRatio),
        })}
      </p>
    </section>
  )
})

function SumRow({ label, amount, children }: { label?: string; amount: number; children?: React.ReactNode }) {
  const formats = useFormats()
  return (
    <div className="sum-row">
      <div className="grow m">{children ?? label}</div>
      <span>{formats.amount(amount)}</span>
    </div>
  )
}

/** Rates belong to the project; every open design of it follows. */
function useChangeRates() {
  const { project } = useDesigner()
  const { client } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (patch: ChangeProject) => {
      const { revision } = await client.getProject({ params: { id: project.id } })
      return client.changeProject({ params: { id: project.id }, body: patch, ifMatch: revision })
    },
    onSuccess: (changed) => queries.setQueryData(keys.project(project.id), changed),
  })
}
