/** Writes the bins, cells and records of a generated hive through its `HiveImage`. */

import type { HiveImage } from '../regf/HiveImage.ts'
import {
  BIN,
  DB,
  HBIN,
  INLINE,
  KEY_FLAG,
  LIST,
  NK,
  SEGMENT_DATA,
  SIG,
  SK,
  VK,
} from '../regf/layout.ts'
import { type CellOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { encodeName, nameHash, upcasedUnits } from '../regf/storedName.ts'
import { type Assignment, leafCount, MAX_LEAF } from './assignment.ts'
import type { Cells, Placement } from './placement.ts'
import type { HivePlan } from './plan.ts'

/** FILETIME of every generated record: 2026-01-01. */
export const TIME = 134_116_992_000_000_000n

/** Writes the headers of bins and cells. */
export function writePlaces(image: HiveImage, placement: Placement, cells: Cells): void {
  for (let at = 0; at < placement.bins.length; at += 2) {
    const start = placement.bins[at] as CellOffset
    const bin = fileOffset(start)
    image.setU32(bin + BIN.SIGNATURE, HBIN)
    image.setU32(bin + BIN.OFFSET, start)
    image.setU32(bin + BIN.SIZE, placement.bins[at + 1] as number)
  }
  for (let at = 0; at < placement.free.length; at += 2) {
    image.setI32(fileOffset(placement.free[at] as CellOffset), placement.free[at + 1] as number)
  }
  for (let cell = 0; cell < cells.count; cell++) {
    image.setI32(fileOffset(cells.offset(cell)), -cells.size(cell))
  }
}

/** Writes the security cells, in one ring, with exact reference counts. */
function writeSecurityCells(
  image: HiveImage,
  plan: HivePlan,
  cells: Cells,
  { security, ring }: Assignment,
): void {
  const counts = new Uint32Array(plan.descriptors.length)
  for (const descriptor of plan.keyDescriptor) {
    counts[descriptor] = (counts[descriptor] as number) + 1
  }
  const cellAt = (place: number) => {
    const descriptor = ring[(place + ring.length) % ring.length] as number
    return cells.offset(security[descriptor] as number)
  }
  ring.forEach((descriptor, place) => {
    const at = fileOffset(cellAt(place)) + 4
    const bytes = plan.descriptors[descriptor] as Uint8Array
    image.setU16(at + SK.SIGNATURE, SIG.SK)
    image.setU32(at + SK.FLINK, cellAt(place + 1))
    image.setU32(at + SK.BLINK, cellAt(place - 1))
    image.setU32(at + SK.REFERENCES, counts[descriptor] as number)
    image.setU32(at + SK.SIZE, bytes.length)
    image.setBytes(at + SK.DESCRIPTOR, bytes)
  })
}

/** Writes the content of all cells. */
export function writeRecords(
  image: HiveImage,
  plan: HivePlan,
  cells: Cells,
  places: Assignment,
): void {
  writeSecurityCells(image, plan, cells, places)
  for (let key = 0; key < plan.keyNames.length; key++) {
    writeKey(image, plan, cells, places, key)
    writeSubkeyList(image, plan, cells, places, key)
    const count = plan.valueCount[key] as number
    if (count === 0) continue
    const first = plan.firstValue[key] as number
    const list = fileOffset(cells.offset(places.valueList[key] as number)) + 4
    for (let index = 0; index < count; index++) {
      image.setU32(list + index * 4, cells.offset(places.value[first + index] as number))
      writeValue(image, plan, cells, places, first + index)
    }
  }
}

function writeKey(
  image: HiveImage,
  plan: HivePlan,
  cells: Cells,
  places: Assignment,
  key: number,
): void {
  const at = fileOffset(cells.offset(places.node[key] as number)) + 4
  const { bytes, latin1 } = encodeName(plan.keyNames[key] as string)
  const children = plan.childCount[key] as number
  const values = plan.valueCount[key] as number
  const root = key === 0 ? KEY_FLAG.HIVE_ENTRY | KEY_FLAG.NO_DELETE : 0
  image.setU16(at + NK.SIGNATURE, SIG.NK)
  image.setU16(at + NK.FLAGS, root | (latin1 ? KEY_FLAG.COMP_NAME : 0))
  image.setU64(at + NK.LAST_WRITE, TIME)
  const parent = key === 0 ? NIL : cells.offset(places.node[plan.parents[key] as number] as number)
  image.setU32(at + NK.PARENT, parent)
  image.setU32(at + NK.SUBKEY_COUNT, children)
  const list = children > 0 ? cells.offset(places.list[key] as number) : NIL
  image.setU32(at + NK.SUBKEY_LIST, list)
  image.setU32(at + NK.VOLATILE_LIST, NIL)
  image.setU32(at + NK.VALUE_COUNT, values)
  const valueList = values > 0 ? cells.offset(places.valueList[key] as number) : NIL
  image.setU32(at + NK.VALUE_LIST, valueList)
  const descriptor = plan.keyDescriptor[key] as number
  image.setU32(at + NK.SECURITY, cells.offset(places.security[descriptor] as number))
  image.setU32(at + NK.CLASS, NIL)
  image.setU16(
    at + NK.MAX_SUBKEY_NAME,
    longest(plan.keyNames, plan.firstChild[key] as number, children),
  )
  image.setU32(
    at + NK.MAX_VALUE_NAME,
    longest(plan.valueNames, plan.firstValue[key] as number, values),
  )
  image.setU32(
    at + NK.MAX_VALUE_DATA,
    largest(plan.valueSizes, plan.firstValue[key] as number, values),
  )
  image.setU16(at + NK.NAME_LENGTH, bytes.length)
  image.setBytes(at + NK.NAME, bytes)
}

/** Length of the longest of some names, in bytes of UTF-16. */
function longest(names: readonly string[], first: number, count: number): number {
  let units = 0
  for (let at = first; at < first + count; at++) {
    units = Math.max(units, (names[at] as string).length)
  }
  return units * 2
}

function largest(sizes: Uint32Array, first: number, count: number): number {
  let bytes = 0
  for (let at = first; at < first + count; at++) bytes = Math.max(bytes, sizes[at] as number)
  return bytes
}

function writeSubkeyList(
  image: HiveImage,
  plan: HivePlan,
  cells: Cells,
  places: Assignment,
  key: number,
): void {
  const children = plan.childCount[key] as number
  if (children === 0) return
  const first = places.list[key] as number
  const leaves = leafCount(children)
  let leaf = first
  if (leaves > 1) {
    const at = fileOffset(cells.offset(first)) + 4
    image.setU16(at + LIST.SIGNATURE, SIG.RI)
    image.setU16(at + LIST.COUNT, leaves)
    for (let index = 0; index < leaves; index++) {
      image.setU32(at + LIST.ENTRIES + index * 4, cells.offset(first + 1 + index))
    }
    leaf = first + 1
  }
  let child = plan.firstChild[key] as number
  for (let left = children; left > 0; left -= MAX_LEAF, leaf++) {
    const count = Math.min(left, MAX_LEAF)
    const at = fileOffset(cells.offset(leaf)) + 4
    image.setU16(at + LIST.SIGNATURE, SIG.LH)
    image.setU16(at + LIST.COUNT, count)
    for (let index = 0; index < count; index++, child++) {
      const entry = at + LIST.ENTRIES + index * 8
      image.setU32(entry, cells.offset(places.node[child] as number))
      image.setU32(entry + 4, nameHash(upcasedUnits(plan.keyNames[child] as string)))
    }
  }
}

function writeValue(
  image: HiveImage,
  plan: HivePlan,
  cells: Cells,
  places: Assignment,
  value: number,
): void {
  const at = fileOffset(cells.offset(places.value[value] as number)) + 4
  const { bytes, latin1 } = encodeName(plan.valueNames[value] as string)
  const size = plan.valueSizes[value] as number
  image.setU16(at + VK.SIGNATURE, SIG.VK)
  image.setU16(at + VK.NAME_LENGTH, bytes.length)
  image.setU32(at + VK.TYPE, plan.valueTypes[value] as number)
  image.setU16(at + VK.FLAGS, latin1 && bytes.length > 0 ? 1 : 0)
  image.setBytes(at + VK.NAME, bytes)
  if (size <= 4) {
    image.setU32(at + VK.DATA_SIZE, (size + INLINE) >>> 0)
    image.setU32(at + VK.DATA, size === 0 ? 0 : value & 0xff)
    return
  }
  image.setU32(at + VK.DATA_SIZE, size)
  const first = places.data[value] as number
  image.setU32(at + VK.DATA, cells.offset(first))
  if (size <= SEGMENT_DATA) {
    fillText(image, fileOffset(cells.offset(first)) + 4, size, value)
    return
  }
  const db = fileOffset(cells.offset(first)) + 4
  const segments = Math.ceil(size / SEGMENT_DATA)
  image.setU16(db + DB.SIGNATURE, SIG.DB)
  image.setU16(db + DB.COUNT, segments)
  image.setU32(db + DB.SEGMENTS, cells.offset(first + 1))
  for (let segment = 0; segment < segments; segment++) {
    const list = fileOffset(cells.offset(first + 1)) + 4
    image.setU32(list + segment * 4, cells.offset(first + 2 + segment))
    const bytesHere = Math.min(SEGMENT_DATA, size - segment * SEGMENT_DATA)
    fillText(image, fileOffset(cells.offset(first + 2 + segment)) + 4, bytesHere, value)
  }
}

/** UTF-16 letters that differ from one value to the next, with a terminator. */
function fillText(image: HiveImage, at: number, size: number, seed: number): void {
  for (let byte = 0; byte + 3 < size; byte += 2) {
    image.setU16(at + byte, 0x61 + ((seed + byte * 7) % 26))
  }
}
