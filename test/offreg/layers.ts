/**
 * Layers as plain trees, which can be made into hives, and a naive merge to compare with the real one. Names are
 * compared by the upcase table; subkeys are sorted, values keep their order.
 */

import { encodeUtf16 } from '../../src/bytes/text.ts'
import { compareNames, upcase } from '../../src/bytes/upcase.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { writeClass } from '../../src/regf/keyNode.ts'
import { BASE, LAYER, LAYER_INHERIT_CLASS, NK, VALUE_FLAG, VK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { releaseSecurity, writeSecurity } from '../../src/regf/securityCell.ts'

export interface LayerValue {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
  readonly isTombstone: boolean
}

export interface LayerKey {
  readonly name: string
  /** One of `LAYER`. */
  readonly layer: number
  readonly inheritsClass: boolean
  readonly className: string
  readonly isLink: boolean
  readonly virtualFlags: number
  /** FILETIME. */
  readonly time: bigint
  /** Distinguishes descriptors; 0x3f is the default one. */
  readonly descriptor: number
  readonly values: readonly LayerValue[]
  readonly subkeys: readonly LayerKey[]
}

const NOTHING = new Uint8Array(0)
/** The lowest byte of the first access mask in the default descriptor. */
const MASK_BYTE = 32

const PLAIN: LayerKey = {
  name: '',
  layer: LAYER.MERGE,
  inheritsClass: false,
  className: '',
  isLink: false,
  virtualFlags: 0,
  time: 1n,
  descriptor: 0x3f,
  values: [],
  subkeys: [],
}

/** A key of a layer, with defaults for everything that is not given. */
export function layerKey(name: string, rest: Partial<LayerKey> = {}): LayerKey {
  return { ...PLAIN, ...rest, name }
}

export function layerValue(name: string, byte: number, rest: Partial<LayerValue> = {}): LayerValue {
  return { name, type: 3, data: Uint8Array.of(byte), isTombstone: false, ...rest }
}

/** A layer as a hive; one of a version below 1.6 has no tombstones. */
export function hiveOf(root: LayerKey, minor: 3 | 5 | 6): Hive {
  const hive = Hive.create({ minor, rootName: root.name, now: 1n })
  hive.transact(({ cells }) => {
    if (minor === 6) cells.image.setU32(BASE.FLAGS, 2)
    if (root.className !== '')
      writeClass(cells, cells.payloadAt(hive.root), encodeUtf16(root.className))
  })
  fill(hive, hive.rootKey, root, minor === 6)
  return hive
}

function fill(hive: Hive, key: Key, layer: LayerKey, hasLayers: boolean): void {
  for (const subkey of layer.subkeys) {
    const { name, className, isLink } = subkey
    fill(hive, key.create(name, { className, link: isLink }), subkey, hasLayers)
  }
  for (const { name, type, data, isTombstone } of layer.values) {
    const isGone = hasLayers && isTombstone
    const { cell } = key.set(name, isGone ? 0 : type, isGone ? NOTHING : data)
    if (isGone) markTombstone(hive, cell)
  }
  hive.transact(({ cells }) => {
    const { image } = cells
    const at = cells.payloadAt(key.cell)
    const bits = layer.layer | (layer.inheritsClass ? LAYER_INHERIT_CLASS : 0)
    image.setU8(at + NK.LAYER, hasLayers ? bits : 0)
    image.setU8(at + NK.USER_FLAGS, layer.virtualFlags << 4)
    const old = image.u32(at + NK.SECURITY) as CellOffset
    image.setU32(at + NK.SECURITY, writeSecurity(cells, descriptorOf(layer.descriptor), old))
    releaseSecurity(cells, old)
    image.setU64(at + NK.LAST_WRITE, layer.time)
  })
}

function markTombstone(hive: Hive, value: CellOffset): void {
  hive.transact(({ cells }) => {
    const at = cells.payloadAt(value) + VK.FLAGS
    cells.image.setU16(at, cells.image.u16(at) | VALUE_FLAG.TOMBSTONE)
  })
}

/** The default descriptor with one byte of an access mask changed. */
function descriptorOf(number: number): Uint8Array {
  const bytes = Hive.create().rootKey.descriptor ?? NOTHING
  bytes[MASK_BYTE] = number
  return bytes
}

/** A naive merge of layers; a layer is a root and whether its hive is layered. */
export function mergeNaively(layers: readonly (readonly [LayerKey, boolean])[]): LayerKey {
  const plain = layers.map(([root, hasLayers]) => (hasLayers ? root : withoutLayers(root)))
  const merged = plain.reduce<LayerKey | null>(layOver, null)
  if (merged === null) throw new RangeError('the root is gone')
  return { ...merged, name: plain[0]?.name ?? '' }
}

function withoutLayers(key: LayerKey): LayerKey {
  return {
    ...key,
    layer: LAYER.MERGE,
    inheritsClass: false,
    values: key.values.map((value) => ({ ...value, isTombstone: false })),
    subkeys: key.subkeys.map(withoutLayers),
  }
}

function layOver(below: LayerKey | null, over: LayerKey): LayerKey | null {
  if (over.layer === LAYER.TOMBSTONE) return null
  const isAlone = over.layer === LAYER.SUPERSEDE_TREE || over.isLink || below?.isLink === true
  const under = isAlone ? null : below
  const inheritsClass = over.inheritsClass && over.layer === LAYER.MERGE
  const values = new Map<string, LayerValue>()
  const keptValues = over.layer === LAYER.MERGE ? (under?.values ?? []) : []
  for (const value of keptValues) values.set(upcase(value.name), value)
  for (const value of over.values) {
    const id = upcase(value.name)
    if (value.isTombstone) values.delete(id)
    else values.set(id, { ...value, name: values.get(id)?.name ?? value.name })
  }
  const subkeys = new Map<string, LayerKey>()
  for (const subkey of under?.subkeys ?? []) subkeys.set(upcase(subkey.name), subkey)
  for (const subkey of over.subkeys) {
    const id = upcase(subkey.name)
    const merged = layOver(subkeys.get(id) ?? null, subkey)
    if (merged === null) subkeys.delete(id)
    else subkeys.set(id, merged)
  }
  return {
    ...over,
    name: under?.name ?? over.name,
    className: inheritsClass ? (under?.className ?? '') : over.className,
    values: [...values.values()],
    subkeys: [...subkeys.values()],
  }
}

/** One line for each key and value, with all their attributes. */
export function layerLines(key: LayerKey, path = ''): string[] {
  const { className, isLink, virtualFlags, time, descriptor } = key
  const facts = [className, isLink, virtualFlags, time, descriptor].join(' ')
  const subkeys = [...key.subkeys].sort((a, b) => compareNames(a.name, b.name))
  return [
    `K ${path} ${facts}`,
    ...key.values.map(({ name, type, data }) => `V ${name} ${type} ${data.join(',')}`),
    ...subkeys.flatMap((subkey) => layerLines(subkey, `${path}\\${subkey.name}`)),
  ]
}

/** The same lines for a hive. */
export function keyLines(key: Key, path = ''): string[] {
  const { className, isLink, virtualFlags, lastWrite, descriptor } = key
  const number = descriptor?.[MASK_BYTE]
  const facts = [className ?? '', isLink, virtualFlags, lastWrite, number].join(' ')
  return [
    `K ${path} ${facts}`,
    ...[...key.values()].map(({ name, type, data }) => `V ${name} ${type} ${data.join(',')}`),
    ...[...key.subkeys()].flatMap((subkey) => keyLines(subkey, `${path}\\${subkey.name}`)),
  ]
}
