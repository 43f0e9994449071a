// What the plan is painted from, made again only when its own part of the design has changed: the ceiling's list on each frame of a drag,
// the fixtures' list and their picture only with the fixtures or the view.
import { buildDrawList, defaultScale } from '../../../../domain/drawing/build-draw-list.ts'
import type { DrawList } from '../../../../domain/drawing/draw-list.ts'
import type { SymbolItem } from '../../../../domain/drawing/place-symbol.ts'
import type { Palette, View } from '../editor-state.ts'
import type { Scene } from '../scene.ts'
import { visibleBounds } from '../view.ts'
import type { Frame } from './frame.ts'
import { paintSymbol } from './symbols.ts'

export interface PictureCache {
  /** Room and ceiling as every export draws them, without fixtures, dimensions and full tiles (those are grid lines here). */
  ceiling(scene: Scene): DrawList
  /** Paints the fixtures, from the picture of the last time when nothing of theirs has changed. */
  paintFixtures(frame: Frame, given: { readonly scene: Scene; readonly labels: boolean; readonly density: number }): void
}

/** Fewer symbols than this are painted faster than their picture is copied. */
const worthAPicture = 60

/** Starts empty; lives as long as its stage. */
export function createPictureCache(): PictureCache {
  let ceiling: { readonly scene: Scene; readonly drawing: DrawList } | null = null
  let fittings: { readonly fixtures: Scene['design']['fixtures']; readonly scale: number; readonly items: readonly SymbolItem[] } | null =
    null
  let painted: { readonly items: readonly SymbolItem[]; readonly view: View; readonly palette: Palette; readonly key: string } | null = null
  const picture = document.createElement('canvas')

  function symbolsOf(scene: Scene): readonly SymbolItem[] {
    const { fixtures } = scene.design
    // Signs such as sprinklers are as large as a print of this room would show them.
    const scale = scene.room ? defaultScale(scene.room.bounds) : 50
    if (fittings?.fixtures !== fixtures || fittings.scale !== scale) {
      const options = { chains: false, scale }
      const { items } = buildDrawList({ design: { ...scene.design, room: null, dimensions: {} }, layout: null, options })
      fittings = { fixtures, scale, items: items.filter((item) => item.kind === 'symbol') }
    }
    return fittings.items
  }

  function paintAll(frame: Frame, items: readonly SymbolItem[], labels: boolean) {
    const seen = visibleBounds(frame.view)
    for (const item of items) paintSymbol(frame, { item, seen, labels })
  }

  return {
    ceiling(scene) {
      if (ceiling?.scene !== scene) {
        const { design, layout, room } = scene
        const cutOnly = layout?.kind === 'grid' ? { ...layout, tiles: layout.tiles.filter((tile) => tile.kind === 'cut') } : layout
        const bare = { ...design, fixtures: {}, dimensions: {} }
        const drawing = buildDrawList({ design: bare, layout: cutOnly, ...(room ? { room } : {}), options: { chains: false } })
        ceiling = { scene, drawing }
      }
      return ceiling.drawing
    },
    paintFixtures(frame, { scene, labels, density }) {
      const items = symbolsOf(scene)
      const { view, palette, context } = frame
      if (items.length < worthAPicture) return paintAll(frame, items, labels)
      const key = `${labels} ${density}`
      // Copying pays only when the same picture is wanted again: the first time after a change is painted straight.
      const isSame = painted?.items === items && painted.view === view && painted.palette === palette && painted.key === key
      if (!isSame) {
        painted = { items, view, palette, key }
        picture.width = 0
        return paintAll(frame, items, labels)
      }
      if (picture.width === 0) {
        picture.width = context.canvas.width
        picture.height = context.canvas.height
        const own = picture.getContext('2d')
        if (!own) return paintAll(frame, items, labels)
        own.setTransform(density, 0, 0, density, 0, 0)
        paintAll({ ...frame, context: own }, items, labels)
      }
      context.drawImage(picture, 0, 0, view.widthPx, view.heightPx)
    },
  }
}
