// The designer's route: reads the design and what it needs, opens the editor once, and keeps it saved.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogueRecord } from '../../contract/schemas/catalogue.ts'
import type { DesignRecord } from '../../contract/schemas/design.ts'
import type { ProjectRecord } from '../../contract/schemas/project.ts'
import type { Catalogue } from '../../domain/catalogue.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { keys, useCatalogues, useProject } from '../api/queries.ts'
import { currentFormats } from '../ui/format.ts'
import { usePreferences } from '../ui/preferences.ts'
import { TitleBar } from '../ui/title-bar.tsx'
import { type Designer, DesignerContext } from './designer-context.tsx'
import { openDesigner } from './open-designer.ts'
import { Workspace } from './workspace.tsx'
import './designer.css'
import './side-panel.css'
import './designer-narrow.css'
import './sheets.css'

/** Route `/designs/{id}`. */
export function DesignerPage({ designId }: { designId: string }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const design = useQuery({
    queryKey: keys.design(designId),
    queryFn: ({ signal }) => client.getDesign({ params: { id: designId }, signal }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const project = useProject(design.data?.projectId)
  const catalogues = useCatalogues()
  const error = design.error ?? project.error ?? catalogues.error
  if (error && !design.data) return <Message text={describeError(error)} retry={() => void design.refetch()} />
  if (!design.data || !project.data || !catalogues.data) return <Message text={t('designer.loading')} />
  return <OpenDesign record={design.data} project={project.data} catalogues={catalogues.data.items} />
}

function Message({ text, retry }: { text: string; retry?: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="win">
      <TitleBar skipTo="main" />
      <main id="main" tabIndex={-1} className="body centred" role={retry ? 'alert' : 'status'}>
        <p>{text}</p>
        {retry && (
          <p className="row">
            <button type="button" className="btn" onClick={retry}>
              {t('common.retry')}
            </button>
            <Link to="/" className="btn">
              {t('commands.start')}
            </Link>
          </p>
        )}
      </main>
    </div>
  )
}

interface OpenDesignProps {
  readonly record: DesignRecord
  readonly project: ProjectRecord
  readonly catalogues: readonly CatalogueRecord[]
}

/** The catalogue a design prices with: its own, the project's, or the first there is. */
function catalogueOf(catalogues: readonly CatalogueRecord[], ids: readonly (string | undefined)[]): Catalogue {
  const found = ids.map((id) => catalogues.find((c) => c.id === id)).find((c) => c !== undefined) ?? catalogues[0]
  return (found ?? { id: 'none', name: '', version: 1, currency: 'EUR', defaultFinish: '', products: [] }) as Catalogue
}

function OpenDesign({ record, project, catalogues }: OpenDesignProps) {
  const { t } = useTranslation()
  const api = useApi()
  const queries = useQueryClient()
  const decimal = usePreferences((p) => p.decimal)
  const [opened, setOpened] = useState<Omit<Designer, 'project' | 'catalogue'> | null>(null)
  const catalogue = catalogueOf(catalogues, [record.document.system.catalogue, project.catalogue])

  // Opened once for this record; later saves, reloads and renames go through the editor and the autosave.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rest is followed by the effects below
  useEffect(() => {
    let stop = () => {}
    let ended = false
    const options = {
      api,
      record,
      pricing: { catalogue, wasteRate: project.wasteRate, labourRate: project.labourRate, taxRate: project.taxRate },
      units: { system: project.units, decimal },
      formatMoney: (amount: number, currency: string) => currentFormats().money(amount, currency),
      onCopied: () => void queries.invalidateQueries({ queryKey: keys.designs }),
    }
    void openDesigner(options).then((open) => {
      if (ended) return open.close()
      stop = open.close
      setOpened({ designId: record.id, editor: open.editor, autosave: open.autosave })
    })
    return () => {
      ended = true
      stop()
    }
  }, [])

  const { wasteRate, labourRate, taxRate, units } = project
  useEffect(
    () => opened?.editor.setPricing({ catalogue, wasteRate, labourRate, taxRate }),
    [opened, catalogue, wasteRate, labourRate, taxRate],
  )
  useEffect(() => opened?.editor.setUnits({ system: units, decimal }), [opened, units, decimal])

  if (!opened) return <Message text={t('designer.loading')} />
  return (
    <DesignerContext.Provider value={{ ...opened, project, catalogue }}>
      <Workspace />
    </DesignerContext.Provider>
  )
}
