/**
 * Hashes the content of a key: the names of everything below it, and the types and data of all values. The name of
 * the key itself does not count, nor does the order of lists. Two keys with the same hash still have to be compared.
 */

import type { CellStore } from '../regf/CellStore.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { storedKeyName } from '../regf/keyNode.ts'
import { storedValueName, valueType } from '../regf/keyValue.ts'
import { LIMIT } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { StoredName } from '../regf/storedName.ts'
import { dataPieces } from '../regf/valueData.ts'
import type { Work } from '../work.ts'
import type { CompareBudget } from './CompareBudget.ts'
import { subkeysOf, valuesOf } from './Pairing.ts'

/** Odd random factors, so that nobody can craft contents that share a hash. */
const FACTOR = [randomFactor(), randomFactor()] as const
/** Units that a key or value costs besides its name and data. */
const RECORD_UNITS = 16

/** Two hashes of 32 bits. */
interface Mixed {
  one: number
  two: number
}

export class ContentHash {
  readonly #budget: CompareBudget

  /**
   * Starts to hash keys.
   *
   * @param budget - pays for what is read; when it is exhausted, hashes mean nothing
   */
  constructor(budget: CompareBudget) {
    this.#budget = budget
  }

  /**
   * Hashes a key, in steps.
   *
   * @param cells - the cells of its hive
   * @param top - cell offset of the key
   * @returns a whole number below 2^53
   */
  *of(cells: CellStore, top: CellOffset): Work<number> {
    const budget = this.#budget
    const sum: Mixed = { one: 0, two: 0 }
    const open: { cell: CellOffset; path: Mixed; depth: number }[] = [
      { cell: top, path: { one: 1, two: 1 }, depth: 0 },
    ]
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      const { cell, path, depth } = key
      add(sum, path)
      for (const value of valuesOf(cells, cell, budget).list) {
        if (budget.exhausted) return 0
        add(sum, this.#valueHash(cells, value as CellOffset, path))
        if (budget.endsStep()) yield 0
      }
      for (const subkey of depth < LIMIT.DEPTH ? subkeysOf(cells, cell, budget).list : []) {
        if (budget.exhausted) return 0
        const child = subkey as CellOffset
        const name = storedKeyName(cells, child, cells.payloadAt(child))
        open.push({ cell: child, path: this.#mixName(cells.image, path, name), depth: depth + 1 })
        if (budget.endsStep()) yield 0
      }
    }
    return (sum.one >>> 0) * 0x20_0000 + (sum.two >>> 11)
  }

  #valueHash(cells: CellStore, cell: CellOffset, path: Mixed): Mixed {
    const value = cells.payloadAt(cell)
    const mixed = this.#mixName(cells.image, path, storedValueName(cells, cell, value))
    mix(mixed, valueType(cells, value))
    let length = 0
    for (const piece of dataPieces(cells, value)) {
      length += piece.length
      this.#budget.spent += piece.length
      if (this.#budget.exhausted) break
      let at = 0
      for (; at + 4 <= piece.length; at += 4) mix(mixed, cells.image.u32(piece.at + at))
      for (; at < piece.length; at++) mix(mixed, cells.image.u8(piece.at + at))
    }
    // A value is not mistaken for a key of the same name.
    mix(mixed, ~length)
    return mixed
  }

  /** Mixes the units of a name into a copy. */
  #mixName(image: HiveImage, into: Mixed, { at, length, latin1 }: StoredName): Mixed {
    const mixed = { ...into }
    const units = latin1 ? length : length >>> 1
    this.#budget.spent += RECORD_UNITS + units
    for (let unit = 0; unit < units; unit++) {
      mix(mixed, latin1 ? image.u8(at + unit) : image.u16(at + unit * 2))
    }
    mix(mixed, units)
    return mixed
  }
}

function mix(mixed: Mixed, word: number): void {
  const one = Math.imul(mixed.one ^ word, FACTOR[0])
  const two = Math.imul(mixed.two + word, FACTOR[1])
  mixed.one = one ^ (one >>> 15)
  mixed.two = two ^ (two >>> 13)
}

/** Adds a hash to a sum, which is the same in any order. */
function add(sum: Mixed, { one, two }: Mixed): void {
  const mixed = { one, two }
  mix(mixed, 1)
  sum.one = (sum.one + mixed.one) | 0
  sum.two = (sum.two + mixed.two) | 0
}

function randomFactor(): number {
  return (Math.random() * 0x1_0000_0000) | 1
}
