// The ceiling document at the service's door: limits that no schema can say, and what lists show of it. Pure.
import type { Static } from 'typebox'
import type { CreateDesign, DesignDocument } from '../../contract/schemas/design.ts'
import { createDesign, type Design, defaultPanels, limits, type RoomInput, type System } from '../../domain/design.ts'
import { invalidField } from './refusal.ts'

export type Document = Static<typeof DesignDocument>

/** Throws AppError too_large past the limits of interface.md. */
export function requireWithinLimits(document: Document, at = '/document'): void {
  const rings = document.room === null ? [] : [document.room.outer, ...(document.room.holes ?? [])]
  const vertices = rings.reduce((sum, ring) => sum + ring.length, 0)
  refuseMore({ count: vertices, limit: limits.vertices, pointer: `${at}/room`, what: 'vertices' })
  refuseMore({ count: Object.keys(document.fixtures).length, limit: limits.fixtures, pointer: `${at}/fixtures`, what: 'fixtures' })
  refuseMore({ count: Object.keys(document.dimensions).length, limit: limits.dimensions, pointer: `${at}/dimensions`, what: 'dimensions' })
}

function refuseMore({ count, limit, pointer, what }: { count: number; limit: number; pointer: string; what: string }): void {
  if (count <= limit) return
  throw invalidField(
    pointer,
    `The design has ${grouped(count)} ${what}; the most it may have is ${grouped(limit)}. Split it into several designs.`,
    'too_large',
  )
}

function grouped(count: number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** The document of a new design; fixtures sent as a list get ids f1, f2, ... */
export function documentFromRequest({ room, system, fixtures }: CreateDesign, drawnBy: string): Document {
  const empty = documentFrom(createDesign(system, roomFrom(room ?? null)))
  const byId = Array.isArray(fixtures) ? Object.fromEntries(fixtures.map((fixture, i) => [`f${i + 1}`, fixture])) : fixtures
  return { ...empty, fixtures: byId ?? {}, titleBlock: { ...empty.titleBlock, drawnBy } }
}

/** A room that passed the schema (2 or 3 numbers a vertex) as the domain's type. */
export function roomFrom(room: Document['room']): RoomInput | null {
  return room as RoomInput | null
}

/** A document that passed the schema as the domain's type. */
export function designFrom(document: Document): Design {
  return document as Design
}

/** The domain's read-only document as the contract's plain one: the same data, copied. */
export function documentFrom(design: Design): Document {
  return structuredClone(design) as Document
}

/** For people: "Grid 600 × 600", "Panels, balanced". */
export function labelSystem(system: System): string {
  if (system.kind === 'panels') return `Panels, ${(system.strategy ?? defaultPanels.strategy).replace('-', ' ')}`
  const [x, y] = system.module
  return `Grid ${shortNumber(x)} × ${shortNumber(y)}`
}

function shortNumber(mm: number): string {
  return String(Math.round(mm * 100) / 100)
}
