/**
 * A registry as nested maps, to compare with the result of the engine for the same commands. Names are compared by the
 * upcase table, subkeys are sorted, values keep their order.
 */

import { compareNames, upcase } from '../../src/bytes/upcase.ts'
import type { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { isTombstone, keyFlags } from '../../src/regf/keyNode.ts'
import { valueFlags } from '../../src/regf/keyValue.ts'
import { KEY_FLAG, NK, VALUE_FLAG } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { firstDifference } from '../helpers/bytes.ts'
import type { RawKey } from '../helpers/rawHive.ts'

export interface ModelValue {
  name: string
  type: number
  data: Uint8Array
  /** Hides a value of a lower layer (1.6). */
  isTombstone: boolean
}

/** The kind of a key, which decides the edits that it refuses. */
export type KeyKind = 'ordinary' | 'link' | 'predefined' | 'tombstone'

/** Attributes that no edit of a key changes; a new key has the defaults. */
export interface Kept {
  readonly kind: KeyKind
  readonly className: string | null
  /** All flags except the one that the name decides. */
  readonly flags: number
  readonly layer: number
}

export interface ModelKey {
  name: string
  readonly kept: Kept
  /** The bytes of its descriptor; empty if it cannot be read. */
  descriptor: Uint8Array
  readonly subkeys: Map<string, ModelKey>
  readonly values: Map<string, ModelValue>
}

const PLAIN: Kept = { kind: 'ordinary', className: null, flags: 0, layer: 0 }

export function emptyKey(name: string, descriptor: Uint8Array, kept: Kept = PLAIN): ModelKey {
  return { name, kept, descriptor, subkeys: new Map(), values: new Map() }
}

/** The model of a hive in its present state. */
export function modelOf(key: Key, descriptors: Descriptors = new Map()): ModelKey {
  const model = emptyKey(key.name, descriptorOf(key, descriptors), keptOf(key))
  for (const value of key.values()) {
    const { name, type, data } = value
    model.values.set(upcase(name), { name, type, data, isTombstone: hidesValue(key, value.cell) })
  }
  for (const subkey of key.subkeys()) {
    model.subkeys.set(upcase(subkey.name), modelOf(subkey, descriptors))
  }
  return model
}

/** The first difference between a hive and the model, from these keys down; null if there is none. */
export function differenceFrom(
  model: ModelKey,
  key: Key,
  path = '',
  descriptors: Descriptors = new Map(),
): string | null {
  const say = (what: string) => `${what} of ${JSON.stringify(path)} differs`
  const { values, subkeys } = model
  if (key.name !== model.name) return say('the name')
  const kept = keptDifference(model.kept, keptOf(key))
  if (kept !== null) return say(kept)
  if (firstDifference(model.descriptor, descriptorOf(key, descriptors)) >= 0) {
    return say('the descriptor')
  }
  if (key.valueCount !== values.size) return say('the count of values')
  if (key.subkeyCount !== subkeys.size) return say('the count of subkeys')
  if (values.size > 0 && !sameValues(values, key)) return say('a value')
  if (subkeys.size === 0) return null
  let previous: string | null = null
  let left = subkeys.size
  for (const subkey of key.subkeys()) {
    const { name } = subkey
    const wanted = subkeys.get(upcase(name))
    if (wanted === undefined) return say(`the subkey ${JSON.stringify(name)}`)
    if (previous !== null && compareNames(previous, name) >= 0) return say('the order of subkeys')
    const difference = differenceFrom(wanted, subkey, `${path}\\${name}`, descriptors)
    if (difference !== null) return difference
    previous = name
    left--
  }
  return left === 0 ? null : say('the number of subkeys')
}

/** The model as a description of a hive to build. */
export function rawKeyOf({ name, kept, values, subkeys }: ModelKey): RawKey {
  return {
    name,
    flags: kept.flags,
    layer: kept.layer,
    ...(kept.className === null ? {} : { className: kept.className }),
    values: [...values.values()].map(({ isTombstone, ...value }) => {
      return { ...value, flags: isTombstone ? VALUE_FLAG.TOMBSTONE : 0 }
    }),
    subkeys: [...subkeys.values()].map(rawKeyOf),
  }
}

function sameValues(wanted: ReadonlyMap<string, ModelValue>, key: Key): boolean {
  const expected = wanted.values()
  for (const value of key.values()) {
    const next = expected.next().value
    const isSame =
      next !== undefined &&
      value.name === next.name &&
      value.type === next.type &&
      firstDifference(value.data, next.data) < 0 &&
      hidesValue(key, value.cell) === next.isTombstone
    if (!isSame) return false
  }
  return expected.next().done === true
}

function hidesValue({ hive }: Key, cell: Key['cell']): boolean {
  return (valueFlags(hive.cells, hive.cells.payloadAt(cell)) & VALUE_FLAG.TOMBSTONE) !== 0
}

function keptOf(key: Key): Kept {
  const { cells } = key.hive
  const at = cells.payloadAt(key.cell)
  return {
    kind: kindOf(key.hive, key.cell),
    className: key.className,
    flags: key.flags & ~KEY_FLAG.COMP_NAME,
    layer: cells.image.u8(at + NK.LAYER),
  }
}

/** Descriptors by cell, because most keys share one. */
type Descriptors = Map<number, Uint8Array>

function descriptorOf(key: Key, descriptors: Descriptors): Uint8Array {
  const { cells } = key.hive
  const cell = cells.image.u32(cells.payloadAt(key.cell) + NK.SECURITY)
  const bytes = descriptors.get(cell) ?? key.descriptor ?? new Uint8Array(0)
  descriptors.set(cell, bytes)
  return bytes
}

/** The kind of a key, from its record. */
export function kindOf({ cells }: Pick<Hive, 'cells'>, cell: CellOffset): KeyKind {
  const key = cells.payloadAt(cell)
  const flags = keyFlags(cells, key)
  if ((flags & KEY_FLAG.PREDEF_HANDLE) !== 0) return 'predefined'
  if (isTombstone(cells, key)) return 'tombstone'
  return (flags & KEY_FLAG.SYM_LINK) !== 0 ? 'link' : 'ordinary'
}

function keptDifference(wanted: Kept, found: Kept): string | null {
  if (found.className !== wanted.className) return 'the class'
  if (found.flags !== wanted.flags) return 'a flag'
  return found.layer === wanted.layer ? null : 'the layer byte'
}
