// Export: choose a format and its options, see what comes out, get the file. The server makes it from what is saved, so it saves first.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type CreateExport,
  dxfFlavours,
  dxfVersions,
  type ExportFormat,
  type ExportRecord,
  exportFormats,
  layerSetIds,
  paperSizes,
} from '../../contract/schemas/export.ts'
import { defaultSettings } from '../../contract/schemas/settings.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useSettings } from '../api/queries.ts'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { PlainField } from '../ui/quantity-fields.tsx'
import { useDesigner, useEditorState, useUnits } from './designer-context.tsx'
import { type ExportChoices, exportRequest, isDrawing } from './export-options.ts'
import { ExportPreview } from './export-preview.tsx'
import { ExportResult } from './export-result.tsx'

const labelWidth = 96

/** Formats at the left, options below, preview at the right, result at the foot. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const { designId, autosave } = useDesigner()
  const settings = useSettings().data?.values ?? defaultSettings
  const hasRoom = useEditorState((s) => s.design.room !== null)
  const [changed, setChanged] = useState<Partial<ExportChoices>>({})
  const choices: ExportChoices = {
    format: hasRoom ? 'dxf' : 'json',
    flavour: settings.dxfFlavour,
    layers: settings.layers,
    dxfVersion: 'AC1021',
    paper: null,
    scale: null,
    widthPx: 1600,
    ...changed,
  }
  const change = (patch: Partial<ExportChoices>) => setChanged((before) => ({ ...before, ...patch }))
  const make = useMutation({
    mutationFn: async (body: CreateExport): Promise<ExportRecord> => {
      await autosave.flush()
      const { save } = autosave.store.getState()
      // A file of something older than what is on the screen would be a lie.
      if (autosave.isUnsaved()) throw new Error(save.kind === 'failed' ? save.reason : t('export.unsaved'))
      let record = await client.createExport({ params: { id: designId }, body })
      for (let tries = 0; record.status === 'running' && tries < 600; tries++) {
        await new Promise((done) => setTimeout(done, 100))
        record = await client.getExport({ params: { id: record.id } })
      }
      return record
    },
    onError: () => undefined,
  })
  return (
    <Dialog title={t('export.title')} onClose={onClose} size={920}>
      <div className="export">
        <div className="export-left">
          <fieldset className="formats">
            <legend className="lab b">{t('export.format')}</legend>
            {exportFormats.map((format) => (
              <FormatChoice
                key={format}
                format={format}
                chosen={choices.format}
                disabled={!hasRoom && format !== 'json'}
                onChoose={() => change({ format })}
              />
            ))}
          </fieldset>
          <Options choices={choices} change={change} />
        </div>
        <ExportPreview choices={choices} />
      </div>
      {!hasRoom && <p className="warn t12">{t('export.noRoom')}</p>}
      {make.isError && (
        <p className="err" role="alert">
          {t('export.failed', {
            reason: make.error instanceof Error && make.error.constructor === Error ? make.error.message : describeError(make.error),
          })}
        </p>
      )}
      {make.data && <ExportResult record={make.data} />}
      <div className="actions">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.close')}
        </button>
        <button
          type="button"
          className="btn p"
          data-autofocus
          disabled={make.isPending}
          onClick={() => make.mutate(exportRequest(choices))}
        >
          {make.isPending ? t('export.making') : t('export.make', { format: choices.format.toUpperCase() })}
        </button>
      </div>
    </Dialog>
  )
}

interface FormatChoiceProps {
  readonly format: ExportFormat
  readonly chosen: ExportFormat
  readonly disabled: boolean
  readonly onChoose: () => void
}

function FormatChoice({ format, chosen, disabled, onChoose }: FormatChoiceProps) {
  const { t } = useTranslation()
  return (
    <label className={chosen === format ? 'format on' : 'format'}>
      <input type="radio" name="format" value={format} checked={chosen === format} disabled={disabled} onChange={onChoose} />
      <b>{format.toUpperCase()}</b>
      <span className="m t12 el">{t(`formats.${format}`)}</span>
    </label>
  )
}

interface OptionsProps {
  readonly choices: ExportChoices
  readonly change: (patch: Partial<ExportChoices>) => void
}

function Options({ choices, change }: OptionsProps) {
  if (!isDrawing(choices.format)) return null
  return (
    <div className="col gap4">
      {choices.format === 'dxf' && <DxfOptions choices={choices} change={change} />}
      <SheetOptions choices={choices} change={change} />
      {choices.format === 'png' && <PngOptions choices={choices} change={change} />}
    </div>
  )
}

function DxfOptions({ choices, change }: OptionsProps) {
  const { t } = useTranslation()
  return (
    <>
      <ChoiceField
        label={t('export.flavour')}
        labelWidth={labelWidth}
        value={choices.flavour}
        values={dxfFlavours}
        nameOf={(v) => t(`flavours.${v}`)}
        onChoose={(flavour) => change({ flavour })}
      />
      <ChoiceField
        label={t('export.layers')}
        labelWidth={labelWidth}
        value={choices.layers}
        values={layerSetIds}
        nameOf={(v) => t(`layerSets.${v}`)}
        onChoose={(layers) => change({ layers })}
      />
      <ChoiceField
        label={t('export.version')}
        labelWidth={labelWidth}
        value={choices.dxfVersion}
        values={dxfVersions}
        nameOf={(v) => t(`dxfVersions.${v}`)}
        onChoose={(dxfVersion) => change({ dxfVersion })}
      />
    </>
  )
}

/** The sheet every drawing format is set on. */
function SheetOptions({ choices, change }: OptionsProps) {
  const { t } = useTranslation()
  const units = useUnits()
  return (
    <>
      <ChoiceField
        label={t('export.paper')}
        labelWidth={labelWidth}
        value={choices.paper ?? 'auto'}
        values={['auto', ...paperSizes] as const}
        nameOf={(v) => (v === 'auto' ? t('export.smallest') : v)}
        onChoose={(v) => change({ paper: v === 'auto' ? null : v })}
      />
      <PlainField
        label={t('export.scale')}
        name={t('export.scaleName')}
        labelWidth={labelWidth}
        units={units}
        whole
        min={1}
        max={5000}
        value={choices.scale}
        placeholder={t('export.largest')}
        onClear={() => change({ scale: null })}
        onCommit={(scale) => void change({ scale })}
      />
    </>
  )
}

function PngOptions({ choices, change }: OptionsProps) {
  const { t } = useTranslation()
  const units = useUnits()
  return (
    <PlainField
      label={t('export.width')}
      labelWidth={labelWidth}
      units={units}
      whole
      min={64}
      max={8192}
      unit="px"
      value={choices.widthPx}
      onCommit={(widthPx) => void change({ widthPx })}
    />
  )
}
