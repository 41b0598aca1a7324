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

/** Capacities: of the name in units with the terminating NUL, of the data in bytes. */
export interface ValueCapacities {
  readonly name?: number | undefined
  readonly data?: number | undefined
}

/** ERROR_MORE_DATA: what is needed for name (units, with the terminating NUL) and data (bytes). */
export interface MoreValueRoom {
  readonly status: 234
  readonly nameUnits: number
  readonly type: number
  readonly size: number
}

/**
 * The value at an index, in the order of the value list: that of their creation.
 *
 * A capacity for the data that is too small is 234 even where there is no buffer, as was seen; the
 * documentation lets such a probe succeed. The units of 234 are those a retry needs.
 *
 * @param capacities - what a caller with buffers has room for; without one there is room for all
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

/** A value's type and data. */
export interface ReadValue {
  readonly status: 0
  readonly type: number
  readonly data: Uint8Array
}

/** ERROR_MORE_DATA: bytes that are needed. */
export interface MoreDataRoom {
  readonly status: 234
  readonly type: number
  readonly size: number
}

/**
 * A value's type and data, byte for byte as stored: nothing is expanded, and a string without a NUL is
 * not given one, though the documentation promises that (or 234). A caller that wants to be sure of the
 * NUL adds it behind the data.
 *
 * @param subKey - relative path; null or `''` is the key of the handle, the root too
 * @param name - null or `''` is the default value
 * @param capacity - bytes a caller with a buffer has room for; without it there is room for all
 * @returns 0; 2 without the key or the value; 6; 87 for a path with an empty name; 234 with the size;
 *   1018
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
 * Sets a value, or replaces type and data of the one with that name, whose place and spelling stay.
 *
 * Nothing is asked of the data but that it fits the hive: a DWORD may have three bytes. The bytes are
 * stored as given; a NUL that follows them in memory is not looked for, though an old library took
 * it in. A symbolic link takes `SymbolicLinkValue` only, of type REG_LINK, without a NUL (87). A hive
 * of version 1.3 takes at most 1 MiB (87).
 *
 * @param name - null or `''` is the default value; at most 16,383 units
 * @param type - any number of 32 bits
 * @param data - null is no data
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
 * Deletes a value; the order of the others stays.
 *
 * @param name - null or `''` is the default value
 * @returns 0; 2 without such a value; 6; 1018
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
