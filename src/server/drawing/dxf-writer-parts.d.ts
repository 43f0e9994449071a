// Types of the parts of dxf-writer that its own declarations leave out; only dxf-adapter.ts and its entities import them.

declare module 'dxf-writer/src/Handle.js' {
  // biome-ignore lint/complexity/noStaticOnlyClass: the declared module is a class of statics
  export default class Handle {
    static seed: number
    static next(): string
    static peek(): string
  }
}

declare module 'dxf-writer/src/TagsManager.js' {
  export default class TagsManager {
    lines: (string | number)[]
    push(code: number, value: string | number): void
    point(x: number, y: number, z?: number): void
    start(name: string): void
    end(): void
    addHeaderVariable(name: string, tags: readonly (readonly [number, string | number])[]): void
    toDxfString(): string
  }
}

declare module 'dxf-writer/src/DatabaseObject.js' {
  import type TagsManager from 'dxf-writer/src/TagsManager.js'
  export default class DatabaseObject {
    handle: string
    ownerObjectHandle: string
    subclassMarkers: string[]
    constructor(subclass?: string | readonly string[] | null)
    tags(manager: TagsManager): void
  }
}

declare module 'dxf-writer/src/Table.js' {
  import DatabaseObject from 'dxf-writer/src/DatabaseObject.js'
  export default class Table extends DatabaseObject {
    name: string
    elements: DatabaseObject[]
    constructor(name: string)
    add(element: DatabaseObject): void
  }
}

declare module 'dxf-writer/src/Layer.js' {
  import DatabaseObject from 'dxf-writer/src/DatabaseObject.js'
  import type TagsManager from 'dxf-writer/src/TagsManager.js'
  export interface Shape {
    ownerObjectHandle: string
    layer?: Layer
    tags(manager: TagsManager): void
  }
  export default class Layer extends DatabaseObject {
    name: string
    colorNumber: number
    lineTypeName: string
    shapes: Shape[]
    constructor(name: string, colorNumber: number, lineTypeName?: string | null)
    addShape(shape: Shape): void
    shapesTags(space: { handle: string }, manager: TagsManager): void
  }
}

declare module 'dxf-writer/src/Block.js' {
  import DatabaseObject from 'dxf-writer/src/DatabaseObject.js'
  export default class Block extends DatabaseObject {
    name: string
    end: DatabaseObject
    constructor(name: string)
  }
}

declare module 'dxf-writer/src/BlockRecord.js' {
  import DatabaseObject from 'dxf-writer/src/DatabaseObject.js'
  export default class BlockRecord extends DatabaseObject {
    name: string
    constructor(name: string)
  }
}

declare module 'dxf-writer/src/Viewport.js' {
  import DatabaseObject from 'dxf-writer/src/DatabaseObject.js'
  export default class Viewport extends DatabaseObject {
    name: string
    height: number
    constructor(name: string, height: number)
  }
}

declare module 'dxf-writer/src/Drawing.js' {
  import type Block from 'dxf-writer/src/Block.js'
  import type DatabaseObject from 'dxf-writer/src/DatabaseObject.js'
  import type Layer from 'dxf-writer/src/Layer.js'
  import type Table from 'dxf-writer/src/Table.js'
  import type TagsManager from 'dxf-writer/src/TagsManager.js'
  export default class Drawing {
    layers: Record<string, Layer>
    lineTypes: Record<string, DatabaseObject>
    headers: Record<string, readonly (readonly [number, string | number])[]>
    tables: Record<string, Table>
    blocks: Record<string, Block>
    dictionary: DatabaseObject
    modelSpace: Block
    addLineType(name: string, description: string, elements: readonly number[]): this
    header(name: string, values: readonly (readonly [number, string | number])[]): this
    setUnits(unit: string): this
    _ltypeTable(): Table
    _layerTable(): Table
    _tagsManager(): TagsManager
    toDxfString(): string
  }
}
