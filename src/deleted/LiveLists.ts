/**
 * What the live keys of a hive say about records that a scan found. Entries behind the end of a value list name
 * values that the key once had, and those behind the end of a subkey list name subkeys. And how much of a cell its
 * live record uses tells what its slack is.
 */

import { CellBits } from '../regf/CellBits.ts'
import type { CellList } from '../regf/CellList.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { locateClass } from '../regf/keyNode.ts'
import { valueCount } from '../regf/keyValue.ts'
import { DB, INLINE, LIST, NK, SEGMENT_DATA, SIG, SK, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { RecordTest } from '../regf/RecordTest.ts'
import { eachLeaf, leafEntrySize } from '../regf/subkeyList.ts'
import { dataCells, isBigData } from '../regf/valueData.ts'
import { walkSteps } from '../regf/walk.ts'
import { part, type Work } from '../work.ts'
import type { Candidates } from './scan.ts'

/** Keys whose lists are read between two pauses, and how much of the whole that is. */
const KEYS_A_STEP = 256
const LISTED = 0.5

/** Facts from the live keys. */
export interface LiveFacts {
  /** Bytes in use of each cell that holds a candidate, from its payload on; missing if no key leads to the cell. */
  readonly used: ReadonlyMap<CellOffset, number>
  /** The live keys whose value lists name a found value behind their ends, by the value's cell. */
  readonly owners: ReadonlyMap<CellOffset, CellOffset>
  /** Found keys that a subkey list of their live parent names behind its end. */
  readonly exSubkeys: ReadonlySet<CellOffset>
}

/**
 * Looks at the live keys of a hive for facts about candidates. Only if there are candidates in cells in use are the
 * values read too, for what they use of their cells.
 *
 * @param hive - the hive
 * @param candidates - what the scan found in it
 * @param keys - number of live keys, for the progress; null if it is not known
 * @returns the facts
 */
export function* liveFactsSteps(
  hive: { readonly cells: CellStore; readonly root: CellOffset },
  candidates: Candidates,
  keys: number | null,
): Work<LiveFacts> {
  const facts = new Facts(hive.cells, candidates)
  // In the order of the file, which takes a fraction of the time that a walk of the tree takes.
  yield* part(facts.readLists(candidates.liveKeys), 0, LISTED)
  const needsUse = candidates.inUse.cells.length > 0
  if (needsUse) yield* part(walkSteps(hive.cells, hive.root, facts, keys), LISTED, 1)
  return facts
}

class Facts implements LiveFacts {
  readonly used = new Map<CellOffset, number>()
  readonly owners = new Map<CellOffset, CellOffset>()
  readonly exSubkeys = new Set<CellOffset>()
  readonly #cells: CellStore
  readonly #image: HiveImage
  readonly #dataSize: number
  /** Entries of lists that may still be read: as many as fit into the hive. */
  #left: number
  /** Cells in which found records begin. */
  readonly #found: CellBits
  /** Cells in use with candidates. */
  readonly #inUse: CellBits
  /** Lists and big data that were marked. */
  readonly #marked: CellBits
  readonly #test: RecordTest

  constructor(cells: CellStore, { keys, values, inUse }: Candidates) {
    this.#cells = cells
    this.#image = cells.image
    this.#dataSize = cells.bins.dataSize
    this.#left = cells.bins.dataSize >>> 2
    this.#found = new CellBits(cells.bins.dataSize)
    this.#inUse = new CellBits(cells.bins.dataSize)
    this.#marked = new CellBits(cells.bins.dataSize)
    this.#test = new RecordTest(cells.image, cells.minor, cells.bins.dataSize)
    for (const places of [keys, values]) {
      for (let index = 0; index < places.count; index++) {
        const cell = cells.cellOf(places.at(index))
        if (cell % 8 === 0 && cell < cells.bins.dataSize) this.#found.set(cell)
      }
    }
    for (const cell of inUse.cells) this.#inUse.set(cell)
  }

  /** Looks for found records behind the ends of the lists of keys. */
  *readLists(keys: CellList): Work<void> {
    for (let index = 0; index < keys.count; index++) {
      const cell = keys.at(index)
      const key = this.#cells.payloadAt(cell)
      this.#readValueList(cell, key)
      this.#readSubkeyList(cell, key)
      if (index % KEYS_A_STEP === KEYS_A_STEP - 1) yield index / keys.count
    }
  }

  key(cell: CellOffset, key: FileOffset): undefined {
    const cells = this.#cells
    const { image } = cells
    this.#markLists(key)
    this.#mark(cell, NK.NAME + image.u16(key + NK.NAME_LENGTH))
    const className = locateClass(cells, key)
    if (className !== null) this.#mark(className.cell, className.length)
    const security = image.u32(key + NK.SECURITY) as CellOffset
    if (cells.payloadSize(security) >= SK.DESCRIPTOR) {
      this.#mark(security, SK.DESCRIPTOR + image.u32(cells.payloadAt(security) + SK.SIZE))
    }
  }

  value(cell: CellOffset, value: FileOffset): undefined {
    const cells = this.#cells
    this.#mark(cell, VK.NAME + cells.image.u16(value + VK.NAME_LENGTH))
    const stored = cells.image.u32(value + VK.DATA_SIZE)
    if (stored >= INLINE || stored === 0) return
    const data = cells.image.u32(value + VK.DATA) as CellOffset
    if (!isBigData(cells, data, stored)) this.#mark(data, stored)
    else if (this.#isNewlyMarked(data)) this.#markSegments(value, stored)
  }

  #markSegments(value: FileOffset, size: number): void {
    const [data = NIL, list = NIL, ...segments] = dataCells(this.#cells, value)
    this.#mark(data, DB.SEGMENTS + 4)
    this.#mark(list, segments.length * 4)
    for (const [index, segment] of segments.entries()) {
      this.#mark(segment, Math.min(SEGMENT_DATA, size - index * SEGMENT_DATA))
    }
  }

  #mark(cell: number, bytes: number): void {
    if (cell === NIL || !this.#inUse.has(cell)) return
    const known = this.used.get(cell as CellOffset) ?? 0
    if (bytes > known) this.used.set(cell as CellOffset, bytes)
  }

  #isFound(cell: number, letters: number): boolean {
    if (cell >= this.#dataSize || (cell & 7) !== 0 || !this.#found.has(cell)) return false
    return this.#image.u16(this.#cells.payloadAt(cell as CellOffset)) === letters
  }

  /** Whether a list, or big data, was not marked yet. */
  #isNewlyMarked(list: CellOffset): boolean {
    return list % 8 === 0 && list < this.#cells.bins.dataSize && this.#marked.add(list)
  }

  /** Reads by offset, since this is done for every key, and most lists have nothing behind their ends. */
  #readValueList(cell: CellOffset, key: FileOffset): void {
    const { words } = this.#image
    const list = (words[(key + NK.VALUE_LIST) >>> 2] as number) >>> 0
    const room = this.#room(list) >> 2
    // Of a predefined key this is no count, but larger than any list.
    const count = (words[(key + NK.VALUE_COUNT) >>> 2] as number) >>> 0
    if (room <= count || !this.#spend(room - count)) return
    const from = this.#cells.payloadAt(list as CellOffset) >>> 2
    for (let index = count; index < room; index++) {
      const value = (words[from + index] as number) >>> 0
      if (!this.#isFound(value, SIG.VK)) continue
      // Data in use may begin with the letters of a key.
      const isOwned = this.owners.has(value as CellOffset) || !this.#isKey(cell)
      if (!isOwned) this.owners.set(value as CellOffset, cell)
    }
  }

  #readSubkeyList(cell: CellOffset, key: FileOffset): void {
    const { words } = this.#image
    if (words[(key + NK.SUBKEY_COUNT) >>> 2] === 0) return
    const list = (words[(key + NK.SUBKEY_LIST) >>> 2] as number) >>> 0
    const room = this.#room(list)
    if (room < LIST.ENTRIES) return
    const at = this.#cells.payloadAt(list as CellOffset)
    const head = words[at >>> 2] as number
    if ((head & 0xffff) !== SIG.RI) {
      this.#readLeaf(cell, list)
      return
    }
    const leaves = Math.min(head >>> 16, (room - LIST.ENTRIES) >> 2)
    if (!this.#spend(leaves)) return
    const from = (at + LIST.ENTRIES) >>> 2
    for (let index = 0; index < leaves; index++) {
      this.#readLeaf(cell, (words[from + index] as number) >>> 0)
    }
  }

  #readLeaf(cell: CellOffset, leaf: number): void {
    const { words } = this.#image
    const room = this.#room(leaf)
    if (room < LIST.ENTRIES) return
    const at = this.#cells.payloadAt(leaf as CellOffset)
    const head = words[at >>> 2] as number
    const size = leafEntrySize(head & 0xffff) >> 2
    const count = head >>> 16
    const entries = size === 0 ? 0 : Math.floor((room - LIST.ENTRIES) / 4 / size)
    if (entries <= count || !this.#spend(entries - count)) return
    const from = (at + LIST.ENTRIES) >>> 2
    for (let index = count; index < entries; index++) {
      const child = (words[from + index * size] as number) >>> 0
      if (!this.#isFound(child, SIG.NK)) continue
      const record = this.#cells.payloadAt(child as CellOffset)
      if (this.#image.u32(record + NK.PARENT) === cell) this.exSubkeys.add(child as CellOffset)
    }
  }

  /** Bytes of the payload of an allocated cell; less than 0 if there is none. */
  #room(cell: number): number {
    if ((cell & 7) !== 0 || cell >= this.#dataSize) return -1
    const size = -(this.#image.words[fileOffset(cell as CellOffset) >>> 2] as number)
    return size > this.#dataSize - cell ? -1 : size - this.#cells.headerSize
  }

  /** Counts entries that are about to be read: crafted keys could share a list without end. */
  #spend(entries: number): boolean {
    this.#left -= entries
    return this.#left >= 0
  }

  #isKey(cell: CellOffset): boolean {
    const key = this.#cells.payloadAt(cell)
    return this.#test.key(key, key + this.#cells.payloadSize(cell)) > 0
  }

  /** Marks what the lists of a key use of their cells. */
  #markLists(key: FileOffset): void {
    const cells = this.#cells
    const { image } = cells
    this.#mark(image.u32(key + NK.VALUE_LIST), valueCount(cells, key) * 4)
    const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
    if (list === NIL || !this.#isNewlyMarked(list)) return
    eachLeaf(cells, key, (leaf, count, size) => {
      this.#mark(leaf, LIST.ENTRIES + count * size)
      return false
    })
    if (cells.payloadSize(list) < LIST.ENTRIES) return
    const at = cells.payloadAt(list)
    if (image.u16(at) === SIG.RI) this.#mark(list, LIST.ENTRIES + 4 * image.u16(at + LIST.COUNT))
  }
}
