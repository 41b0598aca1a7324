/**
 * A key and its values as objects that refer to the hive; nothing is copied until it is read. An edit through them
 * is one transaction; for undo, use the commands of the edit room.
 *
 * @example
 * const run = hive.rootKey.createPath('Software\\Run')
 * run.set('Agent', VALUE_TYPE.SZ, encodeString('agent.exe'))
 * for (const value of run.values()) value.name
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import {
  findKeyNode,
  keyClass,
  keyFlags,
  keyLastWrite,
  keyName,
  keyPath,
  keyVirtualFlags,
  requireKeyNode,
} from '../regf/keyNode.ts'
import {
  eachValue,
  findKeyValue,
  findValue,
  isTombstoneValue,
  valueAt,
  valueCount,
  valueName,
  valueType,
} from '../regf/keyValue.ts'
import { KEY_FLAG } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { locateDescriptor } from '../regf/securityCell.ts'
import { countSubkeys, findSubkey, subkeyAt, subkeyCells } from '../regf/subkeyList.ts'
import { type DataHead, dataCopy, dataHead, dataPieces, dataSize } from '../regf/valueData.ts'
import { decodeDescriptor } from '../security/descriptor.ts'
import { formatSddl } from '../security/sddl.ts'
import type { EditScope } from './editScope.ts'
import { createKey, type NewKey, renameKey, setVirtualFlags } from './keys.ts'
import { deleteKey } from './remove.ts'
import { getKeySecurity, type SetOptions, setDescriptor, setKeySecurity } from './security.ts'
import { deleteValue, renameValue, setValue, valueIndex } from './values.ts'

/** The part of `Hive` that a key needs. */
export interface KeyHive {
  readonly image: HiveImage
  readonly cells: CellStore
  readonly root: CellOffset
  /** Runs an edit in one transaction. Throws what `Hive.transact` throws. */
  transact<T>(edit: (scope: EditScope) => T): { result: T }
}

export class Key {
  readonly hive: KeyHive
  readonly cell: CellOffset

  /**
   * Makes an object for a key. Nothing is read yet.
   *
   * @param hive - the hive it is in
   * @param cell - its cell offset
   */
  constructor(hive: KeyHive, cell: CellOffset) {
    this.hive = hive
    this.cell = cell
  }

  get #at(): FileOffset {
    return requireKeyNode(this.hive.cells, this.cell, fileOffset(this.cell))
  }

  /** The name of the key, with every unit as it is stored. */
  get name(): string {
    return keyName(this.hive.cells, this.cell, this.#at)
  }

  /** Names from the root (not included) down to this key. */
  get path(): string[] {
    return keyPath(this.hive.cells, this.hive.root, this.cell)
  }

  /** The last write time: FILETIME, UTC 100 ns since 1601. */
  get lastWrite(): bigint {
    return keyLastWrite(this.hive.cells, this.#at)
  }

  /** The class name; null if the key has none. */
  get className(): string | null {
    return keyClass(this.hive.cells, this.#at)
  }

  /** The KEY_FLAG bits. */
  get flags(): number {
    return keyFlags(this.hive.cells, this.#at)
  }

  /** Whether the key is a symbolic link. */
  get isLink(): boolean {
    return (this.flags & KEY_FLAG.SYM_LINK) !== 0
  }

  /** Virtualization flags: a sum of 2, 4 and 8 (offreg-api 3.19). */
  get virtualFlags(): number {
    return keyVirtualFlags(this.hive.cells, this.#at)
  }

  /** The number of entries in the subkey list. */
  get subkeyCount(): number {
    return countSubkeys(this.hive.cells, this.#at)
  }

  /** The number of values in the value list. */
  get valueCount(): number {
    return valueCount(this.hive.cells, this.#at)
  }

  /** A copy of the self-relative security descriptor; null if the key has none that can be read. */
  get descriptor(): Uint8Array | null {
    const found = locateDescriptor(this.hive.cells, this.#at)
    return found === null ? null : this.hive.image.bytesCopy(found.at, found.length)
  }

  /**
   * The security descriptor as SDDL; null if the key has none.
   *
   * @throws HiveError `bad-descriptor` when it cannot be read
   */
  get sddl(): string | null {
    const { descriptor } = this
    return descriptor === null ? null : formatSddl(decodeDescriptor(descriptor))
  }

  /**
   * Returns parts of the descriptor, selected by SECURITY_INFORMATION bits. Throws the errors of
   * `getKeySecurity`.
   */
  security(information: number): Uint8Array {
    return getKeySecurity(this.hive.cells, this.cell, information)
  }

  /** Cells of the subkeys that can be read, in stored order. */
  get subkeyCells(): Uint32Array {
    return subkeyCells(this.hive.cells, this.#at)
  }

  /** The subkeys that can be read, in stored order. */
  *subkeys(): Generator<Key> {
    for (const cell of this.subkeyCells) yield new Key(this.hive, cell as CellOffset)
  }

  /** The values that can be read, in stored order. */
  *values(): Generator<Value> {
    const found: CellOffset[] = []
    eachValue(this.hive.cells, this.#at, (cell) => {
      if (findKeyValue(this.hive.cells, cell) !== 0) found.push(cell)
    })
    for (const cell of found) yield new Value(this, cell)
  }

  /** Finds a subkey by its name, ignoring case; null if there is none. The name is not split. */
  subkey(name: string): Key | null {
    const cell = findSubkey(this.hive.cells, this.#at, name)
    return cell === NIL || findKeyNode(this.hive.cells, cell) === 0
      ? null
      : new Key(this.hive, cell)
  }

  /** Returns the subkey at an index of the stored order; null if there are not that many. */
  subkeyAt(index: number): Key | null {
    const cell = subkeyAt(this.hive.cells, this.#at, index)
    return findKeyNode(this.hive.cells, cell) === 0 ? null : new Key(this.hive, cell)
  }

  /**
   * Finds a key by its path relative to this key; `''` is this key.
   *
   * @throws HiveError `key-not-found` when there is no such key, with the path
   */
  key(path: string): Key {
    let key: Key = this
    for (const name of splitPath(path)) {
      const next = key.subkey(name)
      if (next === null) {
        throw new HiveError('key-not-found', `there is no key ${path}`, { subject: path })
      }
      key = next
    }
    return key
  }

  /**
   * Finds the first value with a name, ignoring case; null if there is none. `''` is the default
   * value.
   */
  value(name: string): Value | null {
    const cell = findValue(this.hive.cells, this.#at, name)
    return cell === NIL ? null : new Value(this, cell)
  }

  /** Returns the value at an index of the stored order; null if there are not that many. */
  valueAt(index: number): Value | null {
    const cell = valueAt(this.hive.cells, this.#at, index)
    return findKeyValue(this.hive.cells, cell) === 0 ? null : new Value(this, cell)
  }

  /** Creates a subkey. Throws the errors of `createKey` in keys.ts. */
  create(name: string, options?: NewKey): Key {
    const { result } = this.hive.transact((scope) => createKey(scope, this.cell, name, options))
    return new Key(this.hive, result)
  }

  /**
   * Creates the keys of a relative path that do not exist yet, all or none.
   *
   * @param path - names with backslashes between them, or the names
   */
  createPath(path: string | readonly string[]): Key {
    const names = typeof path === 'string' ? splitPath(path) : path
    const { result } = this.hive.transact(() =>
      names.reduce<Key>((key, name) => key.subkey(name) ?? key.create(name), this),
    )
    return result
  }

  /** Sets a value. Throws the errors of `setValue` in values.ts. */
  set(name: string, type: number, data: Uint8Array): Value {
    const { result } = this.hive.transact((scope) =>
      setValue(scope, this.cell, { name, type, data }),
    )
    return new Value(this, result)
  }

  /**
   * Renames the key and returns it, since its cell may move. Throws the errors of `renameKey` in
   * keys.ts.
   */
  rename(name: string, options?: Pick<NewKey, 'longestName'>): Key {
    const { result } = this.hive.transact((scope) => renameKey(scope, this.cell, name, options))
    return new Key(this.hive, result)
  }

  /** Gives the key another descriptor. Throws the errors of `setDescriptor` in security.ts. */
  setDescriptor(descriptor: Uint8Array, options?: SetOptions): void {
    this.hive.transact((scope) => setDescriptor(scope, this.cell, descriptor, options))
  }

  /**
   * Sets parts of the descriptor, selected by SECURITY_INFORMATION bits. Throws the errors of
   * `setKeySecurity`.
   */
  setSecurity(information: number, descriptor: Uint8Array): void {
    this.hive.transact((scope) => setKeySecurity(scope, this.cell, information, descriptor))
  }

  /** Sets the virtualization flags. Throws the errors of `setVirtualFlags` in keys.ts. */
  setVirtualFlags(flags: number): void {
    this.hive.transact((scope) => setVirtualFlags(scope, this.cell, flags))
  }

  /** Deletes the key with everything below it. Throws the errors of `deleteKey` in remove.ts. */
  delete(): void {
    this.hive.transact((scope) => deleteKey(scope, this.cell))
  }
}

/** One value of a key. */
export class Value {
  readonly key: Key
  readonly cell: CellOffset

  /**
   * Makes an object for a value. Nothing is read yet.
   *
   * @param key - the key it belongs to
   * @param cell - its cell offset
   */
  constructor(key: Key, cell: CellOffset) {
    this.key = key
    this.cell = cell
  }

  get #at(): FileOffset {
    return this.key.hive.cells.payloadAt(this.cell)
  }

  /** The name, with every unit as it is stored; `''` for the default value. */
  get name(): string {
    return valueName(this.key.hive.cells, this.cell, this.#at)
  }

  /** The type, any 32-bit number. */
  get type(): number {
    return valueType(this.key.hive.cells, this.#at)
  }

  /** Whether the value marks one of a lower layer as deleted; only in layered hives. */
  get isTombstone(): boolean {
    return isTombstoneValue(this.key.hive.cells, this.#at)
  }

  /** The size of the data in bytes, as claimed. */
  get size(): number {
    return dataSize(this.key.hive.cells, this.#at)
  }

  /** A copy of the data as far as it can be read. */
  get data(): Uint8Array {
    return dataCopy(this.key.hive.cells, this.#at)
  }

  /** Returns the first bytes of the data, at most `limit`. */
  head(limit: number): Uint8Array {
    return dataCopy(this.key.hive.cells, this.#at, limit)
  }

  /** Finds the first bytes of the data, at most `limit`, where they are; valid until the next edit. */
  headInPlace(limit: number): DataHead {
    return dataHead(this.key.hive.cells, this.#at, limit)
  }

  /** Whether all of the data can be read. */
  get isWhole(): boolean {
    const pieces = dataPieces(this.key.hive.cells, this.#at)
    return pieces.reduce((sum, { length }) => sum + length, 0) === this.size
  }

  /**
   * Renames the value and returns it, since its cell may move. Throws the errors of `renameValue`
   * in values.ts.
   */
  rename(name: string): Value {
    const { result } = this.key.hive.transact((scope) =>
      renameValue(scope, this.key.cell, this.#index, name),
    )
    return new Value(this.key, result)
  }

  /** Deletes the value. Throws the errors of `deleteValue` in values.ts. */
  delete(): void {
    this.key.hive.transact((scope) => deleteValue(scope, this.key.cell, this.#index))
  }

  get #index(): number {
    return valueIndex(this.key.hive.cells, this.key.cell, this.cell)
  }
}

/** The names of a path; `''` and a lone backslash are the key itself. */
function splitPath(path: string): string[] {
  return path.split('\\').filter((name) => name !== '')
}
