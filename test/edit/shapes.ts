/** Detects the odd features of a hive, so that a test can require random edits to meet all of them. */

import type { Hive } from '../../src/offreg/Hive.ts'
import { BIN, LIST, NK, SIG, VALUE_FLAG, VK } from '../../src/regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../../src/regf/offsets.ts'
import { eachLeaf } from '../../src/regf/subkeyList.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { kindOf } from './model.ts'

const LEAVES = new Map<number, string>([
  [SIG.LI, 'li'],
  [SIG.LF, 'lf'],
  [SIG.LH, 'lh'],
])

/** All odd features. */
export const SHAPES: readonly string[] = [
  ...['index', 'li', 'lf', 'lh', 'mixed leaves', 'full leaf', 'leaf over 507', 'empty leaf'],
  ...['ordinary', 'link', 'predefined', 'tombstone', 'hidden value', 'class', 'deep'],
  ...['big data', 'large plain data', 'small data in a cell', 'several descriptors'],
  ...['free fragments', 'adjacent free cells'],
]

/** The odd features of a hive. */
export function shapesOf(hive: Hive): Set<string> {
  const { cells, image, root } = hive
  const shapes = new Set<string>()
  const securities = new Set<number>()
  walkKeys(cells, root, {
    key(cell, key, depth) {
      securities.add(image.u32(key + NK.SECURITY))
      shapes.add(kindOf(hive, cell))
      if (depth > 20) shapes.add('deep')
      if (image.u16(key + NK.CLASS_LENGTH) > 0) shapes.add('class')
      addListShapes(hive, key, shapes)
    },
    value(_, value) {
      const size = image.u32(value + VK.DATA_SIZE)
      const data = image.u32(value + VK.DATA) as CellOffset
      if ((image.u16(value + VK.FLAGS) & VALUE_FLAG.TOMBSTONE) !== 0) shapes.add('hidden value')
      if (size >= 0x80000000) return
      if (size > 0 && size <= 4) shapes.add('small data in a cell')
      if (size <= 16_344) return
      const isBig = cells.minor > 3 && image.u16(cells.payloadAt(data)) === SIG.DB
      shapes.add(isBig ? 'big data' : 'large plain data')
    },
  })
  if (securities.size > 1) shapes.add('several descriptors')
  addFreeShapes(hive, shapes)
  return shapes
}

function addListShapes({ cells, image }: Hive, key: FileOffset, shapes: Set<string>): void {
  const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
  if (image.u32(key + NK.SUBKEY_COUNT) === 0) {
    if (list !== 0xffffffff) shapes.add('empty leaf')
    return
  }
  if (image.u16(cells.payloadAt(list)) === SIG.RI) shapes.add('index')
  const kinds = new Set<number>()
  eachLeaf(cells, key, (leaf, count) => {
    const signature = image.u16(cells.payloadAt(leaf) + LIST.SIGNATURE)
    kinds.add(signature)
    shapes.add(LEAVES.get(signature) ?? 'no leaf')
    if (count === 507) shapes.add('full leaf')
    if (count > 507) shapes.add('leaf over 507')
    return false
  })
  if (kinds.size > 1) shapes.add('mixed leaves')
}

function addFreeShapes({ cells: { bins }, image }: Hive, shapes: Set<string>): void {
  let fragments = 0
  for (let bin = 0; bin < bins.count; bin++) {
    let wasFree = false
    for (let at: number = bins.start(bin) + BIN.HEADER; at < bins.end(bin); ) {
      const size = image.i32(fileOffset(at as CellOffset))
      if (size > 0 && wasFree) shapes.add('adjacent free cells')
      wasFree = size > 0
      if (wasFree) fragments++
      at += Math.abs(size)
    }
  }
  if (fragments > bins.count + 5) shapes.add('free fragments')
}
