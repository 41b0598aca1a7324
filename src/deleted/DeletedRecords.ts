/**
 * The deleted keys and values of a hive, as `deletedSteps` found them. What a record says is read from the bytes
 * when it is asked for, so the object is useful only as long as the bytes are those that were scanned.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { INLINE, KEY_FLAG, NK, SIG } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { RecordTest } from '../regf/RecordTest.ts'
import type { FileRuns } from './FileRuns.ts'
import { RecordGroups } from './RecordGroups.ts'
import type { Place, RecordPlaces } from './RecordPlaces.ts'

/**
 * The groups of deleted records: keys with their values and subkeys, values that a live key once had, and values
 * whose key is not known.
 */
export type Group = 'keys' | 'values-of-live-keys' | 'orphan-values'

/**
 * Why no key leads to a record. It is `lost` when it lies in an allocated cell, or where cells cannot be told apart,
 * of a hive with errors: then the damage is the likelier reason, and a salvage brings it back.
 */
export type RecordState = 'deleted' | 'lost'

/** How many keys and values there are. */
export interface RecordCounts {
  readonly keys: number
  readonly values: number
}

/** The key above a record. */
export interface Above {
  /** `gone` if nothing is known of it, `reused` if something else is in its place. */
  readonly state: 'live' | 'deleted' | 'reused' | 'gone'
  readonly cell: CellOffset
}

/** Records in a range that are tried; the next one counts as a cell of its own. */
const CELL_TRIES = 64

/** The key of each deleted value, by the index of the value. */
export interface ValueOwners {
  /** Cell offsets of the keys; NIL where the key is not known. */
  readonly keys: Uint32Array
  /** Places of the values in the lists of their keys. */
  readonly positions: Uint32Array
}

const GROUPS: readonly Group[] = ['keys', 'values-of-live-keys', 'orphan-values']

export class DeletedRecords {
  readonly cells: CellStore
  readonly root: CellOffset
  /** The revision of the bytes that were scanned. */
  readonly revision: number
  /** How many of the first segments of a list of big data were seen to be whole. */
  readonly wholeSegments = new Map<CellOffset, number>()
  readonly #keys: RecordPlaces
  readonly #values: RecordPlaces
  readonly #unused: FileRuns
  readonly #owners: ValueOwners
  /** Found keys that the list of their live parent names behind its end. */
  readonly #exSubkeys: ReadonlySet<CellOffset>
  readonly #byParent: RecordGroups
  readonly #byOwner: RecordGroups
  readonly #test: RecordTest
  readonly #isSound: boolean
  /** The records of each group in order. */
  readonly #order = new Map<Group, Uint32Array>()

  /**
   * @param hive - the hive that was scanned
   * @param found - its deleted records, and the bytes that no live record is in
   * @param facts - the key of each value, keys that the slack of a list names, and whether the check found no error
   */
  constructor(
    hive: { readonly cells: CellStore; readonly root: CellOffset },
    found: {
      readonly keys: RecordPlaces
      readonly values: RecordPlaces
      readonly unused: FileRuns
    },
    facts: {
      readonly owners: ValueOwners
      readonly exSubkeys: ReadonlySet<CellOffset>
      readonly isSound: boolean
    },
  ) {
    this.cells = hive.cells
    this.root = hive.root
    this.revision = hive.cells.image.revision
    this.#keys = found.keys
    this.#values = found.values
    this.#unused = found.unused
    this.#owners = facts.owners
    this.#exSubkeys = facts.exSubkeys
    const { image } = this.cells
    this.#byParent = new RecordGroups(found.keys, (key) =>
      image.u32(found.keys.at(key) + NK.PARENT),
    )
    const { keys, positions } = facts.owners
    this.#byOwner = new RecordGroups(
      found.values,
      (value) => keys[value] as number,
      (value) => positions[value] as number,
    )
    this.#test = new RecordTest(this.cells.image, this.cells.minor, this.cells.bins.dataSize)
    this.#isSound = facts.isSound
  }

  /** The number of all records. */
  get count(): number {
    return this.#keys.count + this.#values.count
  }

  /** Counts the records of a state. */
  countOf(state: RecordState): RecordCounts {
    const count = (places: RecordPlaces) => {
      let sum = 0
      for (let index = 0; index < places.count; index++) {
        if (this.#stateAt(places.place(index)) === state) sum++
      }
      return sum
    }
    return { keys: count(this.#keys), values: count(this.#values) }
  }

  /** Whether the bytes of the hive are still those that were scanned. */
  get isCurrent(): boolean {
    return this.cells.image.revision === this.revision
  }

  /**
   * Lists the records of all groups in order: each deleted key with its values and then its deleted
   * subkeys, values that belonged to live keys, and values whose key is not known.
   *
   * @returns file offsets of the records, by group
   */
  records(): ReadonlyMap<Group, Uint32Array> {
    if (this.#order.size === 0) this.#sort()
    return this.#order
  }

  /** Returns the group of a record. */
  groupOf(at: FileOffset): Group {
    if (this.#keys.indexOf(at) >= 0) return 'keys'
    const { state } = this.ownerOf(at)
    if (state === 'deleted') return 'keys'
    return state === 'live' ? 'values-of-live-keys' : 'orphan-values'
  }

  /** Checks whether a deleted record was found at a file offset. */
  has(at: number): boolean {
    return this.#keys.indexOf(at) >= 0 || this.#values.indexOf(at) >= 0
  }

  /** Checks whether a record that was found is still there, of a hive that was edited since. */
  isThere(at: FileOffset): boolean {
    const { image, minor, bins } = this.cells
    const end = this.end(at)
    if (this.isCurrent) return true
    if (end > image.length) return false
    const test = new RecordTest(image, minor, bins.dataSize, true)
    const letters = image.u16(at)
    if (this.hasKey(at)) return letters === SIG.NK && test.key(at, end) > 0
    return letters === SIG.VK && test.value(at, end) > 0
  }

  /** Checks whether a deleted key was found at a file offset. */
  hasKey(at: number): boolean {
    return this.#keys.indexOf(at) >= 0
  }

  /** Checks whether a deleted value was found at a file offset. */
  hasValue(at: number): boolean {
    return this.#values.indexOf(at) >= 0
  }

  /** Returns what a record lies in. */
  place(at: FileOffset): Place {
    const { places, index } = this.#find(at)
    return places.place(index)
  }

  /** Returns why no key leads to a record. */
  state(at: FileOffset): RecordState {
    return this.#stateAt(this.place(at))
  }

  /** Returns the file offset after the last byte that a record can have. */
  end(at: FileOffset): FileOffset {
    const { places, index } = this.#find(at)
    return places.end(index)
  }

  /**
   * Measures the cell that a record was in, by the size field before it.
   *
   * @param at - file offset of the record
   * @param bytes - bytes of the record
   * @returns whether a cell of that size can have begun there and held the record
   */
  fitsCell(at: FileOffset, bytes: number): boolean {
    const { headerSize, image } = this.cells
    const cell = at - headerSize
    if (!this.#test.isAligned(at) || cell < fileOffset(0 as CellOffset)) return false
    const size = Math.abs(image.i32(cell))
    return size % 8 === 0 && size >= headerSize + bytes && cell + size <= this.end(at)
  }

  /**
   * Measures how much of a range is used by no live record, from its first byte on.
   *
   * @param from - file offset of the first byte
   * @param length - length in bytes
   * @returns the number of bytes, at most `length`
   */
  unused(from: number, length: number): number {
    return this.#unused.covered(from, length)
  }

  /**
   * Finds the first deleted record that lies in a range and in a cell of its own.
   *
   * @param from - file offset of the first byte
   * @param to - file offset after the last byte
   * @returns file offset of the cell; `to` if there is none
   */
  firstCellIn(from: number, to: number): number {
    let first = to
    for (const places of [this.#keys, this.#values]) {
      const start = places.firstFrom(from)
      for (let index = start; index < places.count; index++) {
        const at = places.at(index)
        if (at >= first) break
        if (index < start + CELL_TRIES && !this.fitsCell(at, 0)) continue
        first = Math.max(from, at - this.cells.headerSize)
        break
      }
    }
    return first
  }

  /** Checks whether a live key is in a cell. */
  isLiveKey(cell: CellOffset): boolean {
    const { cells } = this
    if (cells.payloadSize(cell) < NK.NAME) return false
    return cells.image.u16(cells.payloadAt(cell)) === SIG.NK && this.#isUsed(cell)
  }

  /** Finds the key above a key, by the parent field of its record. */
  parentOf(key: FileOffset): Above {
    return this.#above(this.cells.image.u32(key + NK.PARENT) as CellOffset)
  }

  /**
   * Checks whether the live parent of a key may be another key in the place of the right one. A
   * deletion is a write of the parent, so a parent that was last written before it is suspect; and so
   * is one that has subkeys, but none with so long a name since it last had none (regf-format 3.13).
   */
  isDoubtfulParent(key: FileOffset): boolean {
    const { state, cell } = this.parentOf(key)
    if (state !== 'live' || this.isExSubkey(key)) return false
    const { image } = this.cells
    const at = this.cells.payloadAt(cell)
    if (image.u64(at + NK.LAST_WRITE) < image.u64(key + NK.LAST_WRITE)) return true
    if (image.u32(at + NK.SUBKEY_COUNT) === 0) return false
    const length = image.u16(key + NK.NAME_LENGTH)
    const isNarrow = (image.u16(key + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
    return image.u16(at + NK.MAX_SUBKEY_NAME) < (isNarrow ? 2 * length : length)
  }

  /** Checks whether a key names a cell that this hive does not have, and so may be of another hive. */
  leadsOutside(key: FileOffset): boolean {
    const { image, bins } = this.cells
    return [NK.PARENT, NK.SUBKEY_LIST, NK.VALUE_LIST, NK.SECURITY].some((field) => {
      const cell = image.u32(key + field)
      return cell >= bins.dataSize && cell < INLINE
    })
  }

  /** Finds the key of a value, which a value list proves. */
  ownerOf(value: FileOffset): Above {
    const index = this.#values.indexOf(value)
    return this.#above((this.#owners.keys[index] ?? NIL) as CellOffset)
  }

  /** Checks whether the subkey list of the live parent of a key still names the key, behind its end. */
  isExSubkey(key: FileOffset): boolean {
    return this.#exSubkeys.has(this.cells.cellOf(key))
  }

  /** Lists the deleted keys whose parent field names a cell, as file offsets of their records. */
  subkeysOf(parent: CellOffset): readonly FileOffset[] {
    return this.#byParent.below(parent)
  }

  /** Lists the deleted values that belong to a key, in the order of its list. */
  valuesOf(key: CellOffset): readonly FileOffset[] {
    return this.#byOwner.below(key)
  }

  #stateAt(place: Place): RecordState {
    if (place === 'bin-slack') return 'lost'
    return place === 'unreferenced' && !this.#isSound ? 'lost' : 'deleted'
  }

  #above(cell: CellOffset): Above {
    if (cell === NIL || cell % 8 !== 0) return { state: 'gone', cell }
    if (this.#keys.indexOf(this.cells.payloadAt(cell)) >= 0) return { state: 'deleted', cell }
    if (this.isLiveKey(cell)) return { state: 'live', cell }
    const isReused = cell < this.cells.bins.dataSize && this.#isUsed(cell)
    return { state: isReused ? 'reused' : 'gone', cell }
  }

  #isUsed(cell: CellOffset): boolean {
    return this.#unused.covered(fileOffset(cell), 1) === 0
  }

  #find(at: FileOffset): { places: RecordPlaces; index: number } {
    const index = this.#keys.indexOf(at)
    if (index >= 0) return { places: this.#keys, index }
    return { places: this.#values, index: this.#values.indexOf(at) }
  }

  #sort(): void {
    const keys: number[] = []
    const seen = new Set<number>()
    for (let index = 0; index < this.#keys.count; index++) {
      const top = this.#keys.at(index)
      if (this.parentOf(top).state !== 'deleted') this.#addTree(top, keys, seen)
    }
    // Keys whose parent fields go round in a circle.
    for (let index = 0; index < this.#keys.count; index++) {
      this.#addTree(this.#keys.at(index), keys, seen)
    }
    const ofLive: { at: number; owner: number }[] = []
    const orphans: number[] = []
    for (let index = 0; index < this.#values.count; index++) {
      const at = this.#values.at(index)
      if (seen.has(at)) continue
      const above = this.ownerOf(at)
      if (above.state === 'live') ofLive.push({ at, owner: above.cell })
      else orphans.push(at)
    }
    ofLive.sort((a, b) => a.owner - b.owner || a.at - b.at)
    const groups = [keys, ofLive.map(({ at }) => at), orphans]
    for (const [index, group] of GROUPS.entries()) {
      this.#order.set(group, Uint32Array.from(groups[index] ?? []))
    }
  }

  /** Adds a key, its values, and what is below it. */
  #addTree(top: FileOffset, records: number[], seen: Set<number>): void {
    const open = [top]
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (seen.has(key)) continue
      seen.add(key)
      records.push(key)
      const cell = this.cells.cellOf(key)
      for (const value of this.valuesOf(cell)) {
        seen.add(value)
        records.push(value)
      }
      const subkeys = this.subkeysOf(cell)
      for (let index = subkeys.length - 1; index >= 0; index--) {
        open.push(subkeys[index] as FileOffset)
      }
    }
  }
}
