import { describe, expect, it } from 'vitest'
import { rankMatch } from './command-match.ts'
import { matchesKeys, type Pressed } from './keys.ts'

const press = (over: Partial<Pressed>): Pressed => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...over,
})

describe('matchesKeys', () => {
  it.each([
    ['Mod+K', { key: 'k', code: 'KeyK', ctrlKey: true }, true],
    ['Mod+K', { key: 'k', code: 'KeyK', metaKey: true }, true],
    ['Mod+K', { key: 'k', code: 'KeyK' }, false],
    ['Mod+Shift+Z', { key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true }, true],
    ['Mod+Z', { key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true }, false],
    ['Shift+1', { key: '!', code: 'Digit1', shiftKey: true }, true],
    ['F6', { key: 'F6', code: 'F6' }, true],
    ['Shift+F6', { key: 'F6', code: 'F6' }, false],
    ['?', { key: '?', code: 'Slash', shiftKey: true }, true],
    ['?', { key: '?', code: 'Minus', shiftKey: true }, true],
    ['Mod+,', { key: ',', code: 'Comma', ctrlKey: true }, true],
  ])('reads %s against what was pressed', (keys, pressed, expected) => {
    expect(matchesKeys(keys, press(pressed))).toBe(expected)
  })
})

describe('rankMatch', () => {
  it('wants every word and prefers the beginning of the label and of words', () => {
    expect(rankMatch('Zoom to all', 'all zoom')).toBe(1)
    expect(rankMatch('Zoom to all', 'oom')).toBe(2)
    expect(rankMatch('Zoom to all', 'zoom selection')).toBeNull()
    expect(rankMatch('Anything', '  ')).toBe(0)
  })
})
