// Hostile text in every place a person can type: it does no harm and adds nothing, in every format.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Design } from '../../src/domain/design.ts'
import { itNeeds, runTool } from '../helpers/strangers.ts'
import { parseDxf } from './parse-dxf.ts'
import { layOut, render, sampleDesign, scratchFolder, textOf, titleBlock } from './sample-room.ts'

const folder = scratchFolder()
const entity = '0\nLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1'
const corpus: readonly (readonly [string, string])[] = [
  ['newlines', `a\nb\r\nc\u2028d\u0085e`],
  ['the end of a section', `x\n0\nENDSEC\n0\nEOF\n`],
  ['a whole entity', `x\n${entity}\n0`],
  ['control codes of DXF', '%%c %%d %%%%%% ^J ^I \\P \\U+4E2D \\M+1 {\\H2;x}'],
  ['quotes and tags', `"'<script>alert(1)</script>&amp;]]>--></svg><!ENTITY x "y">`],
  ['a formula', '=HYPERLINK("http://x","y")'],
  ['Chinese, Korean, Arabic, emoji', '天花板 천장 سقف 😀'],
  ['5,000 characters', 'ceiling '.repeat(625)],
  ['one word of 5,000 characters', 'W'.repeat(5000)],
  ['NUL, escape, lone surrogate, direction override', 'a\u0000b\u001b[31mc\ud800d\u202ee'],
]

function hostile(text: string): Design {
  const fields = Object.fromEntries(Object.keys(titleBlock).map((key) => [key, text])) as unknown as Design['titleBlock']
  const base = sampleDesign()
  const fixtures = Object.fromEntries(Object.entries(base.fixtures).map(([id, fixture]) => [id, { ...fixture, label: text.slice(0, 200) }]))
  return { ...base, titleBlock: fields, fixtures }
}

const layout = layOut(sampleDesign())

test.each(corpus)('%s: a DXF keeps its layers, blocks and entities but for more or fewer lines of text', async (_what, text) => {
  for (const dxfVersion of ['AC1021', 'R12'] as const) {
    const shape = (dxf: string) => {
      const parsed = parseDxf(dxf)
      const counts: Record<string, number> = {}
      for (const { type, layer } of parsed.entities)
        if (type !== 'TEXT' && !layer.includes('ANNO')) counts[`${layer} ${type}`] = (counts[`${layer} ${type}`] ?? 0) + 1
      return { layers: parsed.layers, blocks: [...parsed.blocks.keys()], counts }
    }
    const plain = textOf(await render(hostile('plain'), { format: 'dxf', dxfVersion, layout }))
    const dxf = await render(hostile(text), { format: 'dxf', dxfVersion, layout, designName: text, projectName: text })
    // Scale and sheet may change with the lengths of texts; the model may not.
    expect(shape(textOf(dxf))).toEqual(shape(plain))
    const values = parseDxf(textOf(dxf))
      .entities.filter((e) => e.type === 'TEXT')
      .map((e) => e.groups.find(([code]) => code === 1)?.[1] ?? '')
    expect(values.filter((value) => /%%|\^[^ ]|\\(?![ ]|U\+[0-9A-F]{4})/.test(value))).toEqual([])
    expect(dxf.fileName).toMatch(/^[^/\\:\p{Cc}]{1,90}\.dxf$/u)
  }
})

itNeeds('ezdxf')('every hostile text passes the audit of ezdxf, and Chinese survives', async () => {
  for (const [index, [, text]] of corpus.entries()) {
    const path = join(folder, `${index}.dxf`)
    writeFileSync(path, (await render(hostile(text), { format: 'dxf', layout })).bytes)
    const read = JSON.parse(runTool('/usr/bin/python3', [join(import.meta.dirname, 'read-dxf.py'), path])) as {
      errors: string[]
      texts: string[][]
    }
    expect(read.errors).toEqual([])
    if (text.includes('天花板')) expect(read.texts.some(([, value]) => value?.includes('天花板 천장'))).toBe(true)
  }
})

itNeeds('ezdxf')('in R12 Latin-1 is written as it is and Chinese as escapes that ezdxf turns back', async () => {
  const path = join(folder, 'r12.dxf')
  writeFileSync(path, (await render(hostile('Décor 天花板'), { format: 'dxf', dxfVersion: 'R12', layout })).bytes)
  const script =
    'import sys; from ezdxf import recover; d, a = recover.readfile(sys.argv[1]); print(len(a.errors), "Décor 天花板" in [t.dxf.text for t in d.modelspace().query("TEXT")])'
  expect(runTool('/usr/bin/python3', ['-c', script, path]).trim()).toBe('0 True')
})

itNeeds('ezdxf')('every hostile text: an SVG stays well-formed XML without a new element', async () => {
  for (const [index, [, text]] of corpus.entries()) {
    const path = join(folder, `${index}.svg`)
    writeFileSync(path, (await render(hostile(text), { format: 'svg', layout, designName: text })).bytes)
    const script =
      'import sys, xml.etree.ElementTree as t; print(" ".join(sorted({e.tag.split("}")[1] for e in t.parse(sys.argv[1]).iter()})))'
    expect(runTool('/usr/bin/python3', ['-c', script, path]).trim()).toBe('circle g path rect svg text')
  }
})

test.each(corpus)('%s: PDF, PNG, CSV and TXT are written', async (_what, text) => {
  const design = hostile(text)
  for (const format of ['pdf', 'png', 'csv', 'txt'] as const) {
    const made = await render(design, { format, layout, designName: text, projectName: text, widthPx: 200 })
    expect(made.bytes.length).toBeGreaterThan(500)
  }
  const csv = textOf(await render(design, { format: 'csv', layout }))
  expect(csv.split('\r\n').filter((line) => /^fixture,/.test(line)).length).toBe(10)
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m)
})
