/** What the arguments of several functions mean: capacities, indexes, relative paths. */

import { HiveError } from '../../errors.ts'
import type { Key } from '../Key.ts'
import { requirePath } from '../rules.ts'
import { badArgument } from './answer.ts'
import type { Open } from './handles.ts'

/** Whether a buffer is too small for a text and its NUL. */
export function isShort(capacity: number | undefined, text: string): boolean {
  return capacity !== undefined && capacity <= text.length
}

/** Whether a number can be an index at all. */
export function isIndex(index: number): boolean {
  return Number.isInteger(index) && index >= 0
}

/**
 * A name or a path, null being `''`.
 *
 * @throws HiveError `bad-argument` for what is neither, which only JavaScript lets through
 */
export function textOf(given: string | null): string {
  const text: unknown = given ?? ''
  if (typeof text === 'string') return text
  throw badArgument('a name is text or null')
}

/**
 * The key a relative path leads to; null and `''` are the key itself.
 *
 * @throws HiveError `key-not-found`, `name-empty`, `bad-argument`
 */
export function keyBelow({ key }: Open, path: string | null): Key {
  return requirePath(textOf(path)).reduce(requireSubkey, key)
}

/** @throws HiveError `key-not-found` */
export function requireSubkey(key: Key, name: string): Key {
  const subkey = key.subkey(name)
  if (subkey !== null) return subkey
  throw new HiveError('key-not-found', `there is no key ${name}`, { subject: name })
}
