/**
 * A hive whose records are linked by hand, so that several may refer to the same one, lists may be wrong, and names
 * may be anything. Cells are made first and linked afterwards; nothing is checked.
 */

import { RawCells } from '../../helpers/RawCells.ts'
import { EVERYONE } from '../../helpers/rawHive.ts'

const NIL = 0xffffffff
const BASE = 4096
const TIME = 132_223_104_000_000_000n
const SEGMENT = 16_344

export interface CraftedKey {
  readonly name: string
  readonly parent?: number
  readonly security?: number
}

export interface CraftedValue {
  readonly name: string
  readonly type?: number
  /** Bytes of data; above four they are in `cell`. */
  readonly size?: number
  readonly cell?: number
}

export class CraftedHive {
  readonly cells = new RawCells({ isOld: false, gaps: [] })
  readonly security: number
  readonly #minor: number

  constructor({ minor = 5 } = {}) {
    this.#minor = minor
    this.security = this.descriptor(EVERYONE)
  }

  /** A security cell that forms a ring by itself. */
  descriptor(bytes: Uint8Array): number {
    const cell = this.cells.add(20 + bytes.length)
    this.cells.text(cell, 0, 'sk')
    this.ring(cell, cell, cell)
    this.cells.u32(cell, 12, 1)
    this.cells.u32(cell, 16, bytes.length)
    this.cells.bytes(cell, 20, bytes)
    return cell
  }

  /** Links a security cell to the next and the previous one. */
  ring(cell: number, next: number, previous: number): void {
    this.cells.u32(cell, 4, next)
    this.cells.u32(cell, 8, previous)
  }

  key({ name, parent = NIL, security = this.security }: CraftedKey): number {
    const stored = nameBytes(name)
    const cell = this.cells.add(76 + stored.bytes.length)
    this.cells.text(cell, 0, 'nk')
    this.cells.u16(cell, 2, (parent === NIL ? 0x0c : 0) | (stored.latin1 ? 0x20 : 0))
    this.cells.u64(cell, 4, TIME)
    this.cells.u32(cell, 16, parent)
    for (const field of [28, 32, 40, 48]) this.cells.u32(cell, field, NIL)
    this.cells.u32(cell, 44, security)
    this.cells.u16(cell, 72, stored.bytes.length)
    this.cells.bytes(cell, 76, stored.bytes)
    return cell
  }

  /** Gives a key the list of its subkeys. */
  setSubkeys(key: number, list: number, count: number): void {
    this.cells.u32(key, 20, count)
    this.cells.u32(key, 28, list)
    this.cells.u16(key, 52, 510)
  }

  /** Gives a key the list of its values. */
  setValues(key: number, list: number, count: number): void {
    this.cells.u32(key, 36, count)
    this.cells.u32(key, 40, list)
    this.cells.u32(key, 60, 32_766)
    this.cells.u32(key, 64, 0x7fffffff)
  }

  setClass(key: number, cell: number, length: number): void {
    this.cells.u32(key, 48, cell)
    this.cells.u16(key, 74, length)
  }

  /** A leaf of subkeys whose hashes are right. */
  leaf(entries: readonly (readonly [cell: number, name: string])[]): number {
    const list = this.cells.add(4 + entries.length * 8)
    this.cells.text(list, 0, 'lh')
    this.cells.u16(list, 2, entries.length)
    for (const [n, [cell, name]] of entries.entries()) {
      this.cells.u32(list, 4 + n * 8, cell)
      this.cells.u32(list, 8 + n * 8, nameHash(name))
    }
    return list
  }

  /** An index of leaves. */
  index(leaves: readonly number[]): number {
    const list = this.cells.add(4 + leaves.length * 4)
    this.cells.text(list, 0, 'ri')
    this.cells.u16(list, 2, leaves.length)
    for (const [n, leaf] of leaves.entries()) this.cells.u32(list, 4 + n * 4, leaf)
    return list
  }

  /** Keys below a parent, in leaves of 507 in the order given. Returns their cells. */
  addSubkeys(parent: number, names: readonly string[]): number[] {
    const keys = names.map((name) => this.key({ name, parent }))
    const leaves: number[] = []
    for (let from = 0; from < keys.length; from += 507) {
      const part = keys.slice(from, from + 507)
      leaves.push(this.leaf(part.map((cell, n) => [cell, names[from + n] as string])))
    }
    this.setSubkeys(
      parent,
      leaves.length === 1 ? (leaves[0] as number) : this.index(leaves),
      keys.length,
    )
    return keys
  }

  value({ name, type = 3, size = 0, cell = 0 }: CraftedValue): number {
    const stored = nameBytes(name)
    const at = this.cells.add(20 + stored.bytes.length)
    this.cells.text(at, 0, 'vk')
    this.cells.u16(at, 2, stored.bytes.length)
    this.cells.u32(at, 4, size <= 4 ? size + 0x80000000 : size)
    this.cells.u32(at, 8, cell)
    this.cells.u32(at, 12, type)
    this.cells.u16(at, 16, stored.latin1 && stored.bytes.length > 0 ? 1 : 0)
    this.cells.bytes(at, 20, stored.bytes)
    return at
  }

  /** A plain list of cells, as for values and big data. */
  list(cells: readonly number[]): number {
    const list = this.cells.add(cells.length * 4)
    for (const [n, cell] of cells.entries()) this.cells.u32(list, n * 4, cell)
    return list
  }

  addValues(key: number, values: readonly CraftedValue[]): void {
    this.setValues(key, this.list(values.map((value) => this.value(value))), values.length)
  }

  data(bytes: Uint8Array): number {
    const cell = this.cells.add(bytes.length)
    this.cells.bytes(cell, 0, bytes)
    return cell
  }

  /** Big data; `segments` may name one cell many times. */
  bigData(segments: readonly number[]): number {
    const cell = this.cells.add(12)
    this.cells.text(cell, 0, 'db')
    this.cells.u16(cell, 2, segments.length)
    this.cells.u32(cell, 4, this.list(segments))
    return cell
  }

  segment(fill: number): number {
    return this.data(new Uint8Array(SEGMENT + 4).fill(fill))
  }

  /** The bytes of the file. */
  file(root: number): Uint8Array<ArrayBuffer> {
    this.cells.closeBin()
    const bins = this.cells.binsView()
    const file = new Uint8Array(BASE + bins.length)
    file.set(bins, BASE)
    const view = new DataView(file.buffer)
    view.setUint32(0, 0x66676572, true)
    for (const at of [4, 8, 20, 32, 44]) view.setUint32(at, 1, true)
    view.setBigUint64(12, TIME, true)
    view.setUint32(24, this.#minor, true)
    view.setUint32(36, root, true)
    view.setUint32(40, bins.length, true)
    let sum = 0
    for (let at = 0; at < 508; at += 4) sum ^= view.getUint32(at, true)
    view.setUint32(508, sum, true)
    return file
  }
}

function nameBytes(name: string): { readonly bytes: Uint8Array; readonly latin1: boolean } {
  const units = Uint16Array.from({ length: name.length }, (_, at) => name.charCodeAt(at))
  const latin1 = units.every((unit) => unit < 0x100)
  return { bytes: latin1 ? Uint8Array.from(units) : new Uint8Array(units.buffer), latin1 }
}

/** The hash of a name without lower-case letters, like all crafted names. */
function nameHash(name: string): number {
  let hash = 0
  for (let at = 0; at < name.length; at++) {
    hash = (Math.imul(hash, 37) + name.charCodeAt(at)) >>> 0
  }
  return hash
}
