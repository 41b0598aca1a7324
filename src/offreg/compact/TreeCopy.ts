/**
 * Copies a key and everything below it into a new hive: depth first with an explicit stack, every
 * record once, in slices. A record is read by offset and written by offset; none becomes an object.
 *
 * Kept of a key: name, time, flags, class, descriptor, values and subkeys in their order,
 * virtualization, user and debug flags, and in layered hives the layer byte. Rebuilt: the form of
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
import { KEYS_AHEAD, ReadAhead } from '../../regf/readAhead.ts'
import { storedNameHash, storedNameHint } from '../../regf/storedName.ts'
import { eachLeaf, leafEntrySize } from '../../regf/subkeyList.ts'
import type { CopyScope } from './CopyScope.ts'
import { compressName, nameLength, storedLength } from './copyName.ts'
import { newPayload, newRecord } from './PackedBins.ts'
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
  readonly #readAhead: ReadAhead
  /** Cells of the source that a key or a list was taken from. */
  readonly #seen: CellBits
  /** Subkeys still to be copied, those of each level after those of the level above. */
  #subkeys = new Uint32Array(1024)
  /** The hash that the source has for each of them, 0 where it is not known. */
  #hashes = new Int32Array(1024)
  /** That of the subkey that is being copied. */
  #hash = 0
  #top = 0
  #depth = -1
  // One entry a level.
  /** The key's cell in the new hive. */
  readonly #cell = new Uint32Array(LEVELS)
  readonly #first = new Uint32Array(LEVELS)
  readonly #next = new Uint32Array(LEVELS)
  readonly #end = new Uint32Array(LEVELS)
  /** Up to where the subkeys were read ahead. */
  readonly #ahead = new Uint32Array(LEVELS)
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

  /**
   * Starts without keys.
   *
   * @param scope - the compaction
   */
  constructor(scope: CopyScope) {
    const { cells, out } = scope
    this.#scope = scope
    this.#layered = isLayered(cells.image)
    this.#security = new SecurityCopy(cells, out)
    this.#values = new ValueCopy(scope)
    this.#readAhead = new ReadAhead(cells, true)
    this.#seen = new CellBits(scope.damaged ? cells.bins.dataSize : 0)
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
        this.#copyNext(depth)
        left--
      } else {
        this.#leave(depth)
      }
    }
    return true
  }

  #copyNext(depth: number): void {
    const next = this.#next[depth] as number
    if (next === this.#ahead[depth]) {
      const end = Math.min(next + KEYS_AHEAD, this.#end[depth] as number)
      this.#ahead[depth] = end
      this.#readAhead.read(this.#subkeys, next, end)
    }
    this.#next[depth] = next + 1
    this.#hash = this.#hashes[next] as number
    this.#copyKey(this.#subkeys[next] as CellOffset)
  }

  #copyKey(cell: CellOffset): CellOffset {
    const { cells, out, root, damaged } = this.#scope
    const { image } = cells
    const source = image.words
    const room = this.#scope.room(cell)
    const record = cells.payloadAt(cell)
    const from = record >>> 2
    const head = room < NK.NAME ? 0 : (source[from] as number)
    if ((head & 0xffff) !== SIG.NK) throw this.#scope.lost(cell)
    const depth = this.#depth
    const isNewRoot = depth < 0 && cell !== root
    const oldFlags = head >>> 16
    const latin1 = (oldFlags & KEY_FLAG.COMP_NAME) !== 0
    const name = record + NK.NAME
    const lengths = source[from + (NK.NAME_LENGTH >> 2)] as number
    const length = nameLength(lengths & 0xffff, room - NK.NAME, latin1)
    const stored = isNewRoot ? NEW_ROOT.length : storedLength(image, name, length, latin1)
    const narrow = isNewRoot || latin1 || stored < length
    if (damaged) this.#scope.budget.spend(NK.NAME + length)
    const isSame = !isNewRoot && stored === length
    const target = isSame
      ? out.copyPayload(image, record, NK.NAME + length)
      : out.allocate(NK.NAME + stored)
    const to = newRecord(target)
    const { words } = out
    const flags = isNewRoot ? 0 : oldFlags & ~(KEY_FLAG.COMP_NAME | KEY_FLAG.IN_MEMORY)
    words[to] = SIG.NK | ((narrow ? flags | KEY_FLAG.COMP_NAME : flags) << 16)
    // Neither access bits, nor the layer, nor counts, nor maxima, all of which are rebuilt.
    const firstNew = to + (NK.ACCESS_BITS >> 2)
    for (let word = to + (NK.WORK_VAR >> 2); word >= firstNew; word--) words[word] = 0
    words[to + (NK.LAST_WRITE >> 2)] = source[from + (NK.LAST_WRITE >> 2)] as number
    words[to + (NK.LAST_WRITE >> 2) + 1] = source[from + (NK.LAST_WRITE >> 2) + 1] as number
    words[to + (NK.PARENT >> 2)] = depth < 0 ? NIL : (this.#cell[depth] as number)
    words[to + (NK.SUBKEY_LIST >> 2)] = NIL
    words[to + (NK.VOLATILE_LIST >> 2)] = NIL
    words[to + (NK.VALUE_LIST >> 2)] = NIL
    words[to + (NK.CLASS >> 2)] = NIL
    // The upper half of the word that begins with the longest name of a subkey.
    words[to + (NK.USER_FLAGS >> 2)] = (source[from + (NK.USER_FLAGS >> 2)] as number) & ~0xffff
    words[to + (NK.NAME_LENGTH >> 2)] = stored
    if (isNewRoot) out.setBytes(newPayload(target) + NK.NAME, NEW_ROOT)
    else if (!isSame) compressName(image, name, words, to + (NK.NAME >> 2), stored)
    if (this.#layered) this.#copyLayer(cell, from, to)
    const above = depth < 0 ? -1 : (this.#descriptor[depth] as number)
    const descriptor = this.#security.refer(record, above)
    out.words[to + (NK.SECURITY >> 2)] = this.#security.cell(descriptor)
    const classBytes = lengths >>> 16 === 0 ? 0 : this.#copyClass(record, to)
    if (depth >= 0) {
      this.#link(depth, target, name, length, latin1)
      const wide = latin1 ? length * 2 : length
      if (wide > (this.#maxName[depth] as number)) this.#maxName[depth] = wide
      if (classBytes > (this.#maxClass[depth] as number)) this.#maxClass[depth] = classBytes
    }
    this.keys++
    this.#enter(record, target, descriptor)
    this.#values.start(cell, to)
    return target
  }

  /** @param from - index of the key's first word in the source, and `to` in the new hive */
  #copyLayer(cell: CellOffset, from: number, to: number): void {
    const { cells, out, minor } = this.#scope
    const layer = ((cells.image.words[from + (NK.LAYER >> 2)] as number) >>> 8) & 0xff
    if ((layer & LAYER_BITS) !== 0) this.#scope.requireLayers(cell)
    if (minor >= 6) out.words[to + (NK.LAYER >> 2)] = layer << 8
  }

  /** Returns the bytes of the class name there are. */
  #copyClass(source: FileOffset, to: number): number {
    const { cells, out, budget } = this.#scope
    const found = locateClass(cells, source)
    const length = found === null ? 0 : found.length & ~1
    if (found === null || length === 0) return 0
    budget.spend(length)
    const cell = out.copyPayload(cells.image, found.at, length)
    const { words } = out
    words[to + (NK.CLASS >> 2)] = cell
    words[to + (NK.CLASS_LENGTH >> 2)] =
      ((words[to + (NK.CLASS_LENGTH >> 2)] as number) & 0xffff) | (length << 16)
    return length
  }

  /** Goes down to a key: finds its subkeys and makes the lists they will be in. */
  #enter(source: FileOffset, target: CellOffset, descriptor: number): void {
    const depth = ++this.#depth
    const from = this.#top
    if (depth < LIMIT.DEPTH) this.#collect(source)
    this.#cell[depth] = target
    this.#descriptor[depth] = descriptor
    this.#first[depth] = from
    this.#next[depth] = from
    this.#ahead[depth] = from
    this.#end[depth] = this.#top
    this.#maxName[depth] = 0
    this.#maxClass[depth] = 0
    if (this.#top > from) this.#makeLists(depth, newRecord(target), this.#top - from)
  }

  /** @param key - index of the first word of the key in the new hive */
  #makeLists(depth: number, key: number, count: number): void {
    const { out, minor } = this.#scope
    const signature = leafFor(minor, count)
    const most = packedEntries(signature)
    this.#leafSignature[depth] = signature
    if (count <= most) {
      const leaf = this.#makeLeaf(signature, count)
      const { words } = out
      words[key + (NK.SUBKEY_COUNT >> 2)] = count
      words[key + (NK.SUBKEY_LIST >> 2)] = leaf
      this.#entry[depth] = newRecord(leaf) + (LIST.ENTRIES >> 2)
      this.#entriesLeft[depth] = count
      return
    }
    const leaves = Math.ceil(count / most)
    const index = out.allocate(LIST.ENTRIES + leaves * 4)
    const at = newRecord(index)
    const entry = at + (LIST.ENTRIES >> 2)
    for (let leaf = 0; leaf < leaves; leaf++) {
      const cell = this.#makeLeaf(signature, Math.min(most, count - leaf * most))
      out.words[entry + leaf] = cell
    }
    const { words } = out
    words[key + (NK.SUBKEY_COUNT >> 2)] = count
    words[key + (NK.SUBKEY_LIST >> 2)] = index
    words[at] = SIG.RI | (leaves << 16)
    this.#indexEntry[depth] = entry
    this.#entriesLeft[depth] = 0
  }

  #makeLeaf(signature: number, count: number): CellOffset {
    const { out } = this.#scope
    const leaf = out.allocate(LIST.ENTRIES + count * leafEntrySize(signature))
    out.words[newRecord(leaf)] = signature | (count << 16)
    return leaf
  }

  /** Puts a subkey into the next place of the lists of the key above it. */
  #link(depth: number, cell: CellOffset, name: number, length: number, latin1: boolean): void {
    const { cells, out } = this.#scope
    const { words } = out
    if (this.#entriesLeft[depth] === 0) {
      const leaf = newRecord((words[this.#indexEntry[depth] as number] as number) >>> 0)
      this.#indexEntry[depth] = (this.#indexEntry[depth] as number) + 1
      this.#entry[depth] = leaf + (LIST.ENTRIES >> 2)
      this.#entriesLeft[depth] = (words[leaf] as number) >>> 16
    }
    const entry = this.#entry[depth] as number
    const signature = this.#leafSignature[depth] as number
    words[entry] = cell
    if (signature === SIG.LH) {
      words[entry + 1] =
        this.#hash !== 0 ? this.#hash : storedNameHash(cells.image, name, length, latin1)
    } else if (signature === SIG.LF) {
      words[entry + 1] = storedNameHint(cells.image, name, length, latin1)
    }
    this.#entry[depth] = entry + (leafEntrySize(signature) >> 2)
    this.#entriesLeft[depth] = (this.#entriesLeft[depth] as number) - 1
  }

  #leave(depth: number): void {
    const { words } = this.#scope.out
    const key = newRecord(this.#cell[depth] as number)
    const maxName = key + (NK.MAX_SUBKEY_NAME >> 2)
    words[maxName] = (words[maxName] as number) | Math.min(0xffff, this.#maxName[depth] as number)
    words[key + (NK.MAX_SUBKEY_CLASS >> 2)] = this.#maxClass[depth] as number
    this.#top = this.#first[depth] as number
    this.#depth--
  }

  /** Puts a key's subkeys on the stack, in the order they will have. */
  #collect(source: FileOffset): void {
    const { cells, damaged } = this.#scope
    const { words } = cells.image
    if (words[(source + NK.SUBKEY_COUNT) >>> 2] === 0) return
    const list = (words[(source + NK.SUBKEY_LIST) >>> 2] as number) >>> 0
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
    const { words } = cells.image
    const at = cells.payloadAt(leaf) >>> 2
    const isHashed = ((words[at] as number) & 0xffff) === SIG.LH && this.#scope.hashesRight
    let entry = at + (LIST.ENTRIES >> 2)
    for (let index = 0; index < count; index++, entry += size >> 2) {
      this.#hashes[this.#top] = isHashed ? (words[entry + 1] as number) : 0
      const cell = ((words[entry] as number) >>> 0) as CellOffset
      // The subkeys of a sound hive are tried when they are copied.
      if (damaged && (findKeyNode(cells, cell) === 0 || !this.#seen.add(cell))) continue
      this.#subkeys[this.#top++] = cell
    }
  }

  #growStack(count: number): void {
    const size = 2 * (this.#top + count)
    const subkeys = new Uint32Array(size)
    subkeys.set(this.#subkeys)
    this.#subkeys = subkeys
    const hashes = new Int32Array(size)
    hashes.set(this.#hashes)
    this.#hashes = hashes
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
