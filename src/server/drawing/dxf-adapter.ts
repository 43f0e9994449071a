// The only door to dxf-writer, and the owner of its traps: global handles, units, line weights, dash patterns, missing entities, block content.
// Everything between createDxf and toBytes must happen in one synchronous run, because handles come from one counter.
import Block from 'dxf-writer/src/Block.js'
import BlockRecord from 'dxf-writer/src/BlockRecord.js'
import DatabaseObject from 'dxf-writer/src/DatabaseObject.js'
import Drawing from 'dxf-writer/src/Drawing.js'
import Handle from 'dxf-writer/src/Handle.js'
import Layer from 'dxf-writer/src/Layer.js'
import Table from 'dxf-writer/src/Table.js'
import TagsManager from 'dxf-writer/src/TagsManager.js'
import Viewport from 'dxf-writer/src/Viewport.js'
import type { Bounds } from '../../domain/geometry/point.ts'
import { type DxfVersion, Entity, type EntityBody } from './dxf-entities.ts'
import { dxfNumber } from './dxf-text.ts'

/** A layer with a line weight, which dxf-writer's own has not. */
class WeightedLayer extends Layer {
  private readonly weight: number
  constructor(name: string, colour: number, weight: number) {
    super(name, colour, 'CONTINUOUS')
    this.weight = weight
  }
  override tags(manager: TagsManager): void {
    manager.push(0, 'LAYER')
    DatabaseObject.prototype.tags.call(this, manager)
    manager.push(2, this.name)
    manager.push(70, 0)
    manager.push(62, this.colorNumber)
    manager.push(6, this.lineTypeName)
    manager.push(370, this.weight)
    // A plot style is mandatory; any existing handle will do, and the root dictionary is always the first.
    manager.push(390, '1')
  }
}

/** A block that has something in it. */
class FilledBlock extends Block {
  readonly entities: Entity[] = []
  recordName = ''
  override tags(manager: TagsManager): void {
    manager.push(0, 'BLOCK')
    DatabaseObject.prototype.tags.call(this, manager)
    manager.lines.splice(manager.lines.length - 2, 0, 8, '0')
    manager.push(2, this.name)
    manager.push(70, 0)
    manager.point(0, 0)
    manager.push(3, this.name)
    manager.push(1, '')
    for (const entity of this.entities) {
      entity.ownerObjectHandle = this.ownerObjectHandle
      entity.tags(manager)
    }
    manager.push(0, 'ENDBLK')
    this.end.ownerObjectHandle = this.ownerObjectHandle
    this.end.tags(manager)
    manager.lines.splice(manager.lines.length - 2, 0, 8, '0')
  }
}

/** The window a reader opens on: the whole drawing. */
class ActiveView extends Viewport {
  private readonly view: Bounds
  constructor(view: Bounds) {
    super('*ACTIVE', 1000)
    this.view = view
  }
  override tags(manager: TagsManager): void {
    const { minX, minY, maxX, maxY } = this.view
    manager.push(0, 'VPORT')
    DatabaseObject.prototype.tags.call(this, manager)
    const tags: [number, string | number][] = [
      [2, this.name],
      [70, 0],
      [10, 0],
      [20, 0],
      [11, 1],
      [21, 1],
      [12, dxfNumber((minX + maxX) / 2)],
      [22, dxfNumber((minY + maxY) / 2)],
      [40, dxfNumber(Math.max(maxY - minY, (maxX - minX) / 1.6, 1) * 1.05)],
      [41, 1.6],
    ]
    for (const [code, value] of tags) manager.push(code, value)
  }
}

/** Codes of later versions that an R12 reader may stumble over: handles, owners, subclasses, weights, plot styles. */
const laterCodes = new Set([5, 100, 105, 330, 370, 390])

class R12Tags extends TagsManager {
  override push(code: number, value: string | number): void {
    if (!laterCodes.has(code)) super.push(code, value)
  }
}

class PlenumDrawing extends Drawing {
  private readonly version: DxfVersion
  constructor(version: DxfVersion) {
    super()
    this.version = version
  }

  private writeTables(manager: TagsManager, records: Table): void {
    manager.start('TABLES')
    const { VPORT, STYLE, VIEW, UCS, APPID, DIMSTYLE } = this.tables
    const tables = [VPORT, this._ltypeTable(), this._layerTable(), STYLE, VIEW, UCS, APPID]
    if (this.version !== 'R12') tables.push(DIMSTYLE, records)
    for (const table of tables) table?.tags(manager)
    manager.end()
  }

  /** dxf-writer's order, with owners that exist, content in blocks, and only what R12 knows when R12 is asked for. */
  override _tagsManager(): TagsManager {
    const later = this.version !== 'R12'
    const manager = later ? new TagsManager() : new R12Tags()
    const records = new Table('BLOCK_RECORD')
    for (const block of Object.values(this.blocks)) {
      const record = new BlockRecord(block.name)
      records.add(record)
      block.ownerObjectHandle = record.handle
    }
    const tables = new TagsManager()
    const tableTags = later ? tables : new R12Tags()
    // Tables take handles while they are made, so they come before the seed in the header is known.
    this.writeTables(tableTags, records)
    manager.start('HEADER')
    if (later) manager.lines.push(9, '$HANDSEED', 5, Handle.peek())
    for (const [name, values] of Object.entries(this.headers)) manager.addHeaderVariable(name, values)
    manager.end()
    if (later) {
      manager.start('CLASSES')
      manager.end()
    }
    for (const line of tableTags.lines) manager.lines.push(line)
    manager.start('BLOCKS')
    for (const block of Object.values(this.blocks)) {
      if (later || !block.name.startsWith('*')) block.tags(manager)
    }
    manager.end()
    manager.start('ENTITIES')
    const space = { handle: this.modelSpace.ownerObjectHandle }
    for (const layer of Object.values(this.layers)) layer.shapesTags(space, manager)
    manager.end()
    if (later) {
      manager.start('OBJECTS')
      this.dictionary.tags(manager)
      manager.end()
    }
    manager.push(0, 'EOF')
    return manager
  }
}

export interface DxfLayer {
  readonly name: string
  readonly colour: number
  readonly weight: number
}

export interface DxfFile {
  /** Adds an entity to model space. */
  add(layerName: string, content: EntityBody): void
  /** Defines a block once; its content lies on layer 0, so it takes the insert's layer. */
  block(name: string, contents: readonly EntityBody[]): void
  /** The finished file; nothing can be added afterwards. */
  toText(): string
}

/** Starts a drawing in millimetres. Layer and block names must be plain (letters, digits, $, _, -): they are checked here. */
export function createDxf(input: {
  readonly version: DxfVersion
  readonly layers: readonly DxfLayer[]
  readonly extents: Bounds
  /** Length of a dash in model millimetres: dxf-writer's 5 mm can't be seen on a plan. */
  readonly dashMm: number
}): DxfFile {
  const { version, layers, extents, dashMm } = input
  Handle.seed = 0
  const drawing = new PlenumDrawing(version)
  const plainName = (name: string): string => {
    if (!/^[A-Za-z0-9$_-]{1,31}$/.test(name))
      throw new RangeError(`Not a name every DXF reader takes: ${JSON.stringify(name.slice(0, 60))}`)
    return name
  }
  drawing.headers = {}
  drawing.header('ACADVER', [[1, version === 'R12' ? 'AC1009' : 'AC1021']])
  drawing.header('DWGCODEPAGE', [[3, 'ANSI_1252']])
  // R12 has neither of the two, but readers since take them from it, and 4 saves a factor of 25.4 or 1000.
  drawing.setUnits('Millimeters')
  drawing.header('MEASUREMENT', [[70, 1]])
  const corner = (x: number, y: number) =>
    [
      [10, dxfNumber(x)],
      [20, dxfNumber(y)],
      [30, '0'],
    ] as const
  drawing.header('EXTMIN', corner(extents.minX, extents.minY))
  drawing.header('EXTMAX', corner(extents.maxX, extents.maxY))
  drawing.header('LTSCALE', [[40, 1]])
  drawing.header('LUNITS', [[70, 2]])
  drawing.header('LUPREC', [[70, 2]])
  drawing.addLineType('DASHED', '_ _ _ ', [dashMm, -dashMm / 2])
  drawing.addLineType('DOTTED', '. . . ', [0, -dashMm / 2])
  // A face every reader has or replaces; dxf-writer's stroke font has no letters beyond ASCII.
  for (const style of drawing.tables.STYLE?.elements ?? [])
    Object.assign(style, { name: 'STANDARD', fontFileName: version === 'R12' ? 'txt' : 'arial.ttf' })
  const views = new Table('VPORT')
  views.add(new ActiveView(extents))
  drawing.tables.VPORT = views
  drawing.layers = { 0: new WeightedLayer('0', 7, 18) }
  for (const { name, colour, weight } of layers) drawing.layers[plainName(name)] = new WeightedLayer(name, colour, weight)
  drawing.blocks = {}
  const space = new FilledBlock('*Model_Space')
  drawing.blocks[space.name] = space
  drawing.blocks['*Paper_Space'] = new FilledBlock('*Paper_Space')
  drawing.modelSpace = space
  return {
    add(layerName, content) {
      const layer = drawing.layers[layerName]
      if (!layer) throw new RangeError(`There is no layer ${layerName} in this drawing.`)
      layer.shapes.push(new Entity(version, layerName, content))
    },
    block(name, contents) {
      const block = new FilledBlock(plainName(name))
      for (const content of contents) block.entities.push(new Entity(version, '0', content))
      drawing.blocks[name] = block
    },
    toText: () => `${drawing.toDxfString()}\n`,
  }
}
