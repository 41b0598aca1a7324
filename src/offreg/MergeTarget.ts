/**
 * The hive that others are merged into: copying records of another hive with all their attributes, and removing
 * them again. Descriptors are shared by content. The target is a hive made by this engine and sound by
 * construction, so the checks of an edit are not needed (regf-format 6.2 to 6.7).
 */

import { sameBytes } from '../bytes/same.ts'
import type { CellStore } from '../regf/CellStore.ts'
import {
  inheritsClass,
  keyFlags,
  keyLastWrite,
  layerOf,
  locateClass,
  raiseMaximum,
  stampKey,
  writeClass,
  writeKeyNode,
} from '../regf/keyNode.ts'
import {
  appendValue,
  findValue,
  freeKeyValue,
  releaseValueName,
  removeValues,
  valueAt,
  valueFlags,
  valueType,
  writeKeyValue,
} from '../regf/keyValue.ts'
import { INLINE, KEY_FLAG, LAYER, NK, VALUE_FLAG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { locateDescriptor, referToSecurity, releaseSecurity } from '../regf/securityCell.ts'
import { insertSubkey } from '../regf/subkeyEdit.ts'
import { findSubkey, subkeyCells } from '../regf/subkeyList.ts'
import { packSubkeys } from '../regf/subkeyRebuild.ts'
import { dataCells, dataCopy, freeData, storeData } from '../regf/valueData.ts'
import { checkStoredDescriptor } from '../security/checkDescriptor.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import type { EditScope } from './editScope.ts'
import { inheritSecurity, securityOf } from './keySecurity.ts'
import { deleteKey } from './remove.ts'
import { requireDepth } from './rules.ts'
import { valueIndex } from './values.ts'

/** A key of another hive. */
export interface SourceKey {
  readonly cells: CellStore
  readonly key: FileOffset
}

/** A value of another hive. */
export interface SourceValue {
  readonly cells: CellStore
  readonly value: FileOffset
  readonly name: string
  /** The number of values of its key. */
  readonly siblings: number
}

export class MergeTarget {
  readonly #scope: EditScope

  /**
   * Makes a target of a hive that is being edited.
   *
   * @param scope - the edit
   */
  constructor(scope: EditScope) {
    this.#scope = scope
  }

  /** Cell offset of the root key. */
  get root(): CellOffset {
    return this.#scope.root
  }

  /** Size of the hive bins in bytes. */
  get dataSize(): number {
    return this.#cells.bins.dataSize
  }

  get #cells(): CellStore {
    return this.#scope.cells
  }

  /** Finds a subkey by name; NIL if there is none. */
  findKey(parent: CellOffset, name: string): CellOffset {
    return findSubkey(this.#cells, this.#at(parent), name)
  }

  /** Finds a value by name; NIL if there is none. */
  findValue(key: CellOffset, name: string): CellOffset {
    return findValue(this.#cells, this.#at(key), name)
  }

  /** Returns the flags of a key; 0 for NIL. */
  flags(key: CellOffset): number {
    return key === NIL ? 0 : keyFlags(this.#cells, this.#at(key))
  }

  /**
   * Adds a key with the descriptor of the source key, or with an inherited one if the source has
   * none that can be stored.
   *
   * @param parent - cell offset of the parent
   * @param name - name of the key
   * @param depth - levels of the key below the root
   * @param source - the source key
   * @throws HiveError `too-deep` when it is too far below the root
   */
  addKey(parent: CellOffset, name: string, depth: number, source: SourceKey): CellOffset {
    requireDepth(depth)
    const cells = this.#cells
    const at = this.#at(parent)
    const bytes = storable(source)
    const security =
      bytes === null
        ? inheritSecurity(cells, this.root, at)
        : referToSecurity(cells, bytes, securityOf(cells, at))
    const cell = writeKeyNode(cells, { name, parent, security, lastWrite: 0n, flags: 0 })
    insertSubkey(cells, at, cell, name)
    raiseMaximum(cells, at, 'subkeyName', name.length * 2)
    return cell
  }

  /**
   * Packs all subkey lists as in a hive that was just written (regf-format 3.7).
   *
   * @param count - about how many keys there are
   */
  *packLists(count: number): Work<void> {
    const keys = [this.root]
    let packed = 0
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      packSubkeys(this.#cells, this.#at(key))
      for (const subkey of subkeyCells(this.#cells, this.#at(key))) keys.push(subkey as CellOffset)
      if (++packed % RECORDS_A_STEP === 0) yield Math.min(1, packed / count)
    }
  }

  /** Removes a key with all below it; of the root, all below it. */
  remove(key: CellOffset): void {
    if (key !== this.root) {
      const parent = this.#cells.image.u32(this.#at(key) + NK.PARENT) as CellOffset
      this.#delete(key, parent)
      return
    }
    for (const subkey of subkeyCells(this.#cells, this.#at(key)).slice()) {
      this.#delete(subkey as CellOffset, key)
    }
    this.removeValues(key)
    // What a predefined key has there is no count.
    this.#cells.image.setU32(this.#at(key) + NK.VALUE_COUNT, 0)
  }

  /** The times come from the merged hives, so deleting a key does not change that of its parent. */
  #delete(key: CellOffset, parent: CellOffset): void {
    deleteKey({ ...this.#scope, now: keyLastWrite(this.#cells, this.#at(parent)) }, key)
  }

  /** Removes all values of a key. */
  removeValues(key: CellOffset): void {
    for (;;) {
      const last = this.#cells.image.u32(this.#at(key) + NK.VALUE_COUNT) - 1
      const cell = valueAt(this.#cells, this.#at(key), last)
      if (cell === NIL) return
      this.#dropValue(key, cell, last)
    }
  }

  /** Removes all values with a name. */
  removeValue(key: CellOffset, name: string): void {
    for (;;) {
      const cell = this.findValue(key, name)
      if (cell === NIL) return
      this.#dropValue(key, cell, valueIndex(this.#cells, key, cell))
    }
  }

  #dropValue(key: CellOffset, cell: CellOffset, index: number): void {
    freeData(this.#cells, this.#cells.payloadAt(cell))
    releaseValueName(this.#cells, this.#at(key), cell)
    removeValues(this.#cells, this.#at(key), [index])
    freeKeyValue(this.#cells, cell)
  }

  /** Gives a key the flags, class, descriptor and time of the source key. */
  takeAttributes(cell: CellOffset, source: SourceKey): void {
    const { image } = this.#cells
    const from = source.cells.image
    const key = this.#at(cell)
    const carried = keyFlags(source.cells, source.key) & ~(KEY_FLAG.COMP_NAME | KEY_FLAG.IN_MEMORY)
    image.setU16(key + NK.FLAGS, carried | (this.flags(cell) & KEY_FLAG.COMP_NAME))
    image.setU8(key + NK.USER_FLAGS, from.u8(source.key + NK.USER_FLAGS))
    image.setU8(key + NK.DEBUG, from.u8(source.key + NK.DEBUG))
    if ((carried & KEY_FLAG.PREDEF_HANDLE) !== 0) {
      // In a predefined key this field holds a handle, not a count (3.11).
      image.setU32(key + NK.VALUE_COUNT, from.u32(source.key + NK.VALUE_COUNT))
    }
    this.#takeClass(cell, source)
    this.#takeDescriptor(key, source)
    stampKey(this.#cells, key, keyLastWrite(source.cells, source.key))
  }

  #takeClass(cell: CellOffset, source: SourceKey): void {
    const cells = this.#cells
    const key = this.#at(cell)
    if (hasClassOfBelow(source)) return
    const old = locateClass(cells, key)
    if (old !== null) {
      cells.free(old.cell)
      cells.image.setU32(key + NK.CLASS, NIL)
      cells.image.setU16(key + NK.CLASS_LENGTH, 0)
    }
    const found = locateClass(source.cells, source.key)
    const length = (found?.length ?? 0) & ~1
    if (found === null || length === 0) return
    writeClass(cells, key, source.cells.image.bytesView(found.at, length))
    if (cell === this.root) return
    const parent = cells.image.u32(key + NK.PARENT) as CellOffset
    raiseMaximum(cells, this.#at(parent), 'subkeyClass', length)
  }

  /** Keeps the present descriptor if the source, in a damaged hive, has none that Windows accepts. */
  #takeDescriptor(key: FileOffset, source: SourceKey): void {
    const cells = this.#cells
    const own = descriptorOf({ cells, key })
    const other = descriptorOf(source)
    if (own !== null && other !== null && sameBytes(own, other)) return
    const bytes = storable(source)
    if (bytes === null) return
    const old = securityOf(cells, key)
    cells.image.setU32(key + NK.SECURITY, referToSecurity(cells, bytes, old))
    releaseSecurity(cells, old)
  }

  /**
   * Sets a value to the content of the source value, and returns its cell.
   *
   * @param key - cell offset of the key
   * @param there - cell offset of the value to replace; NIL if there is none
   * @param source - the source value
   */
  setValue(
    key: CellOffset,
    there: CellOffset,
    { cells: from, value, name, siblings }: SourceValue,
  ): CellOffset {
    const cells = this.#cells
    const type = valueType(from, value)
    const data = dataCopy(from, value)
    const cell = there === NIL ? writeKeyValue(cells, name, type) : there
    const at = cells.payloadAt(cell)
    if (there !== NIL) dropLongData(cells, at)
    storeData(cells, at, data)
    cells.image.setU32(at + VK.TYPE, type)
    const carried = valueFlags(from, value) & ~(VALUE_FLAG.COMP_NAME | VALUE_FLAG.TOMBSTONE)
    cells.image.setU16(at + VK.FLAGS, carried | (valueFlags(cells, at) & VALUE_FLAG.COMP_NAME))
    if (there === NIL) appendValue(cells, this.#at(key), cell, siblings)
    else this.#scope.log.listChanged(key, 'values')
    raiseMaximum(cells, this.#at(key), 'valueName', name.length * 2)
    raiseMaximum(cells, this.#at(key), 'valueData', data.length)
    return cell
  }

  #at(key: CellOffset): FileOffset {
    return this.#cells.payloadAt(key)
  }
}

/** Frees the data of a value in several cells before new data is stored, so that both never exist at once. */
function dropLongData(cells: CellStore, value: FileOffset): void {
  if (dataCells(cells, value).length < 2) return
  freeData(cells, value)
  cells.image.setU32(value + VK.DATA_SIZE, INLINE)
}

/** A view of the descriptor of a key, valid until the next edit; null if it cannot be read. */
function descriptorOf({ cells, key }: SourceKey): Uint8Array | null {
  const found = locateDescriptor(cells, key)
  return found === null ? null : cells.image.bytesView(found.at, found.length)
}

/** A view of the descriptor of a key; null if it cannot be read, or Windows would refuse it. */
function storable(source: SourceKey): Uint8Array | null {
  const bytes = descriptorOf(source)
  return bytes === null || checkStoredDescriptor(bytes) !== null ? null : bytes
}

/** Whether a key of a layer inherits the class of the key in the layer below. */
function hasClassOfBelow({ cells, key }: SourceKey): boolean {
  return inheritsClass(cells, key) && layerOf(cells, key) === LAYER.MERGE
}
