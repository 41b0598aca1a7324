import { describe, expect, it } from 'vitest'
import { moveLines, partsOfList } from '../../src/ui/editors/lines.ts'

/** Applies a move to a text in which `[` and `]` mark the selection. */
function moved(marked: string, step: 1 | -1): string | null {
  const from = marked.indexOf('[')
  const to = marked.indexOf(']') - 1
  const text = marked.replace(/[[\]]/g, '')
  const move = moveLines(text, from, to, step)
  if (move === null) return null
  const after = text.slice(0, move.from) + move.inserted + text.slice(move.to)
  const [start, end] = move.selection
  return `${after.slice(0, start)}[${after.slice(start, end)}]${after.slice(end)}`
}

describe('lines', () => {
  it.each([
    ['one\nt[]wo\nthree', -1, 't[]wo\none\nthree'],
    ['one\nt[]wo\nthree', 1, 'one\nthree\nt[]wo'],
    ['one\n[two\nth]ree\nfour', -1, '[two\nth]ree\none\nfour'],
    ['one\n[two\nth]ree\nfour', 1, 'one\nfour\n[two\nth]ree'],
    ['one\n\nth[]ree', -1, 'one\nth[]ree\n'],
    ['[]one\n', 1, '\n[]one'],
    ['[one]\ntwo', -1, null],
    ['one\n[two]', 1, null],
    ['[]', 1, null],
  ] as const)('%j moves by %i to %j', (text, step, expected) => {
    expect(moved(text, step)).toBe(expected)
  })

  it.each([
    ['a;b;c', ['a', 'b', 'c']],
    [' a ; b;', ['a', 'b']],
    ['C:\\a, b;C:\\c', ['C:\\a, b', 'C:\\c']],
    ['x,y', ['x', 'y']],
    ['no list', null],
    ['a;', null],
    ['a;b\nc', null],
    ['', null],
  ] as const)('%j is split into %j', (text, parts) => {
    expect(partsOfList(text)).toEqual(parts)
  })
})
