/** The tables of fields cover every byte of their structures once. */

import { describe, expect, it } from 'vitest'
import {
  BASE_FIELDS,
  BIG_DATA_FIELDS,
  BIN_FIELDS,
  CELL_FIELDS,
  EARLY_CELL_FIELDS,
  EARLY_KEY_FIELDS,
  EARLY_VALUE_FIELDS,
  type Field,
  KEY_FIELDS,
  LIST_FIELDS,
  SECURITY_FIELDS,
  VALUE_FIELDS,
} from '../../src/regf/fields.ts'
import { BASE, BIN, DB, LIST, NK, SK, VK } from '../../src/regf/layout.ts'
import { FIELD_TEXT } from '../../src/text/technical.ts'

const TABLES: readonly (readonly [name: string, fields: readonly Field[], bytes: number])[] = [
  ['the base block', BASE_FIELDS, 4096],
  ['the header of a bin', BIN_FIELDS, BIN.HEADER],
  ['a cell', CELL_FIELDS, 4],
  ['a cell of version 1.1', EARLY_CELL_FIELDS, 8],
  ['a key', KEY_FIELDS, NK.NAME],
  ['a key of version 1.1', EARLY_KEY_FIELDS, NK.NAME],
  ['a value', VALUE_FIELDS, VK.NAME],
  ['a value of version 1.1', EARLY_VALUE_FIELDS, VK.NAME],
  ['a security record', SECURITY_FIELDS, SK.DESCRIPTOR],
  ['a list of subkeys', LIST_FIELDS, LIST.ENTRIES],
  ['the record of big data', BIG_DATA_FIELDS, DB.SEGMENTS + 4],
]

describe('the tables of fields', () => {
  it.each(TABLES)('every byte of %s belongs to one field', (_, fields, bytes) => {
    let end = 0
    for (const { at, size } of fields) {
      expect(at).toBe(end)
      end = at + size
    }
    expect(end).toBe(bytes)
  })

  it.each([
    ['BASE', BASE, BASE_FIELDS],
    ['NK', NK, [...KEY_FIELDS, { at: NK.NAME }]],
    ['VK', VK, [...VALUE_FIELDS, { at: VK.NAME }]],
    ['SK', SK, [...SECURITY_FIELDS, { at: SK.DESCRIPTOR }]],
  ])('every offset of %s is that of a field', (_, layout, fields) => {
    const places = fields.map(({ at }) => at)
    expect(Object.values(layout).filter((at) => !places.includes(at))).toEqual([])
  })

  it.each(TABLES)('every field of %s has a name and says what it is for', (_, fields) => {
    for (const { name } of fields) {
      expect(FIELD_TEXT[name].title).not.toBe('')
      expect(FIELD_TEXT[name].about).not.toBe('')
    }
  })
})
