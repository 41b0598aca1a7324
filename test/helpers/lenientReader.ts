/**
 * A plain reader of damaged hives, written apart from the engine: it follows the lists from the root and takes
 * whatever has the right letters, allocated or not, checked or not. What it reaches is what a lenient reader can.
 */

export interface LenientKey {
  /** File offset of the record. */
  readonly at: number
  /** Names below the root. */
  readonly path: readonly string[]
  readonly name: string
  readonly time: bigint
  readonly values: readonly LenientValue[]
}

export interface LenientValue {
  readonly at: number
  readonly name: string
  readonly type: number
  readonly size: number
  /** As much as can be read. */
  readonly data: Uint8Array
}

const BASE = 4096
const NK = 0x6b6e
const VK = 0x6b76
const DB = 0x6264
const LEAVES: Readonly<Record<number, number>> = { 26220: 8, 26732: 8, 26988: 4 }
const RI = 0x6972
const SEGMENT = 16344

/** Every key and value that the lists lead to; none if there is no root. */
export function readLeniently(bytes: Uint8Array): LenientKey[] {
  return new LenientReader(bytes).read()
}

class LenientReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  read(): LenientKey[] {
    if (this.#bytes.length < BASE + 32 + 80) return []
    const named = this.#u32(36)
    const root = this.#is(named, NK, 76) ? named : 0x20
    const keys: LenientKey[] = []
    const seen = new Set<number>()
    const open: { cell: number; path: readonly string[] }[] = [{ cell: root, path: [] }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { cell, path } = next
      if (!this.#is(cell, NK, 76) || seen.has(cell)) continue
      seen.add(cell)
      const at = record(cell)
      const values = this.#values(at)
      const own = this.#name(at, 72, 76, (this.#u16(at + 2) & 0x20) !== 0)
      keys.push({ at, path, name: own, time: this.#view.getBigUint64(at + 4, true), values })
      const subkeys = this.#subkeys(at)
      for (const child of subkeys.reverse()) {
        if (!this.#is(child, NK, 76)) continue
        const name = this.#name(record(child), 72, 76, (this.#u16(record(child) + 2) & 0x20) !== 0)
        open.push({ cell: child, path: [...path, name] })
      }
    }
    return keys
  }

  #subkeys(key: number): number[] {
    if (this.#u32(key + 20) === 0) return []
    const list = this.#u32(key + 28)
    if (!this.#fits(list, 4)) return []
    if (this.#u16(record(list)) !== RI) return this.#leaf(list)
    return this.#entries(list, 4).flatMap((leaf) => (this.#fits(leaf, 4) ? this.#leaf(leaf) : []))
  }

  #leaf(list: number): number[] {
    const size = LEAVES[this.#u16(record(list))]
    return size === undefined ? [] : this.#entries(list, size)
  }

  #entries(list: number, size: number): number[] {
    const count = Math.min(this.#u16(record(list) + 2), Math.floor((this.#room(list) - 4) / size))
    const from = record(list) + 4
    return Array.from({ length: Math.max(0, count) }, (_, index) => this.#u32(from + index * size))
  }

  #values(key: number): LenientValue[] {
    if ((this.#u16(key + 2) & 0x40) !== 0) return []
    const list = this.#u32(key + 40)
    const claimed = this.#u32(key + 36)
    if (claimed === 0 || !this.#fits(list, 4)) return []
    const count = Math.min(claimed, this.#room(list) >>> 2)
    const cells = Array.from({ length: count }, (_, index) => this.#u32(record(list) + index * 4))
    return cells.filter((cell) => this.#is(cell, VK, 20)).map((cell) => this.#value(record(cell)))
  }

  #value(at: number): LenientValue {
    const stored = this.#u32(at + 4)
    const size = stored & 0x7fffffff
    const type = this.#u32(at + 12)
    const name = this.#name(at, 2, 20, (this.#u16(at + 16) & 1) !== 0)
    const data =
      stored >= 0x80000000 ? this.#slice(at + 8, Math.min(4, size)) : this.#data(at, size)
    return { at, name, type, size, data }
  }

  #data(value: number, size: number): Uint8Array {
    const cell = this.#u32(value + 8)
    if (size === 0 || !this.#fits(cell, 4)) return new Uint8Array(0)
    const isSegmented = size > SEGMENT && this.#u32(24) >= 4 && this.#u16(record(cell)) === DB
    if (!isSegmented) {
      const room = this.#isWiped(cell) ? 0 : this.#room(cell)
      return this.#slice(record(cell), Math.min(size, room))
    }
    const list = this.#u32(record(cell) + 4)
    const pieces: number[] = []
    for (let index = 0; pieces.length < size && index < this.#u16(record(cell) + 2); index++) {
      const segment = this.#fits(list, 4 * index + 4) ? this.#u32(record(list) + 4 * index) : -1
      if (!this.#fits(segment, 4)) break
      const wanted = Math.min(SEGMENT, size - pieces.length)
      const piece = this.#slice(record(segment), Math.min(wanted, this.#room(segment)))
      for (const byte of piece) pieces.push(byte)
      if (piece.length < wanted) break
    }
    return Uint8Array.from(pieces)
  }

  #name(at: number, lengthAt: number, header: number, latin1: boolean): string {
    const room = this.#room(at - 4 - BASE) - header
    const bytes = this.#slice(at + header, Math.max(0, Math.min(this.#u16(at + lengthAt), room)))
    const units = latin1
      ? bytes
      : Array.from({ length: bytes.length >>> 1 }, (_, n) => this.#u16(at + header + n * 2))
    return Array.from(units, (unit) => String.fromCharCode(unit)).join('')
  }

  /** Bytes of a cell, whatever its sign; if its size cannot be right, as many as there are. */
  #room(cell: number): number {
    const size = Math.abs(this.#view.getInt32(BASE + cell, true))
    const rest = this.#bytes.length - record(cell)
    return size < 8 || size % 8 !== 0 || size - 4 > rest ? rest : size - 4
  }

  /** Where even the size is zero, bytes were wiped out. */
  #isWiped(cell: number): boolean {
    return this.#u32(BASE + cell) === 0
  }

  #is(cell: number, letters: number, bytes: number): boolean {
    return this.#fits(cell, bytes) && this.#u16(record(cell)) === letters
  }

  #fits(cell: number, bytes: number): boolean {
    return cell >= 32 && cell % 8 === 0 && record(cell) + bytes <= this.#bytes.length
  }

  #slice(from: number, length: number): Uint8Array {
    return this.#bytes.slice(from, from + length)
  }

  #u16(at: number): number {
    return this.#view.getUint16(at, true)
  }

  #u32(at: number): number {
    return this.#view.getUint32(at, true)
  }
}

function record(cell: number): number {
  return BASE + cell + 4
}
