/**
 * Builds hives byte by byte from a description: any version, 1.0 to 1.6, and any shape that other writers leave
 * (regf-format 1.5, 1.6, 2, 3). The engine writes none of the bytes, so its results, and those of independent readers,
 * are compared with something independent.
 */

import { compareNames, UPCASE } from '../../src/bytes/upcase.ts'
import { RawCells } from './RawCells.ts'

export type LeafKind = 'li' | 'lf' | 'lh'

export interface RawValue {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
  /** How the data is stored if there is a choice: in a separate cell, or as big data. */
  readonly as?: 'cell' | 'big'
  /** Flags besides the one that the name decides. */
  readonly flags?: number
}

export interface RawKey {
  readonly name: string
  readonly values?: readonly RawValue[]
  readonly subkeys?: readonly RawKey[]
  /** Stores the name as UTF-16 even if Latin-1 is sufficient. */
  readonly wide?: boolean
  readonly flags?: number
  /** Byte 13 of the record (1.6). */
  readonly layer?: number
  readonly className?: string
  /** FILETIME; the same for all keys by default. */
  readonly lastWrite?: bigint
  /** Index of its descriptor. */
  readonly security?: number
  /** The leaves: their kinds in turn, and the greatest number of entries of each. */
  readonly leaves?: { readonly kinds?: readonly LeafKind[]; readonly size?: number }
  /** Has an empty leaf, with space for this many entries, without having subkeys, as hivex leaves it. */
  readonly emptyLeaf?: number
}

export interface RawHive {
  readonly minor: number
  readonly root: RawKey
  /** The descriptors, self-relative; at least one. */
  readonly descriptors?: readonly Uint8Array[]
  /** Flags of the base block. */
  readonly flags?: number
  /** Sizes of the free cells after each cell, in turn; two numbers are two free cells. */
  readonly gaps?: readonly (readonly number[])[]
  /** Bytes of garbage after the last bin. */
  readonly tail?: number
  /** Payload bytes of allocated cells that nothing refers to. */
  readonly leaks?: readonly number[]
}

const NIL = 0xffffffff
const TIME = 132_223_104_000_000_000n
const SEGMENT = 16_344
/** A value that hides one of a lower layer; it has no data and no data cell (3.12). */
const TOMBSTONE = 2
const BASE = 4096

/** O:BAG:BAD:(A;CI;KA;;;WD): full access for everyone. */
export const EVERYONE = descriptor(0xf003f)

/** A descriptor with one entry, which allows everyone some access. */
export function descriptor(mask: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(20 + 28 + 32))
  const put = (at: number, ...values: number[]) => {
    for (const [n, value] of values.entries()) bytes.setUint8(at + n, value)
  }
  put(0, 1, 0, 0x04, 0x80)
  bytes.setUint32(4, 48, true)
  bytes.setUint32(8, 64, true)
  bytes.setUint32(16, 20, true)
  put(20, 2, 0, 28, 0, 1, 0, 0, 0, 0, 2, 20, 0)
  bytes.setUint32(32, mask, true)
  put(36, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)
  for (const at of [48, 64]) put(at, 1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0)
  return new Uint8Array(bytes.buffer)
}

/** The file of a hive. */
export function rawHive(hive: RawHive): Uint8Array<ArrayBuffer> {
  return new Writer(hive).file()
}

/** The bytes of a name: Latin-1 if possible and permitted. */
function nameBytes(name: string, wide: boolean): { bytes: Uint8Array; latin1: boolean } {
  const units = Array.from({ length: name.length }, (_, at) => name.charCodeAt(at))
  const latin1 = !wide && units.every((unit) => unit < 0x100)
  const bytes = latin1 ? units : units.flatMap((unit) => [unit & 0xff, unit >>> 8])
  return { bytes: Uint8Array.from(bytes), latin1 }
}

class Writer {
  readonly #hive: RawHive
  readonly #isOld: boolean
  readonly #cells: RawCells
  readonly #security: number[] = []
  readonly #references: number[] = []

  constructor(hive: RawHive) {
    this.#hive = hive
    this.#isOld = hive.minor < 2
    this.#cells = new RawCells({ isOld: this.#isOld, gaps: hive.gaps ?? [] })
  }

  file(): Uint8Array<ArrayBuffer> {
    const { root, descriptors = [EVERYONE], leaks = [], tail = 0 } = this.#hive
    const rootCell = this.#keyCell(root)
    for (const bytes of descriptors) {
      const cell = this.#cells.add(20 + bytes.length)
      this.#cells.text(cell, 0, 'sk')
      this.#cells.u32(cell, 16, bytes.length)
      this.#cells.bytes(cell, 20, bytes)
      this.#security.push(cell)
      this.#references.push(0)
    }
    this.#key(root, rootCell, NIL, true)
    for (const bytes of leaks) this.#cells.add(bytes)
    this.#cells.closeBin()
    for (const [n, cell] of this.#security.entries()) {
      this.#cells.u32(cell, 4, this.#security[(n + 1) % this.#security.length] as number)
      this.#cells.u32(cell, 8, this.#security.at(n - 1) as number)
      this.#cells.u32(cell, 12, this.#references[n] as number)
    }
    return this.#finish(rootCell, tail)
  }

  #finish(rootCell: number, tail: number): Uint8Array<ArrayBuffer> {
    const bins = this.#cells.binsView()
    const file = new Uint8Array(BASE + bins.length + tail).fill(0xb2, BASE + bins.length)
    file.set(bins, BASE)
    const view = new DataView(file.buffer)
    view.setUint32(0, 0x66676572, true)
    for (const at of [4, 8, 20, 32, 44]) view.setUint32(at, 1, true)
    view.setBigUint64(12, TIME, true)
    view.setUint32(24, this.#hive.minor, true)
    view.setUint32(36, rootCell, true)
    view.setUint32(40, bins.length, true)
    view.setUint32(144, this.#hive.flags ?? 0, true)
    let sum = 0
    for (let at = 0; at < 508; at += 4) sum ^= view.getUint32(at, true)
    view.setUint32(508, sum, true)
    return file
  }

  /** Writes the content of a key whose record has a cell already; the records of its subkeys are adjacent. */
  #key(key: RawKey, cell: number, parent: number, isRoot = false): void {
    const { name, wide, flags = 0, layer = 0, className, values = [], subkeys = [] } = key
    const { bytes, latin1 } = nameBytes(name, wide === true || this.#isOld)
    const security = key.security ?? 0
    this.#references[security] = (this.#references[security] as number) + 1
    this.#cells.text(cell, 0, 'nk')
    this.#cells.u16(cell, 2, flags | (isRoot ? 0x0c : 0) | (latin1 ? 0x20 : 0))
    this.#cells.u64(cell, 4, key.lastWrite ?? TIME)
    this.#cells.u8(cell, 13, layer)
    this.#cells.u32(cell, 16, parent)
    this.#cells.u32(cell, 20, subkeys.length)
    this.#cells.u32(cell, 28, this.#subkeys(key, cell))
    this.#cells.u32(cell, 32, NIL)
    this.#cells.u32(cell, 36, values.length)
    this.#cells.u32(cell, 40, values.length === 0 ? NIL : this.#values(values))
    this.#cells.u32(cell, 44, this.#security[security] as number)
    this.#cells.u32(cell, 48, NIL)
    if (className !== undefined) {
      const text = nameBytes(className, true).bytes
      const at = this.#cells.add(text.length)
      this.#cells.bytes(at, 0, text)
      this.#cells.u32(cell, 48, at)
      this.#cells.u16(cell, 74, text.length)
    }
    const longest = (lengths: readonly number[]) => Math.max(0, ...lengths)
    this.#cells.u16(cell, 52, longest(subkeys.map((subkey) => subkey.name.length * 2)))
    this.#cells.u32(cell, 56, longest(subkeys.map((subkey) => (subkey.className ?? '').length * 2)))
    this.#cells.u32(cell, 60, longest(values.map((value) => value.name.length * 2)))
    this.#cells.u32(cell, 64, longest(values.map((value) => value.data.length)))
    this.#cells.u16(cell, 72, bytes.length)
    this.#cells.bytes(cell, 76, bytes)
  }

  #keyCell({ name, wide }: RawKey): number {
    return this.#cells.add(76 + nameBytes(name, wide === true || this.#isOld).bytes.length)
  }

  /** Writes the subkeys and their list; returns the list. */
  #subkeys({ subkeys = [], leaves = {}, emptyLeaf }: RawKey, parent: number): number {
    const { kinds = [this.#defaultLeaf()], size = 507 } = leaves
    if (subkeys.length === 0) {
      return emptyLeaf === undefined ? NIL : this.#leaf(kinds[0] as LeafKind, [], emptyLeaf)
    }
    const sorted = [...subkeys].sort((a, b) => compareNames(a.name, b.name))
    const entries = sorted.map((key) => ({ key, cell: this.#keyCell(key) }))
    const parts: number[] = []
    for (let from = 0; from < entries.length; from += size) {
      const kind = kinds[parts.length % kinds.length] as LeafKind
      parts.push(this.#leaf(kind, entries.slice(from, from + size)))
    }
    for (const { key, cell } of entries) this.#key(key, cell, parent)
    if (parts.length === 1) return parts[0] as number
    const index = this.#cells.add(4 + parts.length * 4)
    this.#cells.text(index, 0, 'ri')
    this.#cells.u16(index, 2, parts.length)
    for (const [n, part] of parts.entries()) this.#cells.u32(index, 4 + n * 4, part)
    return index
  }

  #defaultLeaf(): LeafKind {
    const { minor } = this.#hive
    return minor >= 5 ? 'lh' : minor >= 3 ? 'lf' : 'li'
  }

  #leaf(
    kind: LeafKind,
    entries: readonly { key: RawKey; cell: number }[],
    room = entries.length,
  ): number {
    const width = kind === 'li' ? 4 : 8
    const leaf = this.#cells.add(4 + room * width)
    this.#cells.text(leaf, 0, kind)
    this.#cells.u16(leaf, 2, entries.length)
    for (const [n, { key, cell }] of entries.entries()) {
      this.#cells.u32(leaf, 4 + n * width, cell)
      if (kind === 'lf') this.#cells.u32(leaf, 8 + n * width, hint(key.name))
      if (kind === 'lh') this.#cells.u32(leaf, 8 + n * width, hash(key.name))
    }
    return leaf
  }

  #values(values: readonly RawValue[]): number {
    const list = this.#cells.add(values.length * 4)
    for (const [n, value] of values.entries()) this.#cells.u32(list, n * 4, this.#value(value))
    return list
  }

  #value({ name, type, data, as, flags = 0 }: RawValue): number {
    const { bytes, latin1 } = nameBytes(name, this.#isOld)
    const cell = this.#cells.add(20 + bytes.length)
    this.#cells.text(cell, 0, 'vk')
    this.#cells.u16(cell, 2, bytes.length)
    this.#cells.u32(cell, 12, type)
    this.#cells.u16(cell, 16, flags | (latin1 && bytes.length > 0 ? 1 : 0))
    this.#cells.u16(cell, 18, 0xb2b2)
    this.#cells.bytes(cell, 20, bytes)
    if ((flags & TOMBSTONE) !== 0) {
      this.#cells.u32(cell, 8, NIL)
      return cell
    }
    if (data.length <= 4 && as === undefined) {
      this.#cells.u32(cell, 4, data.length + 0x80000000)
      this.#cells.bytes(cell, 8, data)
      return cell
    }
    const isBig =
      as === 'big' || (as === undefined && data.length > SEGMENT && this.#hive.minor > 3)
    this.#cells.u32(cell, 4, data.length)
    this.#cells.u32(cell, 8, isBig ? this.#bigData(data) : this.#plainData(data))
    return cell
  }

  #plainData(data: Uint8Array): number {
    const cell = this.#cells.add(data.length)
    this.#cells.bytes(cell, 0, data)
    return cell
  }

  #bigData(data: Uint8Array): number {
    const count = Math.ceil(data.length / SEGMENT)
    const db = this.#cells.add(12)
    const list = this.#cells.add(count * 4)
    this.#cells.text(db, 0, 'db')
    this.#cells.u16(db, 2, count)
    this.#cells.u32(db, 4, list)
    for (let n = 0; n < count; n++) {
      const segment = this.#cells.add(SEGMENT + 4)
      this.#cells.bytes(segment, 0, data.subarray(n * SEGMENT, (n + 1) * SEGMENT))
      this.#cells.u32(list, n * 4, segment)
    }
    return db
  }
}

/** The first four letters as bytes, in their case; nothing if one of them is not in Latin-1. */
function hint(name: string): number {
  const units = Array.from({ length: Math.min(4, name.length) }, (_, at) => name.charCodeAt(at))
  if (units.some((unit) => unit > 0xff)) return 0
  return units.reduce((sum, unit, at) => sum + unit * 256 ** at, 0)
}

function hash(name: string): number {
  let sum = 0
  for (let at = 0; at < name.length; at++) {
    sum = (Math.imul(sum, 37) + (UPCASE[name.charCodeAt(at)] as number)) >>> 0
  }
  return sum
}
