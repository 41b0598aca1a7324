/** Arguments that several functions share: capacities, indexes, relative paths. */

import { HiveError } from '../../errors.ts'
import type { Key } from '../Key.ts'
import { requirePath } from '../rules.ts'
import { badArgument } from './answer.ts'
import type { Open } from './handles.ts'

/**
 * Checks whether a buffer is too small for a text and its NUL.
 *
 * @param capacity - UTF-16 units of the buffer; undefined for an unlimited one
 * @param text - the text
 * @returns true if it is too small
 */
export function isShort(capacity: number | undefined, text: string): boolean {
  return capacity !== undefined && capacity <= text.length
}

/**
 * Checks whether a number can be an index.
 *
 * @param index - the number
 * @returns true for 0 and positive whole numbers
 */
export function isIndex(index: number): boolean {
  return Number.isInteger(index) && index >= 0
}

/**
 * Returns a name or a path, with `''` for null.
 *
 * @param given - the argument
 * @returns the text
 * @throws HiveError `bad-argument` when it is neither text nor null, which only JavaScript allows
 */
export function textOf(given: string | null): string {
  const text: unknown = given ?? ''
  if (typeof text === 'string') return text
  throw badArgument('a name is text or null')
}

/**
 * Finds the key at a relative path. Null and `''` mean the key itself.
 *
 * @param open - the key that the path starts at
 * @param path - the path
 * @returns the key
 * @throws HiveError `key-not-found` when there is no such key
 * @throws HiveError `name-empty` when a name in the path is empty
 * @throws HiveError `bad-argument` when the path is neither text nor null
 */
export function keyBelow({ key }: Open, path: string | null): Key {
  return requirePath(textOf(path)).reduce(requireSubkey, key)
}

/**
 * Finds a subkey that has to exist.
 *
 * @param key - the key
 * @param name - name of the subkey, in any case
 * @returns the subkey
 * @throws HiveError `key-not-found` when there is none
 */
export function requireSubkey(key: Key, name: string): Key {
  const subkey = key.subkey(name)
  if (subkey !== null) return subkey
  throw new HiveError('key-not-found', `there is no key ${name}`, { subject: name })
}
