/**
 * Differences as people are shown them: with names instead of cells, and with what was there and what is there now.
 * The result does not refer to the hives. Texts and data are cut to a bounded length, names are whole.
 */

import { formatFiletime } from '../bytes/filetime.ts'
import { formatHex } from '../bytes/hex.ts'
import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyClass, keyFlags, keyLastWrite, keyName } from '../regf/keyNode.ts'
import { isTombstoneValue, valueName, valueType } from '../regf/keyValue.ts'
import { KEY_FLAG, NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { locateDescriptor } from '../regf/securityCell.ts'
import { dataHead, dataSize } from '../regf/valueData.ts'
import { decodeDescriptor } from '../security/descriptor.ts'
import { formatSddl } from '../security/sddl.ts'
import { shownName } from '../text/visibleText.ts'
import { PREVIEW_HEAD_BYTES, previewHead, type ValuePreview } from '../values/preview.ts'
import { typeName } from '../values/valueType.ts'
import {
  type ChangedPart,
  type ComparedCells,
  type Difference,
  pathOf,
  valueNameOf,
} from './difference.ts'

/** One key or value that is not the same in both hives. */
export interface NamedDifference extends Pick<Difference, 'kind' | 'parts' | 'along'> {
  /** Names from the root (not included) down to the key. */
  readonly path: readonly string[]
  /** The path that a moved key had; null for all other differences. */
  readonly from: readonly string[] | null
  /** The name of the value, `''` for the default value; null if the difference is about the key. */
  readonly value: string | null
}

/** What differs of a key or value in one of the hives. */
export interface Side {
  /** The name, if it is not the same. */
  readonly name?: string
  /** The time of the last write, UTC. */
  readonly time?: string
  readonly flags?: KeyFlags
  /** null for none. */
  readonly class?: string | null
  /** As SDDL, or as hexadecimal bytes if it cannot be decoded; null if there is none. */
  readonly security?: string | null
  /** The value, whichever part of it differs. */
  readonly data?: ShownData
}

/** The flags of a key, by the fields that they are stored in. */
export interface KeyFlags {
  readonly key: number
  readonly user: number
  readonly virtual: number
  readonly layer: number
}

/** The content of a value. */
export interface ShownData {
  readonly type: number
  readonly typeName: string
  /** Bytes of data. */
  readonly size: number
  readonly preview: ValuePreview
  /** Whether it hides a value of a lower layer. */
  readonly tombstone: boolean
}

/** A difference with both sides of it. */
export interface ShownDifference extends NamedDifference {
  /** The earlier hive; null if it does not have the record, or only the place of it is another one. */
  readonly was: Side | null
  /** The same of the later hive. */
  readonly is: Side | null
}

/**
 * Names the records of a difference.
 *
 * @param difference - the difference
 * @param hives - the hives that were compared
 * @returns the difference with names
 */
export function namedDifference(
  { kind, key, from, value, parts, along }: Difference,
  hives: ComparedCells,
): NamedDifference {
  return {
    kind,
    path: pathOf(key, hives),
    from: from === null ? null : pathOf(from, hives),
    value: value === null ? null : valueNameOf(value, hives),
    parts,
    along,
  }
}

/**
 * Describes a difference by what was there and what is there now.
 *
 * @param difference - the difference
 * @param hives - the hives that were compared
 * @returns the difference with names and content
 */
export function shownDifference(difference: Difference, hives: ComparedCells): ShownDifference {
  const { key, value, parts } = difference
  const { before, after } = value ?? key
  const side = (cells: CellStore, cell: CellOffset): Side | null => {
    if (cell === NIL) return null
    if (value !== null) return valueSide(cells, cell, parts)
    return parts.length === 0 ? null : keySide(cells, cell, parts)
  }
  return {
    ...namedDifference(difference, hives),
    was: side(hives.before, before),
    is: side(hives.after, after),
  }
}

function keySide(cells: CellStore, cell: CellOffset, parts: readonly ChangedPart[]): Side {
  const key = cells.payloadAt(cell)
  const className = parts.includes('class') ? keyClass(cells, key) : null
  return {
    ...(parts.includes('name') && { name: shownName(keyName(cells, cell, key)) }),
    ...(parts.includes('time') && { time: formatFiletime(keyLastWrite(cells, key)) }),
    ...(parts.includes('flags') && { flags: flagsOf(cells, key) }),
    ...(parts.includes('class') && { class: className && shownName(className) }),
    ...(parts.includes('security') && { security: securityOf(cells, key) }),
  }
}

function valueSide(cells: CellStore, cell: CellOffset, parts: readonly ChangedPart[]): Side {
  const value = cells.payloadAt(cell)
  return {
    ...(parts.includes('name') && { name: shownName(valueName(cells, cell, value)) }),
    data: shownData(cells, value),
  }
}

/**
 * Describes the content of a value.
 *
 * @param cells - the cells of its hive
 * @param value - file offset of the value
 * @returns its type, and its data as a preview
 */
export function shownData(cells: CellStore, value: FileOffset): ShownData {
  const type = valueType(cells, value)
  const size = dataSize(cells, value)
  const preview = previewHead(type, size, dataHead(cells, value, PREVIEW_HEAD_BYTES))
  const tombstone = isTombstoneValue(cells, value)
  return { type, typeName: typeName(type), size, preview, tombstone }
}

/**
 * Reads the flags of a key.
 *
 * @param cells - the cells of its hive
 * @param key - file offset of the key
 * @returns the flags, without the one that says how its name is stored
 */
export function flagsOf(cells: CellStore, key: FileOffset): KeyFlags {
  const { image } = cells
  const user = image.u8(key + NK.USER_FLAGS)
  return {
    key: keyFlags(cells, key) & ~KEY_FLAG.COMP_NAME,
    user: user & 15,
    virtual: user >>> 4,
    layer: image.u8(key + NK.LAYER) & 3,
  }
}

/**
 * Reads the permissions of a key.
 *
 * @param cells - the cells of its hive
 * @param key - file offset of the key
 * @returns SDDL, or hexadecimal bytes if it cannot be decoded; null if there is none
 */
export function securityOf(cells: CellStore, key: FileOffset): string | null {
  const found = locateDescriptor(cells, key)
  if (found === null) return null
  const bytes = cells.image.bytesView(found.at, found.length)
  try {
    return shownName(formatSddl(decodeDescriptor(bytes)))
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
    return shownName(formatHex(bytes.subarray(0, PREVIEW_HEAD_BYTES)))
  }
}
