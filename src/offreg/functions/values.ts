/** OREnumValue, ORGetValue, ORSetValue, ORDeleteValue (offreg-api 3.12, 3.14 to 3.16). */

import { HiveError } from '../../errors.ts'
import type { Key, Value } from '../Key.ts'
import { answer, badArgument, type Done, type Failure, NO_MORE, type NoMore } from './answer.ts'
import { isIndex, isShort, keyBelow, textOf } from './arguments.ts'
import { type ORHKEY, openOf } from './handles.ts'

/** A value by its index. */
export interface EnumeratedValue {
  readonly status: 0
  /** `''` for the default value. */
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/** Capacities: for the name in UTF-16 units including the NUL, for the data in bytes. */
export interface ValueCapacities {
  readonly name?: number | undefined
  readonly data?: number | undefined
}

/** ERROR_MORE_DATA: the room that is needed for name (UTF-16 units including the NUL) and data (bytes). */
export interface MoreValueRoom {
  readonly status: 234
  readonly nameUnits: number
  readonly type: number
  readonly size: number
}

/**
 * Returns the value at an index, in the order of the value list, which is that of creation.
 *
 * A capacity for the data that is too small is 234 even without a buffer, as was seen; the
 * documentation lets such a probe succeed. The units of 234 are those that a retry needs.
 *
 * @param handle - handle of the key
 * @param index - index of the value
 * @param capacities - what a caller with buffers has room for; unlimited by default
 * @returns 0; 6; 234 with what is needed; 259 past the end; 1018
 */
export function OREnumValue(
  handle: ORHKEY,
  index: number,
  capacities: ValueCapacities = {},
): EnumeratedValue | MoreValueRoom | NoMore | Failure {
  return answer(() => {
    const { key } = openOf(handle)
    const value = isIndex(index) ? key.valueAt(index) : null
    if (value === null) return NO_MORE
    const { name, type, size } = value
    if (isShort(capacities.name, name) || isTooMuch(size, capacities.data)) {
      return { status: 234, nameUnits: name.length + 1, type, size }
    }
    return { status: 0, name, type, data: value.data }
  })
}

/** The type and data of a value. */
export interface ReadValue {
  readonly status: 0
  readonly type: number
  readonly data: Uint8Array
}

/** ERROR_MORE_DATA: the number of bytes that are needed. */
export interface MoreDataRoom {
  readonly status: 234
  readonly type: number
  readonly size: number
}

/**
 * Returns the type and data of a value, byte for byte as stored: nothing is expanded, and a string
 * without a NUL does not get one, although the documentation promises that (or 234). A caller that
 * relies on the NUL appends it.
 *
 * @param handle - handle of the key or of one above
 * @param subKey - relative path; null or `''` is the key of the handle, even the root
 * @param name - null or `''` is the default value
 * @param capacity - bytes that a caller with a buffer has room for; unlimited by default
 * @returns 0; 2 when there is no such key or value; 6; 87 for a path with an empty name; 234 with
 *   the size; 1018
 */
export function ORGetValue(
  handle: ORHKEY,
  subKey: string | null,
  name: string | null,
  capacity?: number,
): ReadValue | MoreDataRoom | Failure {
  return answer(() => {
    const { type, size, data } = requireValue(keyBelow(openOf(handle), subKey), name)
    return isTooMuch(size, capacity) ? { status: 234, type, size } : { status: 0, type, data }
  })
}

/**
 * Sets a value, or replaces type and data of the one with that name, whose place and spelling are
 * kept.
 *
 * The data only has to fit the hive: a DWORD may have three bytes. The bytes are stored as given; a
 * NUL after them in memory is not added, although an old library did that. A symbolic link accepts
 * only `SymbolicLinkValue`, of type REG_LINK, without a NUL (87). A hive of version 1.3 accepts at
 * most 1 MiB (87).
 *
 * @param handle - handle of the key
 * @param name - null or `''` is the default value; at most 16,383 UTF-16 units
 * @param type - any 32-bit number
 * @param data - null is empty data
 * @returns 0; 6; 87; 1018
 */
export function ORSetValue(
  handle: ORHKEY,
  name: string | null,
  type: number,
  data: Uint8Array | null,
): Done | Failure {
  return answer(() => {
    const { key } = openOf(handle)
    if (type >>> 0 !== type) throw badArgument('a type is a number of 32 bits')
    const bytes: unknown = data ?? new Uint8Array(0)
    if (!(bytes instanceof Uint8Array)) throw badArgument('data is bytes or null')
    key.set(textOf(name), type, bytes)
    return { status: 0 }
  })
}

/**
 * Deletes a value. The order of the others is kept.
 *
 * @param handle - handle of the key
 * @param name - null or `''` is the default value
 * @returns 0; 2 when there is no such value; 6; 1018
 */
export function ORDeleteValue(handle: ORHKEY, name: string | null = null): Done | Failure {
  return answer(() => {
    requireValue(openOf(handle).key, name).delete()
    return { status: 0 }
  })
}

function requireValue(key: Key, name: string | null): Value {
  const value = key.value(textOf(name))
  if (value !== null) return value
  throw new HiveError('value-not-found', 'there is no such value', { subject: name ?? '' })
}

function isTooMuch(size: number, capacity: number | undefined): boolean {
  return capacity !== undefined && capacity < size
}
