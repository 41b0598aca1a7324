/**
 * Recognises keys that are the same in two hives without reading the second: their records, and everything that
 * these refer to, are at the same place and in pages that are the same. It is asked only about sound hives, in
 * which each reference leads to a record of the right kind.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { storedKeyName } from '../regf/keyNode.ts'
import { INLINE, KEY_FLAG, LIST, NK, SEGMENT_DATA, SIG, SK, VK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { compareStoredNames } from '../regf/storedName.ts'
import { leafEntrySize } from '../regf/subkeyList.ts'
import { dataCells } from '../regf/valueData.ts'
import type { KeyAttribute } from './difference.ts'
import type { KeyStack } from './KeyStack.ts'
import type { SamePages } from './SamePages.ts'
import { sameLength } from './sameLength.ts'

/** Bytes of a cell's header; the versions with larger ones are not compared this way. */
const CELL_HEADER = 4

export class SameRecords {
  readonly #before: CellStore
  readonly #after: CellStore
  /** The one of them that is read. */
  readonly #cells: CellStore
  readonly #pages: SamePages
  readonly #withClass: boolean
  readonly #withSecurity: boolean
  /** Index of the first word of the payload of the cell at offset 0. */
  readonly #first: number
  /** The security cell that was looked at last, and whether its descriptor is the same. */
  #security = NIL
  #isSameSecurity = false
  /** The same of all that were looked at: hives have few of them. */
  readonly #descriptors = new Map<CellOffset, boolean>()

  /**
   * Prepares to look at the keys of two hives with cells at the same places. The earlier hive is read, if it is in one
   * piece, or else the later one.
   *
   * @param before - cells of the earlier hive
   * @param after - cells of the later hive
   * @param pages - the pages that are the same in both
   * @param attributes - the attributes of keys that have to be the same
   */
  constructor(
    before: CellStore,
    after: CellStore,
    pages: SamePages,
    attributes: readonly KeyAttribute[],
  ) {
    this.#before = before
    this.#after = after
    const cells = before.image.isFlat ? before : after
    this.#cells = cells
    this.#pages = pages
    this.#withClass = attributes.includes('class')
    this.#withSecurity = attributes.includes('security')
    this.#first = cells.payloadAt(0 as CellOffset) >>> 2
  }

  /** Whether a key, not counting its values and subkeys, is the same in both hives. */
  isSameKey(cell: CellOffset): boolean {
    const { words } = this.#cells.image
    const key = (cell >>> 2) + this.#first
    if (((words[key] as number) & 0xffff) !== SIG.NK || !this.#isSameCell(cell)) return false
    if (this.#withClass && !this.#isSameClass(key)) return false
    return !this.#withSecurity || this.#isSame((words[key + (NK.SECURITY >> 2)] as number) >>> 0)
  }

  /** The number of values of a key that is the same; -1 if the values are not known to be the same. */
  countSameValues(cell: CellOffset): number {
    const { words } = this.#cells.image
    const key = (cell >>> 2) + this.#first
    const count = words[key + (NK.VALUE_COUNT >> 2)] as number
    if (count === 0) return 0
    if ((((words[key] as number) >>> 16) & KEY_FLAG.PREDEF_HANDLE) !== 0) return -1
    const list = (words[key + (NK.VALUE_LIST >> 2)] as number) >>> 0
    if (!this.#isSameCell(list as CellOffset)) return -1
    const from = (list >>> 2) + this.#first
    for (let entry = from; entry < from + count; entry++) {
      if (!this.#isSameValue(((words[entry] as number) >>> 0) as CellOffset)) return -1
    }
    return count
  }

  /**
   * Adds the subkeys of a key to those to be visited, if its list is the same in both hives.
   *
   * @returns false if it is not known to be the same, and the caller has to drop what was added
   */
  pushSameSubkeys(cell: CellOffset, stack: KeyStack): boolean {
    const { image } = this.#cells
    const key = this.#cells.payloadAt(cell)
    if (image.u32(key + NK.SUBKEY_COUNT) === 0) return true
    const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
    if (!this.#isSameCell(list)) return false
    const at = this.#cells.payloadAt(list)
    if (image.u16(at) !== SIG.RI) return this.#pushLeaf(list, stack)
    const end = at + LIST.ENTRIES + image.u16(at + LIST.COUNT) * 4
    for (let entry = at + LIST.ENTRIES; entry < end; entry += 4) {
      if (!this.#isSameCell(image.u32(entry) as CellOffset)) return false
    }
    for (let entry = at + LIST.ENTRIES; entry < end; entry += 4) {
      if (!this.#pushLeaf(image.u32(entry) as CellOffset, stack)) return false
    }
    return true
  }

  #pushLeaf(leaf: CellOffset, stack: KeyStack): boolean {
    const { image } = this.#cells
    const at = this.#cells.payloadAt(leaf)
    const size = leafEntrySize(image.u16(at))
    if (size === 0) return false
    const end = at + LIST.ENTRIES + image.u16(at + LIST.COUNT) * size
    for (let entry = at + LIST.ENTRIES; entry < end; entry += size) {
      const child = image.u32(entry) as CellOffset
      // Not every list says what is called how: a renamed key may be in the same one.
      if (!this.#isSameCell(child) && !this.#hasSameName(child)) return false
      stack.push(child, child)
    }
    return true
  }

  #hasSameName(cell: CellOffset): boolean {
    const [before, after] = [this.#before, this.#after]
    const name = storedKeyName(before, cell, before.payloadAt(cell))
    const other = storedKeyName(after, cell, after.payloadAt(cell))
    return compareStoredNames(before.image, name, other, after.image) === 0
  }

  #isSameClass(key: number): boolean {
    const { words } = this.#cells.image
    const length = (words[key + (NK.CLASS_LENGTH >> 2)] as number) >>> 16
    const cell = (words[key + (NK.CLASS >> 2)] as number) >>> 0
    return length === 0 || cell === NIL || this.#isSameCell(cell as CellOffset)
  }

  #isSame(security: number): boolean {
    if (security === this.#security) return this.#isSameSecurity
    const cell = security as CellOffset
    const isSame = this.#descriptors.get(cell) ?? this.#isSameDescriptor(cell)
    this.#descriptors.set(cell, isSame)
    this.#security = cell
    this.#isSameSecurity = isSame
    return isSame
  }

  /** Whether a descriptor is the same. The cell also counts its keys, which says nothing about them. */
  #isSameDescriptor(cell: CellOffset): boolean {
    if (this.#isSameCell(cell)) return true
    const sizes = [this.#before, this.#after].map((cells) => {
      if (cells.payloadSize(cell) < SK.DESCRIPTOR) return -1
      const at = cells.payloadAt(cell)
      if (cells.image.u16(at) !== SIG.SK) return -1
      const size = cells.image.u32(at + SK.SIZE)
      return size > cells.payloadSize(cell) - SK.DESCRIPTOR ? -1 : size
    })
    const [size = -1, other] = sizes
    if (size < 0 || size !== other) return false
    const at = this.#before.payloadAt(cell) + SK.DESCRIPTOR
    const there = this.#after.payloadAt(cell) + SK.DESCRIPTOR
    return sameLength(this.#before.image, at, this.#after.image, there, size) === size
  }

  #isSameValue(cell: CellOffset): boolean {
    const { words } = this.#cells.image
    const value = (cell >>> 2) + this.#first
    if (((words[value] as number) & 0xffff) !== SIG.VK || !this.#isSameCell(cell)) return false
    const size = (words[value + (VK.DATA_SIZE >> 2)] as number) >>> 0
    if (size >= INLINE || size === 0) return true
    const data = ((words[value + (VK.DATA >> 2)] as number) >>> 0) as CellOffset
    if (size > SEGMENT_DATA) return this.#isSameLargeData(cell)
    return this.#pages.has(((data >>> 2) + this.#first - 1) * 4, size + CELL_HEADER)
  }

  #isSameLargeData(cell: CellOffset): boolean {
    return dataCells(this.#cells, this.#cells.payloadAt(cell)).every((part) =>
      this.#isSameCell(part),
    )
  }

  /** Whether all bytes of a cell are the same. */
  #isSameCell(cell: CellOffset): boolean {
    const header = (cell >>> 2) + this.#first - 1
    const size = -(this.#cells.image.words[header] as number)
    return size > 0 && this.#pages.has(header * 4, size)
  }
}
