/**
 * What the live keys of a hive say about records that a scan found. Entries behind the end of a value list name
 * values that the key once had, and those behind the end of a subkey list name subkeys. And how much of a cell its
 * live record uses tells what its slack is.
 */

import { CellBits } from '../regf/CellBits.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { locateClass } from '../regf/keyNode.ts'
import { valueCount } from '../regf/keyValue.ts'
import { DB, INLINE, LIST, NK, SEGMENT_DATA, SIG, SK, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { eachLeaf } from '../regf/subkeyList.ts'
import { dataCells, isBigData } from '../regf/valueData.ts'
import { walkSteps } from '../regf/walk.ts'
import type { Work } from '../work.ts'
import type { Candidates } from './scan.ts'

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
 * Walks the live keys of a hive for facts about candidates.
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
  yield* walkSteps(hive.cells, hive.root, facts, keys)
  return facts
}

class Facts implements LiveFacts {
  readonly used = new Map<CellOffset, number>()
  readonly owners = new Map<CellOffset, CellOffset>()
  readonly exSubkeys = new Set<CellOffset>()
  readonly #cells: CellStore
  /** Cells in which found records begin. */
  readonly #found: CellBits
  /** Cells in use with candidates. */
  readonly #inUse: CellBits
  readonly #hasInUse: boolean
  /** Lists and big data that were looked at: crafted keys could share them without end. */
  readonly #seen: CellBits

  constructor(cells: CellStore, { keys, values, inUse }: Candidates) {
    this.#cells = cells
    this.#found = new CellBits(cells.bins.dataSize)
    this.#inUse = new CellBits(cells.bins.dataSize)
    this.#seen = new CellBits(cells.bins.dataSize)
    this.#hasInUse = inUse.cells.length > 0
    for (const places of [keys, values]) {
      for (let index = 0; index < places.count; index++) {
        const cell = cells.cellOf(places.at(index))
        if (cell % 8 === 0 && cell < cells.bins.dataSize) this.#found.set(cell)
      }
    }
    for (const cell of inUse.cells) this.#inUse.set(cell)
  }

  key(cell: CellOffset, key: FileOffset): undefined {
    const cells = this.#cells
    this.#readValueList(cell, key)
    this.#readSubkeyList(cell, key)
    if (!this.#hasInUse) return
    const { image } = cells
    this.#mark(cell, NK.NAME + image.u16(key + NK.NAME_LENGTH))
    const className = locateClass(cells, key)
    if (className !== null) this.#mark(className.cell, className.length)
    const security = image.u32(key + NK.SECURITY) as CellOffset
    if (cells.payloadSize(security) >= SK.DESCRIPTOR) {
      this.#mark(security, SK.DESCRIPTOR + image.u32(cells.payloadAt(security) + SK.SIZE))
    }
  }

  value(cell: CellOffset, value: FileOffset): undefined {
    if (!this.#hasInUse) return
    const cells = this.#cells
    this.#mark(cell, VK.NAME + cells.image.u16(value + VK.NAME_LENGTH))
    const stored = cells.image.u32(value + VK.DATA_SIZE)
    if (stored >= INLINE || stored === 0) return
    const data = cells.image.u32(value + VK.DATA) as CellOffset
    if (!isBigData(cells, data, stored)) this.#mark(data, stored)
    else if (this.#isNew(data)) this.#markSegments(value, stored)
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

  #isFound(cell: number): boolean {
    return cell < this.#cells.bins.dataSize && cell % 8 === 0 && this.#found.has(cell)
  }

  /** Whether a list was not looked at yet. */
  #isNew(list: CellOffset): boolean {
    return list % 8 === 0 && list < this.#cells.bins.dataSize && this.#seen.add(list)
  }

  #readValueList(cell: CellOffset, key: FileOffset): void {
    const cells = this.#cells
    const { image } = cells
    const list = image.u32(key + NK.VALUE_LIST) as CellOffset
    if (list === NIL || !this.#isNew(list)) return
    const room = cells.payloadSize(list) >> 2
    const count = valueCount(cells, key)
    for (let index = count; index < room; index++) {
      const value = image.u32(cells.payloadAt(list) + index * 4) as CellOffset
      if (!this.#isFound(value) || image.u16(cells.payloadAt(value)) !== SIG.VK) continue
      if (!this.owners.has(value)) this.owners.set(value, cell)
    }
    this.#mark(list, count * 4)
  }

  #readSubkeyList(cell: CellOffset, key: FileOffset): void {
    const cells = this.#cells
    const { image } = cells
    const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
    if (list === NIL || !this.#isNew(list)) return
    eachLeaf(cells, key, (leaf, count, size) => {
      if (leaf !== list && !this.#isNew(leaf)) return false
      this.#readLeaf(cell, leaf, count, size)
      return false
    })
    if (!this.#hasInUse || cells.payloadSize(list) < LIST.ENTRIES) return
    const at = cells.payloadAt(list)
    if (image.u16(at) === SIG.RI) this.#mark(list, LIST.ENTRIES + 4 * image.u16(at + LIST.COUNT))
  }

  #readLeaf(cell: CellOffset, leaf: CellOffset, count: number, size: 4 | 8): void {
    const cells = this.#cells
    const { image } = cells
    const entries = cells.payloadAt(leaf) + LIST.ENTRIES
    const room = Math.floor((cells.payloadSize(leaf) - LIST.ENTRIES) / size)
    for (let index = count; index < room; index++) {
      const child = image.u32(entries + index * size) as CellOffset
      if (!this.#isFound(child)) continue
      const record = cells.payloadAt(child)
      const isKey = image.u16(record) === SIG.NK && image.u32(record + NK.PARENT) === cell
      if (isKey) this.exSubkeys.add(child)
    }
    this.#mark(leaf, LIST.ENTRIES + count * size)
  }
}
