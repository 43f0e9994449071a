// The entities dxf-writer lacks or writes too slowly: each gives its tags as one string. R12 leaves out handles, owners and subclass markers.
import Handle from 'dxf-writer/src/Handle.js'
import type TagsManager from 'dxf-writer/src/TagsManager.js'
import type { Point, Ring } from '../../domain/geometry/point.ts'
import { dxfPair, dxfNumber as n } from './dxf-text.ts'

export type DxfVersion = 'AC1021' | 'R12'

/** What an entity writes after its head: `R12` differs from later versions in some. */
export interface EntityBody {
  readonly type: string
  readonly subclass: string
  readonly body: string
  /** Whole entities that follow (the vertices of an R12 polyline); they carry the layer, too. */
  readonly after?: readonly { readonly type: string; readonly body: string }[]
}

/** Entities come in long runs that differ in handle and body only. */
let head = { type: '', owner: '', layer: '', subclass: '', before: '', after: '' }

/** One entity of a layer or block, with the handle it got when it was made. */
export class Entity {
  ownerObjectHandle = '0'
  private readonly handle: string
  private readonly version: DxfVersion
  private readonly layerName: string
  private readonly content: EntityBody
  constructor(version: DxfVersion, layerName: string, content: EntityBody) {
    this.handle = Handle.next()
    this.version = version
    this.layerName = layerName
    this.content = content
  }
  tags(manager: TagsManager): void {
    const { type, subclass, body, after } = this.content
    if (this.version === 'R12') {
      manager.lines.push(`0\n${type}\n8\n${this.layerName}${body}`)
      for (const part of after ?? []) manager.lines.push(`0\n${part.type}\n8\n${this.layerName}${part.body}`)
      return
    }
    const owner = this.ownerObjectHandle
    if (head.type !== type || head.owner !== owner || head.layer !== this.layerName || head.subclass !== subclass) {
      const after = `\n330\n${owner}\n100\nAcDbEntity\n8\n${this.layerName}\n100\n${subclass}`
      head = { type, owner, layer: this.layerName, subclass, before: `0\n${type}\n5\n`, after }
    }
    manager.lines.push(head.before + this.handle + head.after + body)
  }
}

export function lineBody(from: Point, to: Point): EntityBody {
  const body = `\n10\n${n(from[0])}\n20\n${n(from[1])}\n30\n0\n11\n${n(to[0])}\n21\n${n(to[1])}\n31\n0`
  return { type: 'LINE', subclass: 'AcDbLine', body }
}

export function circleBody(centre: Point, radiusMm: number): EntityBody {
  return { type: 'CIRCLE', subclass: 'AcDbCircle', body: `\n10\n${n(centre[0])}\n20\n${n(centre[1])}\n30\n0\n40\n${n(radiusMm)}` }
}

/** LWPOLYLINE, or POLYLINE with its vertices for R12. */
export function polylineBody(version: DxfVersion, points: Ring, closed: boolean, bulges?: readonly number[]): EntityBody {
  const flag = closed ? 1 : 0
  if (version === 'R12') {
    const vertices = points.map((point, index) => {
      const bulge = bulges?.[index] ?? 0
      return { type: 'VERTEX', body: `\n10\n${n(point[0])}\n20\n${n(point[1])}\n30\n0${bulge === 0 ? '' : `\n42\n${n(bulge)}`}` }
    })
    const body = `\n66\n1\n10\n0\n20\n0\n30\n0\n70\n${flag}`
    return { type: 'POLYLINE', subclass: '', body, after: [...vertices, { type: 'SEQEND', body: '' }] }
  }
  let body = `\n90\n${points.length}\n70\n${flag}\n43\n0`
  for (let index = 0; index < points.length; index++) {
    const point = points[index] ?? [0, 0]
    const bulge = bulges?.[index] ?? 0
    body += dxfPair(10, point[0]) + dxfPair(20, point[1])
    if (bulge !== 0) body += `\n42\n${String(Math.round(bulge * 1e12) / 1e12)}`
  }
  return { type: 'LWPOLYLINE', subclass: 'AcDbPolyline', body }
}

export interface DxfTextInput {
  readonly at: Point
  /** Already a group value (dxfText). */
  readonly value: string
  readonly heightMm: number
  readonly rotationDeg: number
  readonly align: 'left' | 'centre' | 'right'
  readonly valign: 'base' | 'middle'
}

export function textBody(version: DxfVersion, text: DxfTextInput): EntityBody {
  const { at, value, heightMm, rotationDeg, align, valign } = text
  const horizontal = { left: 0, centre: 1, right: 2 }[align]
  const vertical = valign === 'middle' ? 2 : 0
  let body = `\n10\n${n(at[0])}\n20\n${n(at[1])}\n30\n0\n40\n${n(heightMm)}\n1\n${value}`
  if (rotationDeg !== 0) body += `\n50\n${n(rotationDeg)}`
  // Stroke fonts of CAD readers run wider than the fonts the sheet was laid out with.
  body += '\n41\n0.85\n7\nSTANDARD'
  if (horizontal !== 0) body += `\n72\n${horizontal}`
  // Aligned text is placed by its second point; the first is only where an older reader would start.
  if (horizontal !== 0 || vertical !== 0) body += `\n11\n${n(at[0])}\n21\n${n(at[1])}\n31\n0`
  if (version !== 'R12') body += '\n100\nAcDbText'
  if (vertical !== 0) body += `\n73\n${vertical}`
  return { type: 'TEXT', subclass: 'AcDbText', body }
}

export function insertBody(block: string, at: Point, rotationDeg: number): EntityBody {
  const turn = rotationDeg === 0 ? '' : `\n50\n${n(rotationDeg)}`
  return { type: 'INSERT', subclass: 'AcDbBlockReference', body: `\n2\n${block}\n10\n${n(at[0])}\n20\n${n(at[1])}\n30\n0${turn}` }
}

/** 45-degree lines spacingMm apart inside an outer ring less holes; not for R12. */
export function hatchBody(rings: readonly Ring[], spacingMm: number): EntityBody {
  let body = `\n10\n0\n20\n0\n30\n0\n210\n0\n220\n0\n230\n1\n2\nANSI31\n70\n0\n71\n0\n91\n${rings.length}`
  rings.forEach((ring, index) => {
    // 2: a polyline; 1: the outer boundary; 16: a hole's.
    body += `\n92\n${index === 0 ? 3 : 18}\n72\n0\n73\n1\n93\n${ring.length}`
    for (const point of ring) body += `\n10\n${n(point[0])}\n20\n${n(point[1])}`
    body += '\n97\n0'
  })
  const offset = n(spacingMm * Math.SQRT1_2)
  body += `\n75\n0\n76\n1\n52\n0\n41\n${n(spacingMm / 3.175)}\n77\n0\n78\n1\n53\n45\n43\n0\n44\n0\n45\n-${offset}\n46\n${offset}\n79\n0\n98\n0`
  return { type: 'HATCH', subclass: 'AcDbHatch', body }
}
