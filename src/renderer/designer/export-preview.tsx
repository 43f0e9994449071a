// The live preview: the same DrawList and the same SVG text the server writes, shown as a picture without scripts.
import { useDeferredValue, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { drawSheet } from '../../domain/drawing/compose-sheet.ts'
import { drawSvg } from '../../domain/drawing/svg.ts'
import type { Problem } from '../../domain/problem.ts'
import { useAutosaveState, useDesigner, useEditorState } from './designer-context.tsx'
import { type ExportChoices, isDrawing } from './export-options.ts'

interface Preview {
  readonly svg: string | null
  readonly caption: string
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
}

/** Follows the choices; a sheet that doesn't fit is said here before a file is asked for. */
export function ExportPreview({ choices }: { choices: ExportChoices }) {
  const { t } = useTranslation()
  const design = useEditorState((s) => s.design)
  const layout = useEditorState((s) => s.layout)
  const designName = useAutosaveState((s) => s.name)
  const { project } = useDesigner()
  const { format, paper, scale } = useDeferredValue(choices)
  const [preview, setPreview] = useState<Preview | null>(null)

  useEffect(() => {
    if (design.room === null || !isDrawing(format)) return setPreview(null)
    // After the dialog has been painted: a large drawing takes a while.
    const timer = setTimeout(() => {
      const drawn = drawSheet({
        design,
        layout,
        designName,
        projectName: project.name,
        units: project.units,
        ...(paper === null ? {} : { paper }),
        ...(scale === null ? {} : { scale }),
      })
      if (drawn.kind === 'refused') return setPreview({ svg: null, caption: '', problems: drawn.problems, warnings: [] })
      const { sheet, drawList } = drawn.value
      const caption = t('export.sheet', { paper: sheet.paper, scale: sheet.scale, width: sheet.widthMm, height: sheet.heightMm })
      setPreview({ svg: drawSvg(drawList, sheet), caption, problems: [], warnings: sheet.warnings })
    }, 30)
    return () => clearTimeout(timer)
  }, [design, layout, designName, project.name, project.units, format, paper, scale, t])

  const url = useObjectUrl(preview?.svg ?? null)
  return (
    <figure className="preview" aria-label={t('export.preview')}>
      {isDrawing(format) ? (
        <>
          <div className="preview-paper">{url && <img src={url} alt={t('export.previewAlt', { name: designName })} />}</div>
          <figcaption className="t12 m">
            {preview?.caption}
            {preview?.problems.map((p) => (
              <span key={p.pointer + p.detail} className="err" role="alert">
                {p.detail}
              </span>
            ))}
            {preview?.warnings.map((w) => (
              <span key={w} className="warn">
                {w}
              </span>
            ))}
          </figcaption>
        </>
      ) : (
        <div className="preview-paper text">
          <p className="m">{t(`previews.${format as 'csv'}`)}</p>
        </div>
      )}
    </figure>
  )
}

/** An address for text as an image, let go when it changes. */
function useObjectUrl(svg: string | null): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (svg === null) return setUrl(null)
    const made = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [svg])
  return url
}
