/** Names, sizes and positions for random edits, chosen to provoke errors. */

import type { Random } from '../helpers/rng.ts'
import type { ModelKey } from './model.ts'

export const NAMES = [
  'a',
  'A',
  'alpha',
  'Beta',
  'ß',
  'ÿ',
  'Ÿ',
  'µ',
  'ı',
  'Ключ',
  '\ud801',
  'key\ud81d',
  'x'.repeat(255),
  'with space ',
  'a.b',
  '_',
  '[z]',
  'nul\0l',
]

/** Names that every reader shows unchanged. */
export const PLAIN_NAMES = NAMES.filter((name) => /^[\p{L}\w .[\]]+$/u.test(name))

export const TYPES = [0, 1, 2, 3, 4, 6, 7, 11, 0xffff0012]

const SIZES = [0, 1, 4, 5, 8, 60, 200, 1000, 4000, 16_343, 16_344, 16_345, 33_000]
/** One byte more than the limit of a hive without big data. */
const TOO_LARGE_PLAIN = 0x100001

export function randomSize(random: Random): number {
  return random.below(150) === 0 ? TOO_LARGE_PLAIN : random.pick(SIZES)
}

/**
 * A name from the list, often with a number to make it different, or close to an existing one: such a name is
 * inserted in the middle of full lists, and sometimes exists already.
 */
export function randomName(
  random: Random,
  names: readonly string[],
  there: ReadonlyMap<string, { readonly name: string }>,
): string {
  const kind = random.below(4)
  if (kind === 0) return random.pick(names)
  if (kind === 1 && there.size > 0) {
    let skip = random.below(there.size)
    for (const { name } of there.values()) {
      if (skip-- > 0) continue
      const near = `${name.slice(0, 200)}${random.below(2) === 0 ? '' : random.below(10)}`
      return near === '' ? 'near' : near
    }
  }
  return `${random.pick(names).slice(0, 200)}${random.below(60)}`
}

/** Paths to the keys with many subkeys or values, as ids of the model. */
export function widePaths(top: ModelKey): string[][] {
  const found: string[][] = []
  const visit = (model: ModelKey, path: readonly string[]): void => {
    if (model.subkeys.size > 100 || model.values.size > 20) found.push([...path])
    for (const [id, subkey] of model.subkeys) visit(subkey, [...path, id])
  }
  visit(top, [])
  return found
}

/** The item at an index of a map. */
export function nth<T>(map: ReadonlyMap<string, T>, index: number): T {
  let at = 0
  for (const item of map.values()) if (at++ === index) return item
  throw new RangeError('no such item')
}
