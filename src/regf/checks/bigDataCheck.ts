/**
 * Checks data over 16,344 bytes: a db record with its segments, or one large cell (regf-format 3.5, 5.2 rule 33).
 * valueData.ts decides which of the two it is.
 */

import { DB, SEGMENT_DATA, VK } from '../layout.ts'
import type { CellOffset } from '../offsets.ts'
import { isBigData } from '../valueData.ts'
import { TAKEN } from './CellMap.ts'
import type { CheckContext } from './CheckContext.ts'

/** A value whose data cell was just taken. */
export interface LargeData {
  readonly cell: number
  /** File offset of the value's record. */
  readonly value: number
  readonly size: number
  readonly data: number
}

/**
 * Checks that data too large for a segment is all there, and takes the cells it is in.
 *
 * @param context - the parts of the check
 * @param large - the value, whose data cell was just taken
 */
export function checkLargeData(context: CheckContext, large: LargeData): void {
  const { cells, map, findings } = context
  const { cell, value, size, data } = large
  const room = map.payloadOf(data)
  if (isBigData(cells, data as CellOffset, size)) {
    if (cells.minor < 4) {
      findings.add('big-data-version', cells.payloadAt(data as CellOffset), { actual: cells.minor })
    }
    checkSegments(context, large)
    return
  }
  if (room >= size) {
    if (cells.minor >= 4) {
      const detail = { expected: SEGMENT_DATA, actual: size }
      findings.add('big-data-due', cells.payloadAt(data as CellOffset), detail)
    }
    return
  }
  const detail = { expected: room, actual: size, damages: [cell], spills: data }
  findings.add('data-past-cell', value + VK.DATA_SIZE, detail)
}

function checkSegments(context: CheckContext, { cell, size, data }: LargeData): void {
  const { cells, map, findings } = context
  const { image } = cells
  const at = cells.payloadAt(data as CellOffset)
  const damages = [cell, data]
  const claimed = image.u16(at + DB.COUNT)
  const expected = Math.ceil(size / SEGMENT_DATA)
  if (claimed !== expected) {
    findings.add('big-data-bad', at + DB.COUNT, { expected, actual: claimed, damages })
  }
  const list = image.u32(at + DB.SEGMENTS)
  const room = map.claim(list)
  if (room < 0) {
    const field = at + DB.SEGMENTS
    if (room === TAKEN) findings.addShared('shared-cell', list, field, damages)
    else findings.add('big-data-bad', field, { actual: list, damages })
    return
  }
  const fitting = room >>> 2
  if (fitting < claimed) {
    const detail = { expected: claimed * 4, actual: room, damages, spills: list }
    findings.add('big-data-bad', at + DB.SEGMENTS, detail)
  }
  let left: number = size
  const listed = Math.min(claimed, fitting)
  const entries = cells.payloadAt(list as CellOffset)
  for (let entry: number = entries; entry < entries + listed * 4; entry += 4) {
    checkSegment(context, entry, Math.min(left, SEGMENT_DATA), damages)
    left = Math.max(0, left - SEGMENT_DATA)
  }
}

function checkSegment(
  { cells, map, findings }: CheckContext,
  entry: number,
  needed: number,
  damages: readonly number[],
): void {
  const segment = cells.image.u32(entry)
  const room = map.claim(segment)
  if (room >= needed) return
  if (room === TAKEN) {
    findings.addShared('shared-cell', segment, entry, damages)
  } else if (room < 0) {
    findings.add('big-data-bad', entry, { actual: segment, damages })
  } else {
    const at = cells.payloadAt(segment as CellOffset)
    findings.add('big-data-bad', at, {
      expected: needed,
      actual: room,
      damages,
      spills: segment,
    })
  }
}
