/**
 * Makes large hives for measuring. The plan says what is in them; here every record gets a cell, the
 * cells get places (`sequential` as a compaction leaves them, `aged` scattered with free cells between
 * them as years of use do), and the bytes are written straight through the gate for hive bytes.
 */

import { createHiveBytes } from '../offreg/create.ts'
import { Hive } from '../offreg/Hive.ts'
import { finishBaseBlock } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import {
  BASE,
  BIN,
  DB,
  HBIN,
  INLINE,
  KEY_FLAG,
  LIST,
  NK,
  SEGMENT_DATA,
  SEGMENT_PAYLOAD,
  SIG,
  SK,
  VK,
} from '../regf/layout.ts'
import { packedEntries } from '../regf/listShape.ts'
import {
  BASE_BLOCK_SIZE,
  BIN_UNIT,
  type CellOffset,
  fileOffset,
  NIL,
  roundUp,
} from '../regf/offsets.ts'
import { encodeName, nameHash, upcasedUnits } from '../regf/storedName.ts'
import { type HivePlan, planHive } from './plan.ts'
import { Random } from './random.ts'

export type HiveLayout = 'sequential' | 'aged'

/** FILETIME of every generated record: 2026-01-01. */
const TIME = 134_116_992_000_000_000n
/** Entries of a full leaf. */
const MAX_LEAF = packedEntries(SIG.LH)
/** Percent of the cells an aged hive has moved elsewhere, and percent followed by a free cell. */
const MOVED = 35
const FREE = 8

/** Cells in the order they are thought of; `place` gives them offsets. */
class Cells {
  #sizes = new Uint32Array(1 << 16)
  #offsets = new Uint32Array(0)
  #count = 0

  /** A cell for a payload. Returns its number. */
  add(payload: number): number {
    if (this.#count === this.#sizes.length) {
      const larger = new Uint32Array(this.#count * 2)
      larger.set(this.#sizes)
      this.#sizes = larger
    }
    this.#sizes[this.#count] = roundUp(payload + 4, 8)
    return this.#count++
  }

  offset(cell: number): CellOffset {
    return this.#offsets[cell] as CellOffset
  }

  size(cell: number): number {
    return this.#sizes[cell] as number
  }

  get count(): number {
    return this.#count
  }

  /** Packs all cells into bins in some order. Returns the bins' and free cells' places. */
  place(layout: HiveLayout, random: Random): Placement {
    const order = new Uint32Array(this.#count)
    for (let cell = 0; cell < this.#count; cell++) order[cell] = cell
    if (layout === 'aged') scatter(order, random)
    this.#offsets = new Uint32Array(this.#count)
    const placement = new Placement()
    for (const cell of order) {
      this.#offsets[cell] = placement.take(this.size(cell))
      if (layout === 'aged' && random.chance(FREE)) placement.leaveFree(16 + 8 * random.below(20))
    }
    placement.closeBin()
    return placement
  }
}

/** Moves a share of the cells among each other; the root's stays first. */
function scatter(order: Uint32Array, random: Random): void {
  const moved: number[] = []
  for (let at = 1; at < order.length; at++) if (random.chance(MOVED)) moved.push(at)
  for (let at = moved.length - 1; at > 0; at--) {
    const a = moved[at] as number
    const b = moved[random.below(at + 1)] as number
    const cell = order[a] as number
    order[a] = order[b] as number
    order[b] = cell
  }
}

class Placement {
  readonly bins: number[] = []
  readonly free: number[] = []
  #at = 0
  #end = 0

  take(size: number): number {
    if (this.#at + size > this.#end) {
      this.closeBin()
      const bytes = roundUp(size + BIN.HEADER, BIN_UNIT)
      this.bins.push(this.#end, bytes)
      this.#at = this.#end + BIN.HEADER
      this.#end += bytes
    }
    const cell = this.#at
    this.#at += size
    return cell
  }

  leaveFree(size: number): void {
    if (this.#at + size >= this.#end) return
    this.free.push(this.#at, size)
    this.#at += size
  }

  closeBin(): void {
    if (this.#end > this.#at) this.free.push(this.#at, this.#end - this.#at)
    this.#at = this.#end
  }

  get dataSize(): number {
    return this.#end
  }
}

/** Where the cells of each key and value are in the list of cells. */
interface Assignment {
  readonly node: Uint32Array
  readonly list: Uint32Array
  readonly valueList: Uint32Array
  readonly value: Uint32Array
  readonly data: Uint32Array
  readonly security: number
}

/** The bytes of a generated hive of about that many megabytes. */
export function generateHive(options: {
  megabytes: number
  layout: HiveLayout
  seed: number
}): Uint8Array<ArrayBuffer> {
  const plan = planHive(options.megabytes, options.seed)
  const cells = new Cells()
  const assignment = assign(plan, cells)
  const placement = cells.place(options.layout, new Random(options.seed + 1))
  const template = Hive.open(createHiveBytes(TIME))
  const descriptor = template.rootKey.descriptor ?? new Uint8Array(0)
  const length = BASE_BLOCK_SIZE + placement.dataSize
  const buffer = new ArrayBuffer(length)
  const image = new HiveImage(buffer, 0)
  image.transact(() => {
    image.extend(length)
    image.setBytes(0, template.image.bytesView(0, BASE_BLOCK_SIZE))
    image.setU32(BASE.DATA_SIZE, placement.dataSize)
    image.setU32(BASE.ROOT_CELL, cells.offset(assignment.node[0] as number))
    writePlaces(image, placement, cells)
    writeSecurityCell(image, cells.offset(assignment.security), descriptor, plan.keyNames.length)
    writeRecords(image, plan, cells, assignment)
    finishBaseBlock(image, TIME)
  })
  return new Uint8Array(buffer)
}

/** Gives every record a cell, in the order a depth-first writer would. */
function assign(plan: HivePlan, cells: Cells): Assignment {
  const keys = plan.keyNames.length
  const values = plan.valueNames.length
  const node = new Uint32Array(keys)
  const list = new Uint32Array(keys)
  const valueList = new Uint32Array(keys)
  const value = new Uint32Array(values)
  const data = new Uint32Array(values)
  const stack = [0]
  let security = -1
  while (stack.length > 0) {
    const key = stack.pop() as number
    node[key] = cells.add(NK.NAME + storedBytes(plan.keyNames[key] as string))
    if (key === 0) security = cells.add(SK.DESCRIPTOR + 144)
    const children = plan.childCount[key] as number
    if (children > 0) list[key] = addList(cells, children)
    const count = plan.valueCount[key] as number
    if (count > 0) valueList[key] = cells.add(count * 4)
    const first = plan.firstValue[key] as number
    for (let at = first; at < first + count; at++) {
      value[at] = cells.add(VK.NAME + storedBytes(plan.valueNames[at] as string))
      data[at] = addData(cells, plan.valueSizes[at] as number)
    }
    const firstChild = plan.firstChild[key] as number
    for (let child = children - 1; child >= 0; child--) stack.push(firstChild + child)
  }
  return { node, list, valueList, value, data, security }
}

function storedBytes(name: string): number {
  return encodeName(name).bytes.length
}

function leafCount(children: number): number {
  return Math.ceil(children / MAX_LEAF)
}

/** The leaves, after the ri when there are several. Returns the first. */
function addList(cells: Cells, children: number): number {
  const leaves = leafCount(children)
  const first = leaves > 1 ? cells.add(LIST.ENTRIES + leaves * 4) : -1
  let leaf = -1
  for (let left = children; left > 0; left -= MAX_LEAF) {
    const added = cells.add(LIST.ENTRIES + Math.min(left, MAX_LEAF) * 8)
    if (leaf < 0) leaf = added
  }
  return first < 0 ? leaf : first
}

function addData(cells: Cells, size: number): number {
  if (size <= 4) return 0
  if (size <= SEGMENT_DATA) return cells.add(size)
  const db = cells.add(DB.SEGMENTS + 8)
  const segments = Math.ceil(size / SEGMENT_DATA)
  cells.add(segments * 4)
  for (let segment = 0; segment < segments; segment++) cells.add(SEGMENT_PAYLOAD)
  return db
}

function writePlaces(image: HiveImage, placement: Placement, cells: Cells): void {
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

function writeSecurityCell(
  image: HiveImage,
  cell: CellOffset,
  descriptor: Uint8Array,
  keys: number,
): void {
  const at = fileOffset(cell) + 4
  image.setU16(at + SK.SIGNATURE, SIG.SK)
  image.setU32(at + SK.FLINK, cell)
  image.setU32(at + SK.BLINK, cell)
  image.setU32(at + SK.REFERENCES, keys)
  image.setU32(at + SK.SIZE, descriptor.length)
  image.setBytes(at + SK.DESCRIPTOR, descriptor)
}

function writeRecords(image: HiveImage, plan: HivePlan, cells: Cells, places: Assignment): void {
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
  image.setU32(at + NK.SECURITY, cells.offset(places.security))
  image.setU32(at + NK.CLASS, NIL)
  if (children > 0) image.setU16(at + NK.MAX_SUBKEY_NAME, 510)
  if (values > 0) {
    image.setU32(at + NK.MAX_VALUE_NAME, 64)
    image.setU32(at + NK.MAX_VALUE_DATA, 64_000)
  }
  image.setU16(at + NK.NAME_LENGTH, bytes.length)
  image.setBytes(at + NK.NAME, bytes)
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
    image.setU32(at + VK.DATA, value & 0xff)
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

/** UTF-16 letters that differ from value to value, with a terminator. */
function fillText(image: HiveImage, at: number, size: number, seed: number): void {
  for (let byte = 0; byte + 3 < size; byte += 2) {
    image.setU16(at + byte, 0x61 + ((seed + byte * 7) % 26))
  }
}
