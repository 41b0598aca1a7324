/** What a field says, and where it leads to. */

import { formatGuid } from '../bytes/guid.ts'
import { decodeLatin1, decodeUtf16 } from '../bytes/text.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { CellUse } from '../regf/fields.ts'
import { INLINE, KEY_FLAG, NK, VALUE_FLAG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import type { LaidField } from './FieldList.ts'
import { type FlagName, flagsIn } from './flags.ts'

/** The value of a field. */
export type FieldValue =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'type'; readonly number: number }
  /** `digits`: hexadecimal digits of its size. */
  | { readonly kind: 'hex'; readonly number: number; readonly digits: number }
  /** FILETIME, UTC 100 ns since 1601. */
  | { readonly kind: 'time'; readonly ticks: bigint }
  | { readonly kind: 'guid' | 'letters' | 'text'; readonly text: string }
  | { readonly kind: 'cell-size'; readonly size: number; readonly isFree: boolean }
  | { readonly kind: 'data-size'; readonly size: number; readonly isInline: boolean }
  /** `cell`: cell offset. `nowhere` has no cell; `none` is the mark for no cell. */
  | {
      readonly kind: 'cell'
      readonly cell: number
      readonly state: 'none' | 'used' | 'free' | 'nowhere'
    }
  | { readonly kind: 'flags'; readonly set: readonly FlagName[]; readonly rest: number }
  /** `isClear`: all of them are zero. */
  | { readonly kind: 'bytes'; readonly isClear: boolean }

/** Bytes of a name that are read. */
const MOST_NAME = 2048
/** Bytes that are looked at to tell whether all are zero. */
const MOST_COMPARED = 1 << 16

/**
 * Reads a field.
 *
 * @param cells - the cells of the hive
 * @param field - the field, in the file
 * @param use - what its cell holds
 * @returns its value
 */
export function readField(cells: CellStore, field: LaidField, use: CellUse | null): FieldValue {
  const { image } = cells
  const { at, size, form } = field
  if (size < LEAST[form]) return bytesOf(cells, field)
  switch (form) {
    case 'letters':
      return { kind: 'letters', text: decodeLatin1(image.bytesView(at, size)) }
    case 'u8':
    case 'u16':
    case 'u32':
      return { kind: 'number', number: numberOf(cells, at, size) }
    case 'hex':
      return { kind: 'hex', number: numberOf(cells, at, size), digits: size * 2 }
    case 'bin':
      return { kind: 'hex', number: image.u32(at), digits: 8 }
    case 'value-type':
      return { kind: 'type', number: image.u32(at) }
    case 'cell-size': {
      const stored = image.i32(at)
      return { kind: 'cell-size', size: Math.abs(stored), isFree: stored > 0 }
    }
    case 'data-size': {
      const stored = image.u32(at)
      const isInline = stored >= INLINE
      return { kind: 'data-size', size: isInline ? stored - INLINE : stored, isInline }
    }
    case 'cell': {
      const cell = image.u32(at) as CellOffset
      return { kind: 'cell', cell, state: stateOf(cells, cell) }
    }
    case 'filetime':
      return { kind: 'time', ticks: image.u64(at) }
    case 'guid':
      return { kind: 'guid', text: formatGuid(image.bytesView(at, size)) }
    case 'utf16':
    case 'class-name':
      return { kind: 'text', text: textOf(cells, field, false) }
    case 'key-name':
    case 'value-name':
      return { kind: 'text', text: textOf(cells, field, isNarrow(cells, at, use)) }
    case 'data':
    case 'bytes':
      return bytesOf(cells, field)
    default: {
      const flags = flagsIn(form, numberOf(cells, at, size))
      return flags === null ? bytesOf(cells, field) : { kind: 'flags', ...flags }
    }
  }
}

/** The least bytes that a form can be read from. */
const LEAST: Readonly<Record<LaidField['form'], number>> = {
  ...{ letters: 1, bytes: 0, data: 0, utf16: 2, 'class-name': 1, 'key-name': 1, 'value-name': 1 },
  ...{ u8: 1, access: 1, layer: 1, 'user-flags': 1, debug: 1 },
  ...{ u16: 2, 'key-flags': 2, 'value-flags': 2 },
  ...{ u32: 4, hex: 4, 'cell-size': 4, cell: 4, bin: 4, 'file-flags': 4 },
  ...{ 'value-type': 4, 'data-size': 4, filetime: 8, guid: 16 },
}

function numberOf({ image }: CellStore, at: number, size: number): number {
  if (size === 1) return image.u8(at)
  return size === 2 ? image.u16(at) : image.u32(at)
}

/** Tells what is where a reference leads to. */
function stateOf(cells: CellStore, cell: CellOffset): 'none' | 'used' | 'free' | 'nowhere' {
  if (cell === NIL) return 'none'
  if (cells.payloadSize(cell) >= 0) return 'used'
  return cells.freePayloadSize(cell) >= 0 ? 'free' : 'nowhere'
}

/** Whether a name has a byte for each unit, by the flag of its record. */
function isNarrow(cells: CellStore, name: FileOffset, use: CellUse | null): boolean {
  if (cells.headerSize === 8) return false
  return use === 'key'
    ? (cells.image.u16(name - NK.NAME + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
    : (cells.image.u16(name - VK.NAME + VK.FLAGS) & VALUE_FLAG.COMP_NAME) !== 0
}

function textOf({ image }: CellStore, { at, size, form }: LaidField, narrow: boolean): string {
  const bytes = image.bytesView(at, Math.min(size, MOST_NAME))
  if (narrow) return decodeLatin1(bytes)
  const text = decodeUtf16(bytes)
  const end = form === 'utf16' ? text.indexOf('\0') : -1
  return end < 0 ? text : text.slice(0, end)
}

function bytesOf({ image }: CellStore, { at, size }: LaidField): FieldValue {
  const bytes = image.bytesView(at, Math.min(size, MOST_COMPARED))
  return { kind: 'bytes', isClear: bytes.every((byte) => byte === 0) }
}
