/**
 * Whether what a field says can be right: signatures, checksum and sequence numbers, counts that do not fit, hashes,
 * and references that lead to something else. The check of the hive finds more; this is what shows in the field alone.
 */

import { computeChecksum } from '../regf/baseBlock.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { CellUse } from '../regf/fields.ts'
import { findKeyNode, storedKeyName } from '../regf/keyNode.ts'
import { BASE, LIST, NK, SIG, SK, VK } from '../regf/layout.ts'
import { type CellOffset, cellOffset, type FileOffset } from '../regf/offsets.ts'
import { storedNameHash } from '../regf/storedName.ts'
import { leafEntrySize } from '../regf/subkeyList.ts'
import { lettersIn, referringField, roomOf } from './cellUse.ts'
import type { LaidField } from './FieldList.ts'
import type { FieldValue } from './readField.ts'

/** What is wrong with a field. */
export type FieldFault =
  /** It has to be something else; `hex` tells how the number is best shown. */
  | { readonly code: 'expected'; readonly expected: number | string; readonly hex: boolean }
  /** It is not up to date: the next save finishes it. */
  | { readonly code: 'unfinished' }
  /** It leads to no cell, to a free one, or to one that holds something else. */
  | { readonly code: 'nowhere' | 'free' | 'other' }
  /** More than its cell has room for. */
  | { readonly code: 'past-cell'; readonly expected: number }

/** The hive that a field is of. */
export interface JudgedHive {
  readonly cells: CellStore
  /** Whether the bytes are those of the file. */
  readonly isUnedited: boolean
}

/** Uses that a record has letters for. */
const LETTERED: readonly CellUse[] = ['key', 'value', 'security', 'leaf', 'index', 'big-data']

/**
 * Judges a field of the base block.
 *
 * @param hive - the hive
 * @param field - the field
 * @param value - what it says
 * @returns what is wrong; null if nothing is
 */
export function judgeBaseField(
  { cells, isUnedited }: JudgedHive,
  field: LaidField,
  value: FieldValue,
): FieldFault | null {
  const { image } = cells
  const number = value.kind === 'number' || value.kind === 'hex' ? value.number : 0
  switch (field.at) {
    case BASE.SIGNATURE:
      return expect(value, 'regf')
    case BASE.SECONDARY_SEQUENCE:
      return expectNumber(number, image.u32(BASE.PRIMARY_SEQUENCE))
    case BASE.MAJOR:
    case BASE.FORMAT:
    case BASE.CLUSTERING:
      return expectNumber(number, 1)
    case BASE.TYPE:
      return expectNumber(number, 0)
    case BASE.DATA_SIZE:
      return expectNumber(number, cells.bins.dataSize)
    case BASE.ROOT_CELL:
      return judgeReference(cells, value, 'key')
    case BASE.CHECKSUM: {
      const expected = computeChecksum(image)
      if (number === expected) return null
      return isUnedited ? { code: 'expected', expected, hex: true } : { code: 'unfinished' }
    }
    default:
      return null
  }
}

/** Judges a field of the header of a bin. */
export function judgeBinField(
  bin: FileOffset,
  field: LaidField,
  value: FieldValue,
): FieldFault | null {
  if (field.name === 'signature') return expect(value, 'hbin')
  if (field.name !== 'bin-offset' || value.kind !== 'hex') return null
  const expected = cellOffset(bin)
  return value.number === expected ? null : { code: 'expected', expected, hex: true }
}

/**
 * Judges a field of a cell in use.
 *
 * @param cells - the cells of the hive
 * @param cell - the cell
 * @param use - what it holds
 * @param field - the field
 * @param value - what it says
 * @returns what is wrong; null if nothing is
 */
export function judgeCellField(
  cells: CellStore,
  cell: CellOffset,
  use: CellUse,
  field: LaidField,
  value: FieldValue,
): FieldFault | null {
  const { image } = cells
  const record = cells.payloadAt(cell)
  const room = roomOf(cells, cell)
  if (value.kind === 'cell') {
    const { leadsTo } = referenceIn(cells, cell, use, field)
    return leadsTo === null ? null : judgeReference(cells, value, leadsTo)
  }
  switch (field.name) {
    case 'name-length': {
      const before = use === 'key' ? NK.NAME : VK.NAME
      return expectAtMost(value, room - before)
    }
    case 'descriptor-size':
      return expectAtMost(value, room - SK.DESCRIPTOR)
    case 'count': {
      const size = leafEntrySize(image.u16(record)) || 4
      return expectAtMost(value, Math.floor((room - LIST.ENTRIES) / size))
    }
    case 'references':
      return value.kind === 'number' && cells.surveyed
        ? expectNumber(value.number, cells.references(cell))
        : null
    case 'hash': {
      const key = image.u32(field.at - 4) as CellOffset
      const node = image.u16(record) === SIG.LH ? findKeyNode(cells, key) : 0
      if (node === 0 || value.kind !== 'hex') return null
      const { at, length, latin1 } = storedKeyName(cells, key, node as FileOffset)
      const expected = storedNameHash(image, at, length, latin1)
      return value.number === expected ? null : { code: 'expected', expected, hex: true }
    }
    default:
      return null
  }
}

/**
 * Tells what a reference has to lead to.
 *
 * @returns what is in the cell that it leads to; null for a field that is not in use, or none at all
 */
function referenceIn(
  cells: CellStore,
  cell: CellOffset,
  use: CellUse,
  field: LaidField,
): { readonly leadsTo: CellUse | null } {
  if (field.form !== 'cell' || field.size < 4) return { leadsTo: null }
  // A root names a parent that is not there.
  if (field.name === 'parent') return { leadsTo: null }
  const found = referringField(cells, cell, use, field.at)
  return { leadsTo: found?.leadsTo ?? null }
}

function judgeReference(cells: CellStore, value: FieldValue, leadsTo: CellUse): FieldFault | null {
  if (value.kind !== 'cell') return null
  const { state } = value
  if (state === 'free') return { code: 'free' }
  if (state !== 'used') return { code: 'nowhere' }
  if (!LETTERED.includes(leadsTo)) return null
  const found = lettersIn(cells, value.cell as CellOffset)
  const isRight = found === leadsTo || (leadsTo === 'leaf' && found === 'index')
  return isRight ? null : { code: 'other' }
}

function expect(value: FieldValue, letters: string): FieldFault | null {
  const isRight = value.kind === 'letters' && value.text === letters
  return isRight ? null : { code: 'expected', expected: letters, hex: false }
}

function expectNumber(number: number, expected: number): FieldFault | null {
  return number === expected ? null : { code: 'expected', expected, hex: false }
}

function expectAtMost(value: FieldValue, most: number): FieldFault | null {
  return value.kind === 'number' && value.number > most
    ? { code: 'past-cell', expected: most }
    : null
}
