/**
 * Copies a key and everything below it into a new hive: depth first with a stack of its own, every
 * record once, in slices. A record is read by offset and written by offset; none becomes an object.
 *
 * Kept of a key: name, time, flags, class, descriptor, values and subkeys in their order,
 * virtualization, user and debug flags, and in layered hives the layer byte. Made anew: the form of
 * names and lists, maxima, counts. Left out, since they mean nothing in a file or to anyone else:
 * volatile subkeys, flags of keys in memory, access bits, the cached index of Windows 2000 (regf-format 3.1).
 */

import { encodeLatin1 } from '../../bytes/text.ts'
import { isLayered } from '../../regf/baseBlock.ts'
import { CellBits } from '../../regf/CellBits.ts'
import { isOldOrder, orderOfKeys } from '../../regf/checks/nameOrder.ts'
import { findKeyNode, locateClass } from '../../regf/keyNode.ts'
import { KEY_FLAG, LAYER, LAYER_INHERIT_CLASS, LIMIT, LIST, NK, SIG } from '../../regf/layout.ts'
import { leafFor, packedEntries } from '../../regf/listShape.ts'
import { type CellOffset, type FileOffset, NIL } from '../../regf/offsets.ts'
import { storedNameHash, storedNameHint } from '../../regf/storedName.ts'
import { eachLeaf, leafEntrySize } from '../../regf/subkeyList.ts'
import type { CopyScope } from './CopyScope.ts'
import { copyName, nameLength, storedLength } from './copyName.ts'
import { newPayload } from './PackedBins.ts'
import { SecurityCopy } from './SecurityCopy.ts'
import { ValueCopy } from './ValueCopy.ts'

const LEVELS = LIMIT.DEPTH + 1
/** Bits of the layer byte that mean something: semantics, and whether the class is inherited (3.12). */
const LAYER_BITS = LAYER.SUPERSEDE_TREE | LAYER_INHERIT_CLASS
/** What the root of a hive made of one key is called (offreg-api 10). */
const NEW_ROOT = encodeLatin1('ROOT')

export class TreeCopy {
  /** Keys copied so far. */
  keys = 0
  readonly #scope: CopyScope
  readonly #layered: boolean
  readonly #security: SecurityCopy
  readonly #values: ValueCopy
  /** Cells of the source that a key or a list was taken from. */
  readonly #seen: CellBits
  /** Subkeys still to be copied, those of each level behind those of the level above. */
  #subkeys = new Uint32Array(1024)
  #top = 0
  #depth = -1
  // One entry a level.
  /** The key's cell in the new hive. */
  readonly #cell = new Uint32Array(LEVELS)
  readonly #first = new Uint32Array(LEVELS)
  readonly #next = new Uint32Array(LEVELS)
  readonly #end = new Uint32Array(LEVELS)
  /** The signature of the key's leaves in the new hive. */
  readonly #leafSignature = new Uint16Array(LEVELS)
  /** Where the next entry goes, how many more its leaf takes, and where the next leaf is named. */
  readonly #entry = new Uint32Array(LEVELS)
  readonly #entriesLeft = new Uint32Array(LEVELS)
  readonly #indexEntry = new Uint32Array(LEVELS)
  readonly #maxName = new Uint32Array(LEVELS)
  readonly #maxClass = new Uint32Array(LEVELS)
  readonly #descriptor = new Int32Array(LEVELS)
  /** The list whose leaves are being put on the stack. */
  #list = 0

  constructor(scope: CopyScope) {
    const { cells, out } = scope
    this.#scope = scope
    this.#layered = isLayered(cells.image)
    this.#security = new SecurityCopy(cells, out)
    this.#values = new ValueCopy(scope)
    this.#seen = new CellBits(cells.bins.dataSize)
  }

  /** Copies the top key and returns its new cell; what is below it is `step`'s. */
  start(top: CellOffset): CellOffset {
    this.#seen.set(top)
    return this.#copyKey(top)
  }

  /** Copies about so many records; false when all are done. */
  step(budget: number): boolean {
    let left = budget
    while (left > 0) {
      const depth = this.#depth
      if (this.#values.isBusy) {
        left = this.#values.run(left)
      } else if (depth < 0) {
        this.#security.finish()
        return false
      } else if ((this.#next[depth] as number) < (this.#end[depth] as number)) {
        const cell = this.#subkeys[(this.#next[depth] as number)++] as CellOffset
        this.#copyKey(cell)
        left--
      } else {
        this.#leave(depth)
      }
    }
    return true
  }

  #copyKey(cell: CellOffset): CellOffset {
    const { cells, out, root, budget } = this.#scope
    const { image } = cells
    const room = this.#scope.room(cell)
    const source = cells.payloadAt(cell)
    if (room < NK.NAME || image.u16(source) !== SIG.NK) throw this.#scope.lost(cell)
    const depth = this.#depth
    const isNewRoot = depth < 0 && cell !== root
    const oldFlags = image.u16(source + NK.FLAGS)
    const latin1 = (oldFlags & KEY_FLAG.COMP_NAME) !== 0
    const name = source + NK.NAME
    const length = nameLength(image.u16(source + NK.NAME_LENGTH), room - NK.NAME, latin1)
    const stored = isNewRoot ? NEW_ROOT.length : storedLength(image, name, length, latin1)
    const narrow = isNewRoot || latin1 || stored < length
    budget.spend(NK.NAME + length)
    const target = out.allocate(NK.NAME + stored)
    const key = newPayload(target)
    const flags = isNewRoot ? 0 : oldFlags & ~(KEY_FLAG.COMP_NAME | KEY_FLAG.IN_MEMORY)
    out.setU32(key + NK.SIGNATURE, SIG.NK | ((narrow ? flags | KEY_FLAG.COMP_NAME : flags) << 16))
    out.setU32(key + NK.LAST_WRITE, image.u32(source + NK.LAST_WRITE))
    out.setU32(key + NK.LAST_WRITE + 4, image.u32(source + NK.LAST_WRITE + 4))
    out.setU32(key + NK.PARENT, depth < 0 ? NIL : (this.#cell[depth] as number))
    out.setU32(key + NK.SUBKEY_LIST, NIL)
    out.setU32(key + NK.VOLATILE_LIST, NIL)
    out.setU32(key + NK.VALUE_LIST, NIL)
    out.setU16(key + NK.USER_FLAGS, image.u16(source + NK.USER_FLAGS))
    out.setU16(key + NK.NAME_LENGTH, stored)
    if (isNewRoot) out.setBytes(key + NK.NAME, NEW_ROOT)
    else copyName(image, name, length, out, key + NK.NAME, stored)
    if (this.#layered) this.#copyLayer(cell, source, key)
    const descriptor = this.#security.refer(
      source,
      depth < 0 ? -1 : (this.#descriptor[depth] as number),
    )
    out.setU32(key + NK.SECURITY, this.#security.cell(descriptor))
    const classBytes = this.#copyClass(source, key)
    if (depth >= 0) {
      this.#link(depth, target, name, length, latin1)
      const wide = latin1 ? length * 2 : length
      if (wide > (this.#maxName[depth] as number)) this.#maxName[depth] = wide
      if (classBytes > (this.#maxClass[depth] as number)) this.#maxClass[depth] = classBytes
    }
    this.keys++
    this.#enter(source, target, descriptor)
    this.#values.start(cell, key)
    return target
  }

  #copyLayer(cell: CellOffset, source: FileOffset, key: FileOffset): void {
    const { cells, out, minor } = this.#scope
    const layer = cells.image.u8(source + NK.LAYER)
    if ((layer & LAYER_BITS) !== 0) this.#scope.requireLayers(cell)
    if (minor >= 6) out.setU8(key + NK.LAYER, layer)
  }

  /** Returns the bytes of the class name there are. */
  #copyClass(source: FileOffset, key: FileOffset): number {
    const { cells, out, budget } = this.#scope
    out.setU32(key + NK.CLASS, NIL)
    if (cells.image.u16(source + NK.CLASS_LENGTH) === 0) return 0
    const found = locateClass(cells, source)
    const length = found === null ? 0 : found.length & ~1
    if (found === null || length === 0) return 0
    budget.spend(length)
    const cell = out.allocate(length)
    out.copy(cells.image, found.at, length, newPayload(cell))
    out.setU32(key + NK.CLASS, cell)
    out.setU16(key + NK.CLASS_LENGTH, length)
    return length
  }

  /** Goes down to a key: finds its subkeys and makes the lists they will be in. */
  #enter(source: FileOffset, target: CellOffset, descriptor: number): void {
    const { out, minor } = this.#scope
    const key = newPayload(target)
    const depth = ++this.#depth
    const from = this.#top
    if (depth < LIMIT.DEPTH) this.#collect(source)
    this.#cell[depth] = target
    this.#descriptor[depth] = descriptor
    this.#first[depth] = from
    this.#next[depth] = from
    this.#end[depth] = this.#top
    this.#maxName[depth] = 0
    this.#maxClass[depth] = 0
    const count = this.#top - from
    if (count === 0) return
    out.setU32(key + NK.SUBKEY_COUNT, count)
    const signature = leafFor(minor, count)
    const most = packedEntries(signature)
    this.#leafSignature[depth] = signature
    if (count <= most) {
      const leaf = this.#makeLeaf(signature, count)
      out.setU32(key + NK.SUBKEY_LIST, leaf)
      this.#entry[depth] = newPayload(leaf) + LIST.ENTRIES
      this.#entriesLeft[depth] = count
      return
    }
    const leaves = Math.ceil(count / most)
    const index = out.allocate(LIST.ENTRIES + leaves * 4)
    const at = newPayload(index)
    out.setU32(key + NK.SUBKEY_LIST, index)
    out.setU32(at + LIST.SIGNATURE, SIG.RI | (leaves << 16))
    for (let leaf = 0; leaf < leaves; leaf++) {
      const entries = Math.min(most, count - leaf * most)
      out.setU32(at + LIST.ENTRIES + leaf * 4, this.#makeLeaf(signature, entries))
    }
    this.#indexEntry[depth] = at + LIST.ENTRIES
    this.#entriesLeft[depth] = 0
  }

  #makeLeaf(signature: number, count: number): CellOffset {
    const { out } = this.#scope
    const leaf = out.allocate(LIST.ENTRIES + count * leafEntrySize(signature))
    out.setU32(newPayload(leaf) + LIST.SIGNATURE, signature | (count << 16))
    return leaf
  }

  /** Puts a subkey into the next place of the lists of the key above it. */
  #link(depth: number, cell: CellOffset, name: number, length: number, latin1: boolean): void {
    const { cells, out } = this.#scope
    if (this.#entriesLeft[depth] === 0) {
      const leaf = newPayload(out.u32(this.#indexEntry[depth] as number) as CellOffset)
      this.#indexEntry[depth] = (this.#indexEntry[depth] as number) + 4
      this.#entry[depth] = leaf + LIST.ENTRIES
      this.#entriesLeft[depth] = out.u16(leaf + LIST.COUNT)
    }
    const entry = this.#entry[depth] as number
    const signature = this.#leafSignature[depth] as number
    out.setU32(entry, cell)
    if (signature === SIG.LH) {
      out.setU32(entry + 4, storedNameHash(cells.image, name, length, latin1))
    } else if (signature === SIG.LF) {
      out.setU32(entry + 4, storedNameHint(cells.image, name, length, latin1))
    }
    this.#entry[depth] = entry + leafEntrySize(signature)
    this.#entriesLeft[depth] = (this.#entriesLeft[depth] as number) - 1
  }

  #leave(depth: number): void {
    const { out } = this.#scope
    const key = newPayload(this.#cell[depth] as CellOffset)
    out.setU16(key + NK.MAX_SUBKEY_NAME, Math.min(0xffff, this.#maxName[depth] as number))
    out.setU32(key + NK.MAX_SUBKEY_CLASS, this.#maxClass[depth] as number)
    this.#top = this.#first[depth] as number
    this.#depth--
  }

  /** Puts a key's subkeys on the stack, in the order they will have. */
  #collect(source: FileOffset): void {
    const { cells, damaged } = this.#scope
    if (cells.image.u32(source + NK.SUBKEY_COUNT) === 0) return
    const list = cells.image.u32(source + NK.SUBKEY_LIST)
    if (damaged && !this.#seen.add(list)) return
    const from = this.#top
    this.#list = list
    eachLeaf(cells, source, this.#pushLeaf)
    if (damaged) this.#sort(from)
  }

  readonly #pushLeaf = (leaf: CellOffset, count: number, size: 4 | 8): undefined => {
    const { cells, damaged } = this.#scope
    if (damaged && leaf !== this.#list && !this.#seen.add(leaf)) return
    if (this.#top + count > this.#subkeys.length) this.#growStack(count)
    let entry = cells.payloadAt(leaf) + LIST.ENTRIES
    for (let index = 0; index < count; index++, entry += size) {
      const cell = cells.image.u32(entry) as CellOffset
      // A sound hive's subkeys are tried when they are copied: looking at each twice costs.
      if (damaged && (findKeyNode(cells, cell) === 0 || !this.#seen.add(cell))) continue
      if (!damaged && cells.image.u16(cells.payloadAt(cell)) !== SIG.NK)
        throw this.#scope.lost(cell)
      this.#subkeys[this.#top++] = cell
    }
  }

  #growStack(count: number): void {
    const larger = new Uint32Array(2 * (this.#top + count))
    larger.set(this.#subkeys)
    this.#subkeys = larger
  }

  /**
   * Stored order stays, also where it is that of an older upcase table: the Windows that sorted so finds
   * its keys so. What no Windows sorts like that is sorted, equal names next to each other.
   */
  #sort(from: number): void {
    const { cells } = this.#scope
    for (let at = from + 1; at < this.#top; at++) {
      const a = this.#subkeys[at - 1] as number
      const b = this.#subkeys[at] as number
      if (orderOfKeys(cells, a, b) <= 0 || isOldOrder(cells, a, b)) continue
      const sorted = [...this.#subkeys.subarray(from, this.#top)]
      sorted.sort((left, right) => orderOfKeys(cells, left, right))
      this.#subkeys.set(sorted, from)
      return
    }
  }
}
