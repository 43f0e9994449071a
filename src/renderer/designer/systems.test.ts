import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../contract/schemas/settings.ts'
import { createDesign, type RoomInput } from '../../domain/design.ts'
import { applyEdit } from '../../domain/edits.ts'
import { chooseModule, choosePanels, moduleChoiceOf, moduleForRoom } from './systems.ts'

const room = (width: number, depth: number): RoomInput => ({
  outer: [
    [0, 0],
    [width, 0],
    [width, depth],
    [0, depth],
  ],
})

describe('choosing a system', () => {
  it('lays the long side of a directional tile parallel to the narrow room side', () => {
    expect(moduleForRoom([600, 1200], room(3000, 9000))).toEqual([1200, 600])
    expect(moduleForRoom([600, 1200], room(9000, 3000))).toEqual([600, 1200])
    expect(moduleForRoom([600, 600], room(3000, 9000))).toEqual([600, 600])
    expect(moduleForRoom([600, 1200], null)).toEqual([600, 1200])
  })

  it('keeps a pinned origin when only the module changes', () => {
    const design = createDesign({ kind: 'grid', module: [600, 600], origin: [12, 34], finish: 'x' })
    expect(applyEdit(design, chooseModule(design.system, [625, 625])).design.system).toEqual({
      kind: 'grid',
      module: [625, 625],
      origin: [12, 34],
      finish: 'x',
    })
  })

  it('takes the settings’ gaps when it turns to panels, and does nothing when it is panels already', () => {
    const design = createDesign({ kind: 'grid', module: [600, 600], catalogue: 'generic' })
    const edit = choosePanels(design.system, { ...defaultSettings, panelGapMm: 40 })
    if (!edit) throw new Error('expected an edit')
    const panels = applyEdit(design, edit).design.system
    expect(panels).toMatchObject({ kind: 'panels', panelGapMm: 40, perimeterGapMm: 200, catalogue: 'generic' })
    expect(choosePanels(panels, defaultSettings)).toBeNull()
  })

  it('names a common module, turned or not, and leaves a custom one unnamed', () => {
    expect(moduleChoiceOf([1200, 600])?.id).toBe('600x1200')
    expect(moduleChoiceOf([609.6, 609.6])?.id).toBe('24x24in')
    expect(moduleChoiceOf([610, 610])).toBeNull()
  })
})
