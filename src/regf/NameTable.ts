/**
 * Finds equal value names in the list of one key (regf-format 5.3.27). If there are few names, they are compared
 * by length and first letters; many go into a hash table of cell offsets with a few bits of the hash, which is
 * reused for the next key. The work per name is bounded, so a duplicate among very many names with the same
 * hash may be missed.
 */

import { UPCASE } from '../bytes/upcase.ts'
import type { CellStore } from './CellStore.ts'
import { findKeyValue, storedValueName } from './keyValue.ts'
import type { CellOffset } from './offsets.ts'
import { compareStoredNames, storedIndexHash } from './storedName.ts'

/** Up to this many names are compared pair by pair. */
const FEW = 16
/** Slots kept between keys. */
const KEPT = 1 << 14
const MAX_PROBES = 64
/** Masks out the bit in which upper and lower case differ, in Latin-1 as in ASCII. */
const CASELESS = 0xdfdfdfdf
/** The upper case of ÿ, the only letter of Latin-1 whose upper case is not in Latin-1. */
const Y_DIAERESIS = 0x178

export class NameTable {
  readonly #cells: CellStore
  readonly #marks = new Int32Array(FEW)
  readonly #few = new Uint32Array(FEW)
  #count = 0
  #isLarge = false
  #slots = new Uint32Array(KEPT)
  #mask = 0
  #shift = 0

  /**
   * Starts without names.
   *
   * @param cells - the cells of the hive
   */
  constructor(cells: CellStore) {
    this.#cells = cells
  }

  /**
   * Forgets all names and makes room for those of another key.
   *
   * @param count - number of values
   */
  reset(count: number): void {
    this.#count = 0
    this.#isLarge = count > FEW
    if (!this.#isLarge) return
    const bits = 32 - Math.clz32(count + (count >>> 2))
    const size = 2 ** bits
    if (size > this.#slots.length) this.#slots = new Uint32Array(size)
    else if (size <= KEPT && this.#slots.length > KEPT) this.#slots = new Uint32Array(KEPT)
    else this.#slots.fill(0, 0, size)
    this.#mask = size - 1
    this.#shift = 32 - bits
  }

  /**
   * Adds a value, unless another one has the same name.
   *
   * @param value - cell offset of the value
   * @param name - file offset of its name
   * @param length - length of the name in bytes
   * @param isLatin - whether the name has one byte per unit
   * @returns cell offset of the value with the same name, or 0
   */
  add(value: number, name: number, length: number, isLatin: boolean): number {
    return this.#isLarge
      ? this.#addToTable(value, name, length, isLatin)
      : this.#addToFew(value, name, length, isLatin)
  }

  #addToFew(value: number, name: number, length: number, isLatin: boolean): number {
    const mark = this.#markOf(name, length, isLatin)
    const count = this.#count
    for (let index = 0; index < count; index++) {
      if (this.#marks[index] !== mark) continue
      const other = this.#few[index] as number
      if (this.#isSameName(other, value)) return other
    }
    this.#marks[count] = mark
    this.#few[count] = value
    this.#count = count + 1
    return 0
  }

  /** The same for equal names, and different for most others: made of the length, and of the first and last letters. */
  #markOf(name: number, length: number, isLatin: boolean): number {
    const { image } = this.#cells
    if (isLatin) {
      if (length < 4) return length
      const first = image.u32(name) & CASELESS
      const last = image.u32(name + length - 4) & CASELESS
      return (Math.imul(Math.imul(first, 31) + last, 31) + length) | 0
    }
    const units = length >>> 1
    if (units < 4) return units
    const first = this.#lettersAt(name)
    const last = this.#lettersAt(name + (units - 4) * 2)
    return (Math.imul(Math.imul(first, 31) + last, 31) + units) | 0
  }

  /** Four units as the bytes that Latin-1 would have for them. */
  #lettersAt(name: number): number {
    let letters = 0
    for (let index = 0; index < 4; index++) {
      const unit = UPCASE[this.#cells.image.u16(name + index * 2)] as number
      letters |= (unit === Y_DIAERESIS ? 0xdf : unit & 0xdf) << (index * 8)
    }
    return letters
  }

  #addToTable(value: number, name: number, length: number, isLatin: boolean): number {
    const hash = storedIndexHash(this.#cells.image, name, length, isLatin)
    const mixed = Math.imul(hash, 0x9e3779b1) >>> 0
    // A cell offset has three low bits that are 0 and a high bit that is 0: room for a tag.
    const entry = ((value >>> 3) | ((mixed & 15) << 28)) >>> 0
    let slot = mixed >>> this.#shift
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const other = this.#slots[slot] as number
      if (other === 0) {
        this.#slots[slot] = entry
        return 0
      }
      if (other >>> 28 === entry >>> 28) {
        const cell = (other << 4) >>> 1
        if (this.#isSameName(cell, value)) return cell
      }
      slot = (slot + 1) & this.#mask
    }
    return 0
  }

  #isSameName(a: number, b: number): boolean {
    return compareStoredNames(this.#cells.image, this.#name(a), this.#name(b)) === 0
  }

  #name(value: number) {
    const cell = value as CellOffset
    return storedValueName(this.#cells, cell, findKeyValue(this.#cells, cell))
  }
}
