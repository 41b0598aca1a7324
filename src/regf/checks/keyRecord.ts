/**
 * Checks a single key node: its name, its class, and the restrictions on links and tombstones
 * (regf-format 5.2 rules 16 to 18, 39 to 41).
 */

import { UPCASE } from '../../bytes/upcase.ts'
import type { HiveImage } from '../HiveImage.ts'
import { layerOf } from '../keyNode.ts'
import { KEY_FLAG, LAYER, LIMIT, NK, SIG } from '../layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../offsets.ts'
import { NO_CELL, TAKEN } from './CellMap.ts'
import type { CheckContext } from './CheckContext.ts'

const BACKSLASH = 0x5c

/** A key node in its cell. */
export interface KeyRecord {
  readonly cell: number
  /** File offset of the record. */
  readonly key: number
  /** Payload bytes of the cell. */
  readonly room: number
}

/**
 * Checks the name of a key. The root may have any name that fits its cell (regf-format 5.3.13).
 *
 * @param context - the parts of the check
 * @param cell - cell offset of the key
 * @param key - file offset of its record
 * @param room - size of the payload of its cell in bytes
 * @param flags - the flags of the key
 * @param depth - levels below the root
 * @returns the hash of the name for an lh entry
 */
export function checkKeyName(
  context: CheckContext,
  cell: number,
  key: number,
  room: number,
  flags: number,
  depth: number,
): number {
  const { image } = context.cells
  const stored = image.u16(key + NK.NAME_LENGTH)
  const isLatin = (flags & KEY_FLAG.COMP_NAME) !== 0
  const length = Math.min(stored, room - NK.NAME)
  const name = key + NK.NAME
  let hash = 0
  let hasBackslash = false
  if (isLatin) {
    for (let at = name; at < name + length; at++) {
      const unit = image.u8(at)
      if (unit === BACKSLASH) hasBackslash = true
      hash = (Math.imul(hash, 37) + (UPCASE[unit] as number)) | 0
    }
  } else {
    for (let at = name; at < name + length - 1; at += 2) {
      const unit = image.u16(at)
      if (unit === BACKSLASH) hasBackslash = true
      hash = (Math.imul(hash, 37) + (UPCASE[unit] as number)) | 0
    }
  }
  if (depth === 0 && stored === 0) context.findings.add('root-name-empty', key + NK.NAME_LENGTH)
  const isOdd = !isLatin && (stored & 1) !== 0
  const isUnusual = hasBackslash || stored === 0 || stored > LIMIT.KEY_NAME
  if (stored > length || isOdd || (depth > 0 && isUnusual)) {
    reportName(context, { cell, key, room }, { isOdd, isRoot: depth === 0, hasBackslash })
  }
  return hash >>> 0
}

function reportName(
  { cells, findings }: CheckContext,
  { cell, key, room }: KeyRecord,
  name: { readonly isOdd: boolean; readonly isRoot: boolean; readonly hasBackslash: boolean },
): void {
  const { image } = cells
  const at = key + NK.NAME_LENGTH
  const actual = image.u16(at)
  const damages = [cell]
  if (actual > room - NK.NAME) {
    findings.add('name-past-cell', at, {
      expected: room - NK.NAME,
      actual,
      damages,
      spills: cell,
    })
  } else if (name.isOdd) {
    findings.add('name-odd', at, { actual, damages })
  }
  if (name.isRoot) return
  const isLatin = (image.u16(key + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
  const units = isLatin ? actual : actual >>> 1
  if (actual === 0) findings.add('key-name-empty', at, { damages })
  else if (actual > LIMIT.KEY_NAME_BYTES) {
    findings.add('key-name-too-long', at, { expected: LIMIT.KEY_NAME_BYTES, actual, damages })
  } else if (units > LIMIT.KEY_NAME) {
    findings.add('key-name-long', at, { expected: LIMIT.KEY_NAME, actual: units })
  }
  if (name.hasBackslash) findings.add('key-name-backslash', key + NK.NAME, { damages })
}

/**
 * Reports a record that Windows refuses: one that is too large, or has flags that are valid only in
 * memory.
 *
 * @param context - the parts of the check
 * @param record - the key in its cell
 * @param flags - the flags of the key
 */
export function checkKeyRecord(
  { findings }: CheckContext,
  { cell, key, room }: KeyRecord,
  flags: number,
): void {
  const damages = [cell]
  if (room > LIMIT.KEY_PAYLOAD) {
    const detail = { expected: LIMIT.KEY_PAYLOAD, actual: room, damages }
    findings.add('key-too-large', fileOffset(cell as CellOffset), detail)
  }
  const actual = flags & KEY_FLAG.IN_MEMORY
  if (actual !== 0) {
    findings.add('key-flag-memory', key + NK.FLAGS, { expected: 0, actual, damages })
  }
}

/**
 * Computes the hint that the lf entry of a key should have. A stored hint that does not keep
 * Windows from finding the key is accepted: a first byte of 0 means "no hint", which names with a
 * unit above 0xFF among the first four need, and case does not matter (regf-format 3.6).
 *
 * @param image - the hive file
 * @param key - file offset of the record of the key
 * @param actual - the stored hint
 * @returns the right hint, or the stored one if it is acceptable
 */
export function expectedHint(image: HiveImage, key: number, actual: number): number {
  if ((actual & 0xff) === 0) return actual
  const isLatin = (image.u16(key + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
  const length = image.u16(key + NK.NAME_LENGTH)
  const units = Math.min(4, isLatin ? length : length >>> 1)
  let hint = 0
  for (let index = 0; index < units; index++) {
    const unit = isLatin ? image.u8(key + NK.NAME + index) : image.u16(key + NK.NAME + index * 2)
    if (unit > 0xff) return 0
    hint |= unit << (index * 8)
  }
  hint >>>= 0
  return isSameHint(hint, actual) ? actual : hint
}

function isSameHint(a: number, b: number): boolean {
  for (let shift = 0; shift < 32; shift += 8) {
    if (UPCASE[(a >>> shift) & 0xff] !== UPCASE[(b >>> shift) & 0xff]) return false
  }
  return true
}

/**
 * Checks the class name of a key that has one, and takes its cell.
 *
 * @param context - the parts of the check
 * @param cell - cell offset of the key
 * @param key - file offset of its record
 */
export function checkClass(
  { cells, map, findings }: CheckContext,
  cell: number,
  key: number,
): void {
  const { image } = cells
  const length = image.u16(key + NK.CLASS_LENGTH)
  const target = image.u32(key + NK.CLASS)
  const damages = [cell]
  if (target === NIL) {
    findings.add('class-bad', key + NK.CLASS_LENGTH, { expected: 0, actual: length, damages })
    return
  }
  const room = map.claim(target)
  if (room < 0) {
    const field = key + NK.CLASS
    if (room === TAKEN) findings.addShared('shared-cell', target, field, damages)
    else findings.add('reference-bad', field, { actual: target, damages })
  } else if (length > room) {
    findings.add('class-bad', key + NK.CLASS_LENGTH, {
      expected: room,
      actual: length,
      damages,
      spills: target,
    })
  } else if (length % 2 !== 0) {
    findings.add('class-bad', key + NK.CLASS_LENGTH, { actual: length, damages })
  }
}

/**
 * Checks that a symbolic link has at most one value and no subkeys.
 *
 * @param context - the parts of the check
 * @param cell - cell offset of the key
 * @param key - file offset of its record
 */
export function checkLinkKey({ cells, findings }: CheckContext, cell: number, key: number): void {
  const subkeys = cells.image.u32(key + NK.SUBKEY_COUNT)
  const values = cells.image.u32(key + NK.VALUE_COUNT)
  const damages = [cell]
  if (subkeys > 0) {
    findings.add('link-bad', key + NK.SUBKEY_COUNT, { expected: 0, actual: subkeys, damages })
  } else if (values > 1) {
    findings.add('link-bad', key + NK.VALUE_COUNT, { expected: 1, actual: values, damages })
  }
}

/**
 * Checks that a tombstone has no subkeys, values or class.
 *
 * @param context - the parts of the check
 * @param cell - cell offset of the key
 * @param key - file offset of its record
 */
export function checkTombstoneKey({ cells, findings }: CheckContext, cell: number, key: number) {
  const { image } = cells
  if (layerOf(cells, key as FileOffset) !== LAYER.TOMBSTONE) return
  const damages = [cell]
  for (const field of [NK.SUBKEY_COUNT, NK.VALUE_COUNT]) {
    const actual = image.u32(key + field)
    if (actual === 0) continue
    findings.add('tombstone-bad', key + field, { expected: 0, actual, damages })
    return
  }
  const actual = image.u16(key + NK.CLASS_LENGTH)
  if (actual === 0) return
  findings.add('tombstone-bad', key + NK.CLASS_LENGTH, { expected: 0, actual, damages })
}

/**
 * Reports why a reference does not lead to a key of its own.
 *
 * @param context - the parts of the check
 * @param cell - the value of the reference
 * @param field - file offset of the reference
 * @param owners - cell offsets of the records that contain it
 * @returns whether a key is lost, rather than listed a second time
 */
export function reportNoKey(
  { cells, map, findings }: CheckContext,
  cell: number,
  field: number,
  owners: readonly number[],
): boolean {
  const room = map.peek(cell)
  if (room === NO_CELL) {
    findings.add('reference-bad', field, { actual: cell, damages: owners })
    return true
  }
  const at = cells.payloadAt(cell as CellOffset)
  const actual = cells.image.u16(at)
  if (actual !== SIG.NK) {
    const damages = [cell, ...owners]
    findings.add('signature-wrong', at, { expected: 'nk', actual, damages })
  } else if (map.payloadOf(cell) < NK.NAME) {
    map.take(cell)
    findings.add('key-too-small', at, {
      expected: NK.NAME,
      actual: map.payloadOf(cell),
      damages: [cell, ...owners],
      spills: cell,
    })
  } else {
    findings.addShared('key-twice', cell, field, owners)
    return false
  }
  return true
}
