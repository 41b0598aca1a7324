/** Opening in steps: its progress, and that no content of a file makes one step long. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, BIN, HBIN, NK, SIG } from '../../src/regf/layout.ts'
import { BIN_UNIT } from '../../src/regf/offsets.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { drive } from '../helpers/work.ts'

const MIB = 1 << 20

/** A hive whose header states a size of the bins; after the first bin there are zeros. */
function withZeros(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(BIN_UNIT + size)
  longer.set(bytes)
  const view = new DataView(longer.buffer)
  view.setUint32(BASE.DATA_SIZE, size, true)
  let checksum = 0
  for (let at = 0; at < BASE.CHECKSUM; at += 4) checksum ^= view.getUint32(at, true)
  view.setUint32(BASE.CHECKSUM, checksum, true)
  return longer
}

describe('opening in steps', () => {
  it('opening in steps gives the same hive as opening without pauses', () => {
    const { bytes } = hiveOfEverything()
    const { result, fractions } = drive(Hive.openSteps(bytes.slice()))
    expect(fractions).toEqual([])
    expect(result.check().keys).toBe(Hive.open(bytes.slice()).check().keys)
  })

  it('opening pauses while it searches for missing bins', () => {
    const file = withZeros(hiveOfEverything().bytes, 256 * MIB)
    const { result, fractions } = drive(Hive.openSteps(file))
    expect(result.openFindings.map(({ code }) => code)).toEqual(['bin-signature'])
    expect(fractions.length).toBeGreaterThanOrEqual(3)
  })

  it('opening pauses while it walks the cells of one bin to the root', () => {
    const size = 2 * MIB
    const bytes = withZeros(hiveOfEverything().bytes.slice(0, BIN_UNIT), size)
    const view = new DataView(bytes.buffer)
    view.setUint32(BIN_UNIT, HBIN, true)
    view.setUint32(BIN_UNIT + BIN.SIZE, size, true)
    // Free cells of eight bytes, followed by the root.
    for (let at = BIN_UNIT + BIN.HEADER; at < bytes.length; at += 8) view.setInt32(at, 8, true)
    const root = size - 128
    view.setInt32(BIN_UNIT + root, -128, true)
    view.setUint16(BIN_UNIT + root + 4, SIG.NK, true)
    view.setUint16(BIN_UNIT + root + 4 + NK.NAME_LENGTH, 4, true)
    view.setUint32(BASE.ROOT_CELL, root, true)
    view.setUint32(BASE.CHECKSUM, 0, true)
    const { result, fractions } = drive(Hive.openSteps(bytes))
    expect(result.root).toBe(root)
    expect(fractions.length).toBeGreaterThanOrEqual(3)
  })
})
