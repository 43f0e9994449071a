// Settings: what belongs to the person in this window, and the defaults of new work, which live on the server.
import { useTranslation } from 'react-i18next'
import { dxfFlavours, layerSetIds } from '../../contract/schemas/export.ts'
import { unitSystems } from '../../contract/schemas/project.ts'
import type { ChangeSettings, SettingsValues } from '../../contract/schemas/settings.ts'
import { panelStrategies } from '../../domain/design.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useCatalogues, useChangeSettings, useSettings } from '../api/queries.ts'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { usePreferences } from '../ui/preferences.ts'
import { LengthField, RatioField } from '../ui/quantity-fields.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'
import { KeepingSettings } from './keeping-settings.tsx'
import { PersonSettings } from './person-settings.tsx'
import './settings.css'

const labelWidth = 176

/** A field is saved when it is left. */
export function SettingsSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const settings = useSettings()
  const change = useChangeSettings()
  return (
    <Dialog title={t('settings.title')} onClose={onClose} size={820}>
      <PersonSettings />
      <h3 className="t13 settings-head">{t('settings.machine')}</h3>
      {settings.data ? (
        <>
          <Defaults values={settings.data.values} save={(patch) => change.mutate(patch)} />
          <KeepingSettings values={settings.data.values} save={(patch) => change.mutate(patch)} />
        </>
      ) : settings.isError ? (
        <p className="err">{describeError(settings.error)}</p>
      ) : (
        <p>{t('app.loading')}</p>
      )}
    </Dialog>
  )
}

function Defaults({ values, save }: { values: SettingsValues; save: (patch: ChangeSettings) => void }) {
  const { t } = useTranslation()
  const { session } = useApi()
  const catalogues = useCatalogues().data?.items ?? []
  const decimal = usePreferences((p) => p.decimal)
  const units = { system: values.units, decimal } as const
  const [x, y] = values.moduleMm
  const shared = { units, labelWidth }
  const length = (key: 'perimeterGapMm' | 'panelGapMm' | 'panelMinMm' | 'panelMaxMm', above: boolean) => (
    <LengthField
      {...shared}
      label={t(`settings.fields.${key}`)}
      value={values[key]}
      min={0}
      above={above}
      max={1e5}
      onCommit={(mm) => void save({ [key]: mm })}
    />
  )
  const rate = (key: 'wasteRate' | 'labourRate' | 'taxRate', max: number) => (
    <RatioField
      {...shared}
      label={t(`settings.fields.${key}`)}
      value={values[key]}
      max={max}
      onCommit={(ratio) => void save({ [key]: ratio })}
    />
  )
  return (
    <div className="settings">
      <div className="wide">
        <div className="row">
          <div className="grow">
            <TextField
              label={t('settings.fields.outputFolder')}
              labelWidth={labelWidth}
              maxLength={1000}
              value={values.outputFolder}
              onCommit={(outputFolder) => save({ outputFolder })}
            />
          </div>
          {session.shell && (
            <button
              type="button"
              className="btn"
              onClick={() => void session.shell?.chooseFolder().then((outputFolder) => outputFolder !== null && save({ outputFolder }))}
            >
              {t('settings.chooseFolder')}
            </button>
          )}
        </div>
        <p className="q t12 help">{t('settings.fields.outputFolderHelp')}</p>
      </div>
      <ChoiceField
        labelWidth={labelWidth}
        label={t('settings.fields.units')}
        value={values.units}
        values={unitSystems}
        nameOf={(v) => t(`start.${v}`)}
        onChoose={(v) => save({ units: v })}
      />
      <ChoiceField
        labelWidth={labelWidth}
        label={t('settings.fields.catalogue')}
        value={values.catalogue}
        values={
          catalogues.some((c) => c.id === values.catalogue)
            ? catalogues.map((c) => c.id)
            : [values.catalogue, ...catalogues.map((c) => c.id)]
        }
        nameOf={(id) => catalogues.find((c) => c.id === id)?.name ?? id}
        onChoose={(catalogue) => save({ catalogue })}
      />
      <LengthField
        {...shared}
        label={t('settings.fields.moduleX')}
        value={x}
        min={0}
        above
        max={1e5}
        onCommit={(mm) => void save({ moduleMm: [mm, y] })}
      />
      <LengthField
        {...shared}
        label={t('settings.fields.moduleY')}
        value={y}
        min={0}
        above
        max={1e5}
        onCommit={(mm) => void save({ moduleMm: [x, mm] })}
      />
      {length('perimeterGapMm', false)}
      {length('panelGapMm', false)}
      {length('panelMinMm', true)}
      {length('panelMaxMm', true)}
      <ChoiceField
        labelWidth={labelWidth}
        label={t('settings.fields.panelStrategy')}
        value={values.panelStrategy}
        values={panelStrategies}
        nameOf={(v) => t(`strategies.${v}`)}
        onChoose={(panelStrategy) => save({ panelStrategy })}
      />
      {rate('wasteRate', 5)}
      {rate('labourRate', 20)}
      {rate('taxRate', 5)}
      <ChoiceField
        labelWidth={labelWidth}
        label={t('settings.fields.dxfFlavour')}
        value={values.dxfFlavour}
        values={dxfFlavours}
        nameOf={(v) => t(`flavours.${v}`)}
        onChoose={(dxfFlavour) => save({ dxfFlavour })}
      />
      <ChoiceField
        labelWidth={labelWidth}
        label={t('settings.fields.layers')}
        value={values.layers}
        values={layerSetIds}
        nameOf={(v) => t(`layerSets.${v}`)}
        onChoose={(layers) => save({ layers })}
      />
      <TextField
        label={t('settings.fields.drawnBy')}
        labelWidth={labelWidth}
        value={values.drawnBy}
        onCommit={(drawnBy) => save({ drawnBy })}
      />
      <p className="q t12" style={{ alignSelf: 'center' }}>
        {t('settings.fields.drawnByHelp')}
      </p>
      {values.tourDone && (
        <p className="wide">
          <button
            type="button"
            className="btn sm"
            onClick={() => {
              save({ tourDone: false })
              toast({ text: t('settings.tourAgain') })
            }}
          >
            {t('settings.showTour')}
          </button>
        </p>
      )}
    </div>
  )
}
