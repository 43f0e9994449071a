// SVG -> PNG by resvg, on white, with the bundled fonts only.
import { Resvg } from '@resvg/resvg-js'
import type { FontFiles } from './fonts.ts'

/** A PNG widthPx wide; its height follows the drawing. */
export function writePng(svg: string, widthPx: number, fonts: FontFiles): Uint8Array {
  const picture = new Resvg(svg, {
    fitTo: { mode: 'width', value: widthPx },
    background: '#ffffff',
    font: {
      loadSystemFonts: false,
      fontFiles: [fonts.regular, fonts.bold, fonts.eastAsian],
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
    },
  })
  return picture.render().asPng()
}
