import { describe, expect, it } from 'vitest'
import { formatHex } from '../../src/bytes/hex.ts'
import { ByteRows } from '../../src/ui/editors/ByteRows.ts'
import type { RowSource } from '../../src/ui/editors/RowSource.ts'
import { TextRows } from '../../src/ui/editors/TextRows.ts'
import { rng } from '../helpers/rng.ts'

const PIECES = ['\n', '\n\n', 'a', 'word ', '🐝', '\ud800', 'longer than a row']

/** All rows, with the rows of each line joined. */
function linesOf(rows: TextRows): string[] {
  const lines: string[] = []
  for (let row = 0; row < rows.rowCount; row++) {
    const line = rows.lineOf(row)
    lines[line] = (lines[line] ?? '') + rows.rowText(row)
  }
  return lines
}

function allRows(rows: TextRows): string[] {
  return Array.from({ length: rows.rowCount }, (_, row) => rows.rowText(row))
}

/** Checks that every position has a place, and that the place gives the same position. */
function expectPlaces(rows: RowSource): void {
  for (let position = 0; position <= rows.end; position++) {
    const place = rows.placeOf(position)
    expect(place.row).toBeLessThan(rows.rowCount)
    expect(place.column).toBeLessThanOrEqual(rows.rowText(place.row).length + 1)
    expect(rows.positionAt(place)).toBe(position)
  }
}

describe('the rows of a text', () => {
  it.each([
    ['', ['']],
    ['\n', ['', '']],
    ['abcd', ['abcd']],
    ['abcde', ['abcd', 'e']],
    ['abcd\ne', ['abcd', 'e']],
    ['abcdefgh\n\ni', ['abcd', 'efgh', '', 'i']],
    ['abc🐝d', ['abc', '🐝d']],
  ])('of %j are %j', (text, expected) => {
    const rows = new TextRows(text, 4)
    expect(allRows(rows)).toEqual(expected)
  })

  it('the rows of a text number each line at its first row', () => {
    const rows = new TextRows('abcdef\n\nx', 4)
    expect([0, 1, 2, 3].map((row) => rows.rowLabel(row))).toEqual(['1', '', '2', '3'])
    expect(rows.lineCount).toBe(3)
    expect([0, 1, 2].map((line) => rows.lineStart(line))).toEqual([0, 7, 8])
  })

  it('the rows of a text are right after any replacements', () => {
    const random = rng(7)
    let text = ''
    const rows = new TextRows(text, 5)
    for (let run = 0; run < 300; run++) {
      const from = random.below(text.length + 1)
      const to = Math.min(text.length, from + random.below(4))
      const inserted = random.pick(PIECES)
      text = text.slice(0, from) + inserted + text.slice(to)
      rows.replace(from, to, inserted)
      if (random.below(10) === 0) {
        const width = 3 + random.below(9)
        rows.fold(width)
        expect(allRows(rows)).toEqual(allRows(new TextRows(text, width)))
      }
      expect(rows.text).toBe(text)
      expect(linesOf(rows)).toEqual(text.split('\n'))
    }
    expectPlaces(rows)
  })
})

describe('the rows of bytes', () => {
  it('the rows of bytes have their digits between offsets and characters', () => {
    const rows = new ByteRows(
      Uint8Array.from({ length: 18 }, (_, at) => 0x40 + at),
      16,
    )
    expect(rows.rowCount).toBe(2)
    expect(rows.rowText(1)).toBe('50 51')
    expect(rows.rowLabel(1)).toBe('0010')
    expect(rows.rowAside(1)).toBe('PQ')
  })

  it('the rows of bytes end with one for bytes typed after them', () => {
    expect(new ByteRows(new Uint8Array(0), 16).rowCount).toBe(1)
    const rows = new ByteRows(new Uint8Array(16), 16)
    expect(rows.rowCount).toBe(2)
    expect(rows.placeOf(32)).toEqual({ row: 1, column: 0 })
  })

  it('each hex digit has a position, and the space after a byte counts as the next byte', () => {
    const rows = new ByteRows(new Uint8Array(21), 8)
    expectPlaces(rows)
    expect(rows.positionAt({ row: 1, column: 2 })).toBe(18)
    expect(rows.positionAt({ row: 9, column: 0 })).toBe(rows.end)
  })

  it('the rows of bytes are right after any replacements', () => {
    const random = rng(8)
    let bytes = random.bytes(40)
    const rows = new ByteRows(bytes, 16)
    for (let run = 0; run < 200; run++) {
      const from = random.below(bytes.length + 1)
      const to = Math.min(bytes.length, from + random.below(6))
      const inserted = random.bytes(random.below(6))
      bytes = Uint8Array.from([...bytes.slice(0, from), ...inserted, ...bytes.slice(to)])
      rows.replace(from, to, inserted)
      expect(rows.bytes).toEqual(bytes)
    }
    const shown = Array.from({ length: rows.rowCount }, (_, row) => rows.rowText(row))
    expect(shown.filter((text) => text !== '').join(' ')).toBe(formatHex(bytes))
  })
})
