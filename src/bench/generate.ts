/**
 * Generates large hives for measurements. `plan.ts` decides the content, `assignment.ts` gives each record a cell,
 * `placement.ts` gives each cell an offset, and `records.ts` writes the bytes.
 */

import { createHiveBytes } from '../offreg/create.ts'
import { finishBaseBlock } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { BASE } from '../regf/layout.ts'
import { BASE_BLOCK_SIZE } from '../regf/offsets.ts'
import { assign } from './assignment.ts'
import { Cells, type HiveLayout } from './placement.ts'
import { planHive } from './plan.ts'
import { Random } from './random.ts'
import { TIME, writePlaces, writeRecords } from './records.ts'

/** Generates the bytes of a hive of about the given number of megabytes. */
export function generateHive(options: {
  megabytes: number
  layout: HiveLayout
  seed: number
}): Uint8Array<ArrayBuffer> {
  const plan = planHive(options.megabytes, options.seed)
  const cells = new Cells()
  const assignment = assign(plan, cells)
  const placement = cells.place(options.layout, new Random(options.seed + 1))
  const length = BASE_BLOCK_SIZE + placement.dataSize
  const buffer = new ArrayBuffer(length)
  const image = new HiveImage(buffer, 0)
  image.transact(() => {
    image.extend(length)
    image.setBytes(0, createHiveBytes(TIME).subarray(0, BASE_BLOCK_SIZE))
    image.setU32(BASE.DATA_SIZE, placement.dataSize)
    image.setU32(BASE.ROOT_CELL, cells.offset(assignment.node[0] as number))
    writePlaces(image, placement, cells)
    writeRecords(image, plan, cells, assignment)
    finishBaseBlock(image, TIME)
  })
  return new Uint8Array(buffer)
}
