// A real thumbnail: the room from the list, then its tiles or panels as the layout puts them, once the design has been read.
import { useQuery } from '@tanstack/react-query'
import type { DesignSummary } from '../../contract/schemas/design.ts'
import type { RoomVertex } from '../../domain/design.ts'
import { useApi } from '../api/api.tsx'
import { designFromDocument } from '../api/document.ts'
import { outlineBox, ringPath } from '../ui/outline-path.ts'
import { drawThumbnail, isSmallEnough } from './thumbnail-drawing.ts'

/** Draws the outline at once and the system as soon as it is known. */
export function Thumbnail({ design, emptyText }: { design: DesignSummary; emptyText: string }) {
  const { client } = useApi()
  const { outline } = design
  const drawn = useQuery({
    queryKey: ['thumbnail', design.id, design.revision],
    queryFn: async ({ signal }) => {
      const { document } = await client.getDesign({ params: { id: design.id }, signal })
      const read = designFromDocument(document)
      if (!isSmallEnough(read) || document.room === null) return drawThumbnail(read, null)
      const body = {
        room: document.room,
        system: document.system,
        fixtures: Object.values(document.fixtures),
        options: { alternatives: 0 },
      }
      return drawThumbnail(read, await client.computeLayout({ body, signal }))
    },
    enabled: outline !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (!outline) return <div className="thumb">{emptyText}</div>
  const rings = [outline.outer, ...(outline.holes ?? [])] as unknown as readonly (readonly RoomVertex[])[]
  const box = outlineBox(rings)
  const sizeMm = Math.max(box.width, box.height)
  const path = rings.map(ringPath).join('')
  const strokeMm = sizeMm / 220
  return (
    <div className="thumb">
      <svg
        viewBox={`${box.x - sizeMm * 0.03} ${box.y - sizeMm * 0.03} ${box.width + sizeMm * 0.06} ${box.height + sizeMm * 0.06}`}
        aria-hidden
      >
        <path d={path} fillRule="evenodd" fill="var(--tile)" />
        {drawn.data && (
          <>
            <path d={drawn.data.cut} fill="var(--cut)" stroke="var(--tee)" strokeWidth={strokeMm * 0.7} />
            <path d={drawn.data.full} fill="none" stroke="var(--tee)" strokeWidth={strokeMm * 0.7} />
            <path d={drawn.data.panels} fill="var(--cut)" stroke="var(--main)" strokeWidth={strokeMm * 0.7} />
            <path d={drawn.data.fixtures} fill="var(--lite-fill)" stroke="var(--lite)" strokeWidth={strokeMm * 0.7} />
          </>
        )}
        <path d={path} fill="none" stroke="var(--wall)" strokeWidth={strokeMm * 2.6} strokeLinejoin="miter" />
      </svg>
    </div>
  )
}
