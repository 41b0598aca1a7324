/** Assigns a cell to each record of a generated hive, in the order of a depth-first writer. */

import { DB, LIST, NK, SEGMENT_DATA, SEGMENT_PAYLOAD, SIG, SK, VK } from '../regf/layout.ts'
import { packedEntries } from '../regf/listShape.ts'
import { encodeName } from '../regf/storedName.ts'
import type { Cells } from './placement.ts'
import type { HivePlan } from './plan.ts'

/** Entries of a full leaf. */
export const MAX_LEAF = packedEntries(SIG.LH)

/** The numbers of the cells of each key and value. */
export interface Assignment {
  readonly node: Uint32Array
  readonly list: Uint32Array
  readonly valueList: Uint32Array
  readonly value: Uint32Array
  readonly data: Uint32Array
  /** Security cells by index of the descriptor; -1 if no key has it. */
  readonly security: Int32Array
  /** The descriptors in the order of their first use. */
  readonly ring: readonly number[]
}

/** Assigns the cells. */
export function assign(plan: HivePlan, cells: Cells): Assignment {
  const keys = plan.keyNames.length
  const values = plan.valueNames.length
  const node = new Uint32Array(keys)
  const list = new Uint32Array(keys)
  const valueList = new Uint32Array(keys)
  const value = new Uint32Array(values)
  const data = new Uint32Array(values)
  const stack = [0]
  const security = new Int32Array(plan.descriptors.length).fill(-1)
  const ring: number[] = []
  while (stack.length > 0) {
    const key = stack.pop() as number
    node[key] = cells.add(NK.NAME + storedBytes(plan.keyNames[key] as string))
    const descriptor = plan.keyDescriptor[key] as number
    if (security[descriptor] === -1) {
      const { length } = plan.descriptors[descriptor] as Uint8Array
      security[descriptor] = cells.add(SK.DESCRIPTOR + length)
      ring.push(descriptor)
    }
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
  return { node, list, valueList, value, data, security, ring }
}

function storedBytes(name: string): number {
  return encodeName(name).bytes.length
}

export function leafCount(children: number): number {
  return Math.ceil(children / MAX_LEAF)
}

/** Adds the leaves of a list, after an ri if there are several. Returns the first cell. */
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
