/**
 * Every cell of a hive and the references to it, found by an independent walk over the bytes: it uses nothing of the
 * engine's check, lists or allocator, so that an error they share is noticed. It is for hives that the engine wrote,
 * and throws for one that is not sound.
 */

import type { Hive } from '../../src/offreg/Hive.ts'
import type { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE, BIN, DB, HBIN, KEY_FLAG, LIST, NK, SIG, SK, VK } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset, NIL } from '../../src/regf/offsets.ts'

export interface AuditCell {
  readonly size: number
  readonly free: boolean
  /** The number of references to the cell. */
  references: number
  /** The key that owns it; null for security cells and for cells without references. */
  owner: number | null
}

export interface Audit {
  /** Violated rules of regf-format 6.1, by number. */
  readonly problems: readonly string[]
  readonly cells: ReadonlyMap<number, AuditCell>
  /** Allocated cells that nothing refers to. */
  readonly leaks: readonly number[]
  /** Bytes of all allocated cells. */
  readonly live: number
  /** Cells of all keys, parents first. */
  readonly keys: readonly number[]
}

/** Checks every cell and every reference of a hive. */
export function audit(hive: Hive): Audit {
  return new Auditor(hive.image).run()
}

/** Cells that a key and all keys below it own, which a deletion frees. */
export function ownedBelow(hive: Hive, top: CellOffset): number[] {
  const { cells, keys } = audit(hive)
  const below = new Set<number>([top])
  for (const key of keys) {
    if (below.has(hive.image.u32(fileOffset(key as CellOffset) + 4 + NK.PARENT))) below.add(key)
  }
  return [...cells].filter(([, { owner }]) => owner !== null && below.has(owner)).map(([at]) => at)
}

class Auditor {
  readonly #image: HiveImage
  readonly #problems: string[] = []
  readonly #cells = new Map<number, AuditCell>()
  readonly #keys: number[] = []
  readonly #security = new Map<number, number>()

  constructor(image: HiveImage) {
    this.#image = image
  }

  run(): Audit {
    const root = this.#image.u32(BASE.ROOT_CELL)
    this.#tile(this.#image.u32(BASE.DATA_SIZE))
    this.#key(root, null)
    for (const key of this.#keys) this.#below(key)
    this.#ring(this.#u32(root, NK.SECURITY))
    const allocated = [...this.#cells].filter(([, { free }]) => !free)
    return {
      problems: this.#problems,
      cells: this.#cells,
      leaks: allocated.filter(([, { references }]) => references === 0).map(([at]) => at),
      live: allocated.reduce((sum, [, { size }]) => sum + size, 0),
      keys: this.#keys,
    }
  }

  /** 6.1.3 and 6.1.5 */
  #tile(dataSize: number): void {
    const image = this.#image
    if (image.length < fileOffset(dataSize as CellOffset)) this.#say('6.1.3 file too short', 0)
    let bin = 0
    while (bin < dataSize) {
      const header = fileOffset(bin as CellOffset)
      const size = image.u32(header + BIN.SIZE)
      const isBin = image.u32(header) === HBIN && image.u32(header + BIN.OFFSET) === bin
      if (!isBin || size === 0 || size % 4096 !== 0) throw new RangeError(`no bin at ${bin}`)
      this.#tileBin(bin, bin + size)
      bin += size
    }
    if (bin !== dataSize) this.#say('6.1.3 bins and data size differ', bin)
  }

  #tileBin(bin: number, end: number): void {
    let wasFree = false
    let cell = bin + BIN.HEADER
    while (cell < end) {
      const stored = this.#image.i32(fileOffset(cell as CellOffset))
      const size = Math.abs(stored)
      if (size < 8 || size % 8 !== 0) throw new RangeError(`cell of ${stored} at ${cell}`)
      const free = stored > 0
      if (free && wasFree) this.#say('6.1.5 adjacent free cells', cell)
      wasFree = free
      this.#cells.set(cell, { size, free, references: 0, owner: null })
      cell += size
    }
    if (cell !== end) this.#say('6.1.3 the last cell leaves the bin', cell)
  }

  /** 6.1.4 and 6.1.6: counts a reference to a cell; false if the cell does not exist. */
  #refer(target: number, owner: number | null, needed: number, what: string): boolean {
    const cell = this.#cells.get(target)
    if (target >= 0x80000000) this.#say(`6.1.6 bit 31 in ${what}`, target)
    if (cell === undefined || cell.free) {
      this.#say(`6.1.4 ${what} leads to no allocated cell`, target)
      return false
    }
    if (cell.size - 4 < needed) this.#say(`6.1.4 ${what} leads to a cell too small`, target)
    if (++cell.references > 1) {
      this.#say(`6.1.4 ${what} leads to a cell with another owner`, target)
      return false
    }
    cell.owner = owner
    return true
  }

  #key(cell: number, parent: number | null): void {
    if (!this.#refer(cell, cell, NK.NAME, 'a subkey entry')) return
    if (this.#u16(cell, 0) !== SIG.NK) this.#say('6.1.4 no key', cell)
    if (parent !== null && this.#u32(cell, NK.PARENT) !== parent) this.#say('6.1.7 parent', cell)
    this.#keys.push(cell)
    const security = this.#u32(cell, NK.SECURITY)
    this.#security.set(security, (this.#security.get(security) ?? 0) + 1)
  }

  /** All references from a key. */
  #below(cell: number): void {
    this.#subkeys(cell)
    this.#values(cell)
    const className = this.#u32(cell, NK.CLASS)
    const length = this.#u16(cell, NK.CLASS_LENGTH)
    if (length === 0) this.#expectNil(className, cell, 'class')
    else this.#refer(className, cell, length, 'a class')
  }

  #subkeys(cell: number): void {
    const list = this.#u32(cell, NK.SUBKEY_LIST)
    const count = this.#u32(cell, NK.SUBKEY_COUNT)
    if (count === 0) {
      this.#expectNil(list, cell, 'subkey list')
      return
    }
    if (!this.#refer(list, cell, LIST.ENTRIES, 'a subkey list')) return
    let leaves = [list]
    if (this.#u16(list, 0) === SIG.RI) {
      leaves = this.#entries(list, 4)
      for (const leaf of leaves) this.#refer(leaf, cell, LIST.ENTRIES, 'an index entry')
    }
    let sum = 0
    for (const leaf of leaves) {
      const signature = this.#u16(leaf, 0)
      if (signature !== SIG.LI && signature !== SIG.LF && signature !== SIG.LH) {
        throw new RangeError(`no leaf at ${leaf}`)
      }
      const children = this.#entries(leaf, signature === SIG.LI ? 4 : 8)
      if (children.length === 0) this.#say('6.3.23 an empty leaf', leaf)
      sum += children.length
      for (const child of children) this.#key(child, cell)
    }
    if (sum !== count) this.#say(`6.2.18 ${count} subkeys, ${sum} in the list`, cell)
  }

  #entries(list: number, size: number): number[] {
    const count = this.#u16(list, LIST.COUNT)
    return Array.from({ length: count }, (_, n) => this.#u32(list, LIST.ENTRIES + n * size))
  }

  #values(cell: number): void {
    // Both fields hold the handle of a predefined key (3.11).
    if ((this.#u16(cell, NK.FLAGS) & KEY_FLAG.PREDEF_HANDLE) !== 0) return
    const list = this.#u32(cell, NK.VALUE_LIST)
    const count = this.#u32(cell, NK.VALUE_COUNT)
    if (count === 0) {
      this.#expectNil(list, cell, 'value list')
      return
    }
    if (!this.#refer(list, cell, count * 4, 'a value list')) return
    for (let index = 0; index < count; index++) {
      const value = this.#u32(list, index * 4)
      if (!this.#refer(value, cell, VK.NAME, 'a value entry')) continue
      if (this.#u16(value, 0) !== SIG.VK) this.#say('6.1.4 no value', value)
      this.#data(value, cell)
    }
  }

  #data(value: number, owner: number): void {
    const size = this.#u32(value, VK.DATA_SIZE)
    if (size >= 0x80000000 || size === 0) return
    const data = this.#u32(value, VK.DATA)
    const isBig = size > 16_344 && this.#image.u32(BASE.MINOR) >= 4
    if (!this.#refer(data, owner, isBig ? 8 : size, 'a data field') || !isBig) return
    const count = Math.ceil(size / 16_344)
    if (this.#u16(data, 0) !== SIG.DB || this.#u16(data, DB.COUNT) !== count) {
      this.#say('6.5.33 no db record of so many segments', data)
      return
    }
    const list = this.#u32(data, DB.SEGMENTS)
    if (!this.#refer(list, owner, count * 4, 'a db record')) return
    for (let index = 0; index < count; index++) {
      this.#refer(this.#u32(list, index * 4), owner, 16_344, 'a segment entry')
    }
  }

  /** 6.7.42: the ring is closed both ways, has the security cells of all keys, and has right counts. */
  #ring(first: number): void {
    const ring = new Set<number>()
    let cell = first
    while (!ring.has(cell)) {
      ring.add(cell)
      if (!this.#refer(cell, null, SK.DESCRIPTOR, 'the ring')) return
      if (this.#u16(cell, 0) !== SIG.SK) this.#say('6.7.42 no sk', cell)
      const next = this.#u32(cell, SK.FLINK)
      if (this.#u32(next, SK.BLINK) !== cell) this.#say('6.7.42 Blink', next)
      const stored = this.#u32(cell, SK.REFERENCES)
      const counted = this.#security.get(cell) ?? 0
      if (stored !== counted) this.#say(`6.7.42 count ${stored} instead of ${counted}`, cell)
      cell = next
    }
    if (cell !== first) this.#say('6.7.42 the ring does not close', cell)
    for (const used of this.#security.keys()) {
      if (!ring.has(used)) this.#say('6.7.42 a security cell outside the ring', used)
    }
  }

  #expectNil(target: number, cell: number, what: string): void {
    if (target !== NIL) this.#say(`6.1.6 an unused ${what} is not NIL`, cell)
  }

  #say(problem: string, at: number): void {
    this.#problems.push(`${problem} at 0x${at.toString(16)}`)
  }

  #u16(cell: number, field: number): number {
    return this.#image.u16(fileOffset(cell as CellOffset) + 4 + field)
  }

  #u32(cell: number, field: number): number {
    return this.#image.u32(fileOffset(cell as CellOffset) + 4 + field)
  }
}
