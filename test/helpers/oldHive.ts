/**
 * A hive as Windows NT 3.1 wrote it: 8-byte cell headers, cells of 16 bytes and multiples, names always
 * UTF-16, a title index where flags are now, plain lists (regf-format 1.6). Written here a second time,
 * naively, since nothing of the engine writes this version.
 */

import { encodeUtf16 } from '../../src/bytes/text.ts'
import type { Hive } from '../../src/offreg/Hive.ts'
import type { Key, Value } from '../../src/offreg/Key.ts'
import { computeChecksum } from '../../src/regf/baseBlock.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE, BIN, HBIN, INLINE, LIST, NK, REGF, SIG, SK, VK } from '../../src/regf/layout.ts'
import { NIL } from '../../src/regf/offsets.ts'

/** The title index of every key and value: not 0, so that it shows where it is taken for flags. */
const TITLE = 0x00010001
/** Entries of one plain list. */
const MAX_LEAF = 1012

/** The bytes of a hive of version 1.1 with the same keys and values; every key has a descriptor of its own. */
export function oldHive(hive: Hive): Uint8Array<ArrayBuffer> {
  return new OldHive().write(hive.rootKey)
}

class OldHive {
  readonly #image = new HiveImage(new ArrayBuffer(1 << 20), 0)
  #end = BIN.HEADER
  #last = NIL as number
  #firstSecurity = NIL as number
  #lastSecurity = NIL as number

  write(root: Key): Uint8Array<ArrayBuffer> {
    const image = this.#image
    image.transact(() => {
      const cell = this.#key(root, NIL)
      image.setU32(this.#at(this.#lastSecurity) + SK.FLINK, this.#firstSecurity)
      image.setU32(this.#at(this.#firstSecurity) + SK.BLINK, this.#lastSecurity)
      const dataSize = Math.ceil((this.#end + 16) / 4096) * 4096
      image.extend(4096 + dataSize)
      image.setU32(4096 + this.#end, dataSize - this.#end)
      image.setU32(4096 + BIN.SIGNATURE, HBIN)
      image.setU32(4096 + BIN.SIZE, dataSize)
      image.setU32(4096 + 28, dataSize)
      const fields = { SIGNATURE: REGF, MAJOR: 1, MINOR: 1, FORMAT: 1, CLUSTERING: 1 } as const
      for (const [name, value] of Object.entries(fields)) {
        image.setU32(BASE[name as keyof typeof fields], value)
      }
      image.setU32(BASE.PRIMARY_SEQUENCE, 24)
      image.setU32(BASE.SECONDARY_SEQUENCE, 24)
      image.setU32(BASE.ROOT_CELL, cell)
      image.setU32(BASE.DATA_SIZE, dataSize)
      image.setU32(BASE.CHECKSUM, computeChecksum(image))
    })
    return image.bytesCopy(0, image.length)
  }

  #at(cell: number): number {
    return cell + 4096 + 8
  }

  #allocate(payload: number): number {
    const cell = this.#end
    const size = Math.ceil((payload + 8) / 16) * 16
    this.#end += size
    this.#image.extend(4096 + this.#end)
    this.#image.fill(4096 + cell, size, 0xb2)
    this.#image.setI32(4096 + cell, -size)
    this.#image.setU32(4096 + cell + 4, this.#last)
    this.#last = cell
    return cell
  }

  #key(key: Key, parent: number): number {
    const image = this.#image
    const name = encodeUtf16(key.name)
    const cell = this.#allocate(NK.NAME + name.length)
    const at = this.#at(cell)
    image.fill(at, NK.NAME, 0)
    image.setU16(at + NK.SIGNATURE, SIG.NK)
    image.setU16(at + NK.FLAGS, (key.flags & ~0x20) | (parent === NIL ? 0x0c : 0))
    image.setU64(at + NK.LAST_WRITE, key.lastWrite)
    image.setU32(at + NK.ACCESS_BITS, TITLE)
    image.setU32(at + NK.PARENT, parent)
    image.setU32(at + NK.SUBKEY_LIST, NIL)
    image.setU32(at + NK.VOLATILE_LIST, NIL)
    image.setU32(at + NK.VALUE_LIST, NIL)
    image.setU32(at + NK.SECURITY, this.#security(key.descriptor ?? new Uint8Array(0)))
    image.setU32(at + NK.CLASS, NIL)
    image.setU16(at + NK.NAME_LENGTH, name.length)
    image.setBytes(at + NK.NAME, name)
    const className = encodeUtf16(key.className ?? '')
    if (className.length > 0) {
      image.setU32(at + NK.CLASS, this.#bytes(className))
      image.setU16(at + NK.CLASS_LENGTH, className.length)
    }
    this.#values(key, at)
    this.#subkeys(key, cell)
    return cell
  }

  #values(key: Key, at: number): void {
    const image = this.#image
    const cells = [...key.values()].map((value) => this.#value(value))
    if (cells.length === 0) return
    const list = this.#allocate(cells.length * 4)
    for (const [index, cell] of cells.entries()) image.setU32(this.#at(list) + index * 4, cell)
    image.setU32(at + NK.VALUE_COUNT, cells.length)
    image.setU32(at + NK.VALUE_LIST, list)
    image.setU32(at + NK.MAX_VALUE_NAME, 0x8000)
    image.setU32(at + NK.MAX_VALUE_DATA, 0x7fffffff)
  }

  #value({ name: text, type, data }: Value): number {
    const image = this.#image
    const name = encodeUtf16(text)
    const cell = this.#allocate(VK.NAME + name.length)
    const at = this.#at(cell)
    image.setU16(at + VK.SIGNATURE, SIG.VK)
    image.setU16(at + VK.NAME_LENGTH, name.length)
    image.setU32(at + VK.TYPE, type)
    image.setU32(at + VK.FLAGS, TITLE)
    image.setBytes(at + VK.NAME, name)
    image.setU32(at + VK.DATA_SIZE, data.length <= 4 ? data.length + INLINE : data.length)
    if (data.length <= 4) image.setBytes(at + VK.DATA, data)
    else image.setU32(at + VK.DATA, this.#bytes(data))
    return cell
  }

  #subkeys(key: Key, cell: number): void {
    const image = this.#image
    const cells = [...key.subkeys()].map((subkey) => this.#key(subkey, cell))
    if (cells.length === 0) return
    const leaves: number[] = []
    for (let from = 0; from < cells.length; from += MAX_LEAF) {
      leaves.push(this.#list(SIG.LI, cells.slice(from, from + MAX_LEAF)))
    }
    const list = leaves.length === 1 ? (leaves[0] as number) : this.#list(SIG.RI, leaves)
    const at = this.#at(cell)
    image.setU32(at + NK.SUBKEY_COUNT, cells.length)
    image.setU32(at + NK.SUBKEY_LIST, list)
    image.setU32(at + NK.MAX_SUBKEY_NAME, 510)
    image.setU32(at + NK.MAX_SUBKEY_CLASS, 0x200)
  }

  #list(signature: number, entries: readonly number[]): number {
    const list = this.#allocate(LIST.ENTRIES + entries.length * 4)
    this.#image.setU16(this.#at(list) + LIST.SIGNATURE, signature)
    this.#image.setU16(this.#at(list) + LIST.COUNT, entries.length)
    for (const [index, entry] of entries.entries()) {
      this.#image.setU32(this.#at(list) + LIST.ENTRIES + index * 4, entry)
    }
    return list
  }

  /** Not shared: systems of that time did not look for an equal one. */
  #security(descriptor: Uint8Array): number {
    const image = this.#image
    const cell = this.#allocate(SK.DESCRIPTOR + descriptor.length)
    const at = this.#at(cell)
    image.setU16(at + SK.SIGNATURE, SIG.SK)
    image.setU32(at + SK.REFERENCES, 1)
    image.setU32(at + SK.SIZE, descriptor.length)
    image.setBytes(at + SK.DESCRIPTOR, descriptor)
    if (this.#firstSecurity === NIL) this.#firstSecurity = cell
    else {
      image.setU32(at + SK.BLINK, this.#lastSecurity)
      image.setU32(this.#at(this.#lastSecurity) + SK.FLINK, cell)
    }
    this.#lastSecurity = cell
    return cell
  }

  #bytes(bytes: Uint8Array): number {
    const cell = this.#allocate(bytes.length)
    this.#image.setBytes(this.#at(cell), bytes)
    return cell
  }
}
