/** The field of a list of strings does in flat passes what is said here string by string. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf16, UNITS_A_STEP } from '../../src/bytes/text.ts'
import { decodeMultiString } from '../../src/values/decode.ts'
import { encodeMultiString } from '../../src/values/encode.ts'
import {
  type ListField,
  type ListLines,
  type ListWriting,
  listSize,
  measureListSteps,
  readListFieldSteps,
  writeListFieldSteps,
} from '../../src/values/listField.ts'
import { runToEnd } from '../../src/work.ts'
import { readList } from '../helpers/listField.ts'
import { drive } from '../helpers/work.ts'

const UNITS = ['\0', '\0', '\n', '\r', '\r\n', '↓', '←', '¤', 'a', 'b', '\ud800', '\udc00'] as const
const units = fc.array(fc.constantFrom(...UNITS), { maxLength: 24 }).map((all) => all.join(''))
const stored = fc
  .tuple(units, fc.boolean())
  .map(([text, isOdd]) => Uint8Array.from([...encodeUtf16(text), ...(isOdd ? [9] : [])]))
/** What can be typed into the field. */
const typed = units.map((text) => text.replace(/\r\n?/g, '\n'))
const writing = fc.record({
  marked: fc.boolean(),
  keepEmpty: fc.boolean(),
  tidy: fc.boolean(),
})

function itemsOf(text: string, marked: boolean): readonly string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const line = /¤([↓←¤])|[↓←]/g
  const breaks = (mark: string) => mark.replace('←', '\r').replace('↓', '\n')
  return marked
    ? lines.map((one) => one.replace(line, (found, mark?: string) => mark ?? breaks(found)))
    : lines
}

function onOneLine(item: string): string {
  return item.replace(/[↓←¤]/g, '¤$&').replaceAll('\r', '←').replaceAll('\n', '↓')
}

function measured(items: readonly string[]): ListLines {
  const last = [...items].reverse().findIndex((item) => item !== '')
  return {
    count: items.length,
    empty: items.filter((item) => item === '').length,
    emptyLast: last < 0 ? items.length : last,
    units: items.reduce((sum, item) => sum + item.length, 0),
    hasNul: items.some((item) => item.includes('\0')),
  }
}

function written(field: ListField, text: string, { marked, keepEmpty, tidy }: ListWriting) {
  const items = itemsOf(text, marked).filter((item) => keepEmpty || item !== '')
  const isKept = items.length > 0 === field.lines.count > 0
  if (tidy || !isKept) return encodeMultiString(items)
  return Uint8Array.from([...encodeUtf16(items.join('\0')), ...field.closing])
}

describe('the field of a list', () => {
  it('shows the strings that the decoder finds', () => {
    fc.assert(
      fc.property(stored, (data) => {
        const { items, notes, end } = decodeMultiString(data)
        const marked = items.some((item) => /[\r\n]/.test(item))
        const lines = marked ? items.map(onOneLine) : [...items]
        if (lines.at(-1) === '') lines.push('')
        expect(readList(data)).toEqual({
          text: lines.join('\n'),
          lines: measured(items),
          marked,
          notes,
          closing: data.subarray(end),
        })
      }),
      { numRuns: 500 },
    )
  })

  it('counts and stores the strings that the lines stand for', () => {
    fc.assert(
      fc.property(stored, typed, writing, (data, text, how) => {
        const field = readList(data)
        const lines = runToEnd(measureListSteps(text, how))
        expect(lines).toEqual(measured(itemsOf(text, how.marked)))
        const bytes = runToEnd(writeListFieldSteps(field, text, how))
        expect(bytes).toEqual(written(field, text, how))
        expect(listSize(field, lines, how)).toBe(bytes.length)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['no line breaks', 'a\0', ''],
    ['line breaks', 'a\0', 'b\n\0'],
  ])('a list of many strings with %s is read and written in short steps', (_, string, last) => {
    const count = 200_000
    const data = encodeUtf16(`${string.repeat(count)}${last}\0`)
    const size = data.length / 2 / UNITS_A_STEP
    const read = drive(readListFieldSteps(data))
    const field = read.result
    expect(field.lines).toMatchObject({ count: count + (last === '' ? 0 : 1), empty: 0 })
    expect(read.fractions.length).toBeGreaterThan(2 * size)
    expect(longest(read.fractions)).toBeLessThan(1 / size)
    const how = { marked: field.marked, keepEmpty: true, tidy: false }
    const wrote = drive(writeListFieldSteps(field, field.text, how))
    expect(Buffer.compare(wrote.result, data)).toBe(0)
    expect(wrote.fractions.length).toBeGreaterThan(2 * size)
    expect(longest(wrote.fractions)).toBeLessThan(1 / size)
  })
})

/** The largest part of the whole that is done between two pauses. */
function longest(fractions: readonly number[]): number {
  return Math.max(...fractions.map((done, index) => done - (fractions[index - 1] ?? 0)))
}
