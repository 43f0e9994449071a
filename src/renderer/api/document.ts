// The document as it travels and the document as the domain knows it are the same JSON; only the vertex tuple is typed more loosely on the wire.
import type { ChangeDesign, DesignRecord } from '../../contract/schemas/design.ts'
import type { Design } from '../../domain/design.ts'

/** A document the server has already validated. */
export function designFromDocument(document: DesignRecord['document']): Design {
  return document as unknown as Design
}

/** A design as a body for the server, which validates it again. */
export function documentFromDesign(design: Design): NonNullable<ChangeDesign['document']> {
  return design as unknown as NonNullable<ChangeDesign['document']>
}
