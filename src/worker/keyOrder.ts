/** The orders of the subkeys of a key. */

import { upcase } from '../bytes/upcase.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { NK } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { KeyOrder } from './protocol.ts'

/**
 * Sorts keys. Those that are equal stay in the order in which they are given.
 *
 * @param cells - the cells of the hive
 * @param keys - cells of keys in stored order; not changed
 * @param order - the order
 * @returns the cells in that order
 */
export function sortedKeys(cells: CellStore, keys: Uint32Array, order: KeyOrder): Uint32Array {
  if (order === 'stored' || keys.length < 2) return keys.slice()
  const compare = order === 'natural' ? byNaturalName(cells, keys) : byTime(cells, keys, order)
  const places = Uint32Array.from(keys, (_, at) => at)
  places.sort((a, b) => compare(a, b) || a - b)
  return places.map((at) => keys[at] as number)
}

type Compare = (a: number, b: number) => number

function byTime(cells: CellStore, keys: Uint32Array, order: 'newest' | 'oldest'): Compare {
  const { image } = cells
  const high = new Uint32Array(keys.length)
  const low = new Uint32Array(keys.length)
  for (const [at, cell] of keys.entries()) {
    const key = findKeyNode(cells, cell as CellOffset)
    if (key === 0) continue
    low[at] = image.u32(key + NK.LAST_WRITE)
    high[at] = image.u32(key + NK.LAST_WRITE + 4)
  }
  const way = order === 'oldest' ? 1 : -1
  return (a, b) =>
    way * ((high[a] as number) - (high[b] as number) || (low[a] as number) - (low[b] as number))
}

function byNaturalName(cells: CellStore, keys: Uint32Array): Compare {
  const names = Array.from(keys, (cell) => {
    const key = findKeyNode(cells, cell as CellOffset)
    return key === 0 ? '' : naturalKey(keyName(cells, cell as CellOffset, key))
  })
  return (a, b) => {
    const [left = '', right = ''] = [names[a], names[b]]
    return left === right ? 0 : left < right ? -1 : 1
  }
}

/** A text that sorts as a name does when its numbers count as numbers: each begins with its length. */
function naturalKey(name: string): string {
  return upcase(name).replace(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=.)/, '')
    return `0${String.fromCharCode(number.length)}${number}`
  })
}
