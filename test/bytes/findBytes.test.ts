import { describe, expect, it } from 'vitest'
import { exactPattern, findBytesSteps, textPattern } from '../../src/bytes/findBytes.ts'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { runToEnd } from '../../src/work.ts'

const DATA = Uint8Array.of(1, 2, 3, 1, 2, 4)

function find(from: number, backward = false): number {
  return runToEnd(findBytesSteps(DATA, exactPattern(Uint8Array.of(1, 2)), { from, backward }))
}

describe('findBytesSteps', () => {
  it('finds the next place, and goes on at the beginning', () => {
    expect([find(0), find(1), find(3), find(4), find(6)]).toEqual([0, 3, 3, 0, 0])
  })

  it('backward, it finds the place before, and goes on at the end', () => {
    expect([find(5, true), find(3, true), find(2, true), find(-1, true)]).toEqual([3, 3, 0, 3])
  })

  it('finds nothing in data that is too short, and an empty pattern nowhere', () => {
    const long = exactPattern(new Uint8Array(7))
    expect(runToEnd(findBytesSteps(DATA, long, { from: 0 }))).toBe(-1)
    expect(runToEnd(findBytesSteps(DATA, exactPattern(new Uint8Array(0)), { from: 0 }))).toBe(-1)
  })

  it('the last place of much data is found from any place', () => {
    const data = new Uint8Array(1 << 20)
    data[(1 << 20) - 1] = 9
    const pattern = exactPattern(Uint8Array.of(9))
    expect(runToEnd(findBytesSteps(data, pattern, { from: 0 }))).toBe(data.length - 1)
    expect(runToEnd(findBytesSteps(data, pattern, { from: 5, backward: true }))).toBe(
      data.length - 1,
    )
  })
})

describe('textPattern', () => {
  it('ignores the case of ASCII letters, and only of letters', () => {
    const data = encodeUtf16('-Windows[')
    const at = (text: string) =>
      runToEnd(findBytesSteps(data, textPattern(text, 'utf16'), { from: 0 }))
    expect([at('wINDOWS'), at('windows{'), at('x')]).toEqual([2, -1, -1])
  })

  it('compares letters beyond ASCII exactly, in both encodings', () => {
    const at = (data: Uint8Array, text: string, unit: 'utf16' | 'utf8') =>
      runToEnd(findBytesSteps(data, textPattern(text, unit), { from: 0 }))
    expect(at(encodeUtf16('Ärger'), 'Ärger', 'utf16')).toBe(0)
    // U+0141 has the byte of an A, and another meaning.
    expect(at(encodeUtf16('\u0141'), '\u0161', 'utf16')).toBe(-1)
    expect(at(new TextEncoder().encode('xÄRGER'), 'Ärger', 'utf8')).toBe(1)
  })
})
