// Types of the part of pdfkit that Plenum uses; the package brings none.

declare module 'pdfkit' {
  import { Readable } from 'node:stream'

  export interface PdfOptions {
    readonly size: readonly [number, number]
    readonly margin: number
    readonly info: Record<string, string | Date>
    readonly pdfVersion: '1.3'
    readonly autoFirstPage: boolean
    /** The face to start with; empty loads none. */
    readonly font: string
  }

  export interface PdfTextOptions {
    readonly lineBreak?: boolean
    readonly baseline?: 'alphabetic'
    readonly features?: readonly string[]
  }

  export default class PDFDocument extends Readable {
    constructor(options: PdfOptions)
    info: Record<string, string | Date>
    /** The face in use; internal to pdfkit, the only way to ask it for coverage. */
    _font: { font: { hasGlyphForCodePoint(code: number): boolean } }
    moveTo(x: number, y: number): this
    lineTo(x: number, y: number): this
    bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): this
    rect(x: number, y: number, width: number, height: number): this
    circle(x: number, y: number, radius: number): this
    closePath(): this
    lineWidth(width: number): this
    lineJoin(join: 'round'): this
    dash(length: number, options: { readonly space: number }): this
    undash(): this
    fillColor(colour: string): this
    stroke(colour: string): this
    fillAndStroke(fill: string, stroke: string, rule?: 'even-odd'): this
    save(): this
    restore(): this
    rotate(angleDeg: number, options: { readonly origin: readonly [number, number] }): this
    registerFont(name: string, bytes: Buffer): this
    font(name: string): this
    fontSize(size: number): this
    widthOfString(text: string, options: PdfTextOptions): number
    text(text: string, x: number, y: number, options: PdfTextOptions): this
    endMetadata(): void
    end(): void
  }
}
