// Text in a PDF: each line split into runs by which bundled face has the characters, because pdfkit has no fallback of its own.
import type PDFDocument from 'pdfkit'
import { type FontFiles, readFont } from './fonts.ts'

type FontFace = PDFDocument['_font']['font']
type FaceName = 'regular' | 'bold' | 'eastAsian'

interface Run {
  readonly face: FaceName
  text: string
}

export interface PaperText {
  /** Points from the page's upper left corner to the text's anchor. */
  readonly x: number
  readonly y: number
  readonly text: string
  readonly sizePt: number
  readonly rotationDeg: number
  readonly align: 'left' | 'centre' | 'right'
  /** How far below the anchor the base line lies, before turning. */
  readonly dropPt: number
  readonly bold: boolean
}

const features = ['tnum', 'kern']

/** Sets lines of text and remembers the characters no face has. */
export function createTypesetter(doc: PDFDocument, files: FontFiles) {
  const faces = new Map<FaceName, FontFace>()
  const missing = new Set<string>()
  const coverage = new Map<string, FaceName | null>()
  const use = (name: FaceName): FontFace => {
    const known = faces.get(name)
    if (known) {
      doc.font(name)
      return known
    }
    doc.registerFont(name, readFont(files[name]))
    doc.font(name)
    const face = doc._font.font
    faces.set(name, face)
    return face
  }
  const faceOf = (character: string, wanted: FaceName): FaceName | null => {
    const key = wanted + character
    const known = coverage.get(key)
    if (known !== undefined) return known
    const code = character.codePointAt(0) ?? 0
    const found = use(wanted).hasGlyphForCodePoint(code) ? wanted : use('eastAsian').hasGlyphForCodePoint(code) ? 'eastAsian' : null
    coverage.set(key, found)
    return found
  }
  const split = (text: string, wanted: FaceName): Run[] => {
    const runs: Run[] = []
    for (const character of text) {
      let face = faceOf(character, wanted)
      let shown = character
      if (face === null) {
        missing.add(character)
        face = wanted
        shown = '?'
      }
      const last = runs.at(-1)
      if (last && last.face === face) last.text += shown
      else runs.push({ face, text: shown })
    }
    return runs
  }
  return {
    set(line: PaperText): void {
      const runs = split(line.text, line.bold ? 'bold' : 'regular').map((run) => {
        use(run.face)
        doc.fontSize(line.sizePt)
        return { ...run, width: doc.widthOfString(run.text, { features }) }
      })
      const width = runs.reduce((sum, run) => sum + run.width, 0)
      let x = line.x - (line.align === 'left' ? 0 : line.align === 'centre' ? width / 2 : width)
      const turned = line.rotationDeg !== 0
      if (turned) doc.save().rotate(-line.rotationDeg, { origin: [line.x, line.y] })
      for (const run of runs) {
        use(run.face)
        doc.fontSize(line.sizePt).text(run.text, x, line.y + line.dropPt, { lineBreak: false, baseline: 'alphabetic', features })
        x += run.width
      }
      if (turned) doc.restore()
    },
    missing: (): string[] => [...missing],
  }
}
