/** Logs of the old format, built byte by byte, and the choice between two (regf-format 4.2, 4.4). */

import { describe, expect, it } from 'vitest'
import { BASE, BIN } from '../../src/regf/layout.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import {
  changedPages,
  dataSizeOf,
  dirty,
  entriesOf,
  joined,
  newLog,
  oldLog,
  someVersions,
  withNumbers,
} from '../helpers/logs.ts'
import { expectBins, faultsOf, recoverFrom, usedOf } from './recoverFrom.ts'

type Bytes = Uint8Array<ArrayBuffer>
const [start, one, two, three] = someVersions() as [Bytes, Bytes, Bytes, Bytes]
const primary = dirty(start)
const bigger = { dataSize: dataSizeOf(three) }

/** A log with the changes from the hive on the disk to another state. */
function logTo(state: Bytes, size = 4096, options: Parameters<typeof oldLog>[2] = {}): Bytes {
  const dataSize = dataSizeOf(state)
  return oldLog(start, changedPages(start, state, size), { dataSize, ...options })
}

/** The same log, written at another time. */
function at(log: Bytes, lastWritten: bigint): Bytes {
  const time = new Uint8Array(8)
  new DataView(time.buffer).setBigUint64(0, lastWritten, true)
  const header = corrupt(log.subarray(0, 512), { at: BASE.LAST_WRITTEN, bytes: time })
  return joined([header, log.subarray(512)])
}

const written = new DataView(start.buffer).getBigUint64(BASE.LAST_WRITTEN, true)

describe('one log', () => {
  it.each([
    ['XP and later, in whole 4096-byte pages', 4096, 1],
    ['Windows NT to 2000, in 512-byte pages', 512, 2],
  ] as const)('an old log of %s is applied, and the hive grows with it', (_, size, type) => {
    const recovery = recoverFrom(primary, logTo(three, size, { type }))
    expectBins(recovery, three)
    expect(usedOf(recovery)).toEqual([[10]])
    expect([faultsOf(recovery), recovery.warnings]).toEqual([[null], []])
    expect([recovery.image?.u32(4), recovery.image?.u32(BASE.TYPE)]).toEqual([10, 0])
  })

  it('an old log may have remnants after its pages', () => {
    const log = joined([logTo(three), Buffer.from('remn')])
    expectBins(recoverFrom(primary, log), three)
  })

  it('an old log may have a number below the hive, as before Vista, and a save uses a number above both', () => {
    const recovery = recoverFrom(dirty(start, 24), logTo(one, 4096, { sequence: 23 }))
    expectBins(recovery, one)
    expect([recovery.image?.u32(4), recovery.newest]).toEqual([23, 25])
  })

  it('an old log is used, with a report, if it is newer than the hive, and not used if it is older', () => {
    const newer = recoverFrom(primary, at(logTo(one), written + 1n))
    expectBins(newer, one)
    expect(newer.warnings).toEqual([{ code: 'newer-than-hive', name: 'hive.LOG1' }])
    const older = recoverFrom(primary, at(logTo(one), written - 1n))
    expect([older.image, faultsOf(older)]).toEqual([null, [{ reason: 'older-than-hive' }]])
  })

  it('an old log is compared with the first bin if the base block is damaged', () => {
    const broken = corrupt(
      primary,
      { at: BASE.CHECKSUM, u32: 5 },
      { at: BASE.LAST_WRITTEN, bytes: new Uint8Array(8).fill(0xff) },
    )
    expectBins(recoverFrom(broken, logTo(one)), one)
    const older = recoverFrom(broken, at(logTo(one), written - 1n))
    expect(faultsOf(older)).toEqual([{ reason: 'older-than-hive' }])
    const noBin = corrupt(broken, { at: BASE.CHECKSUM, u32: 5 }, { at: 4096, u32: 0 })
    const unsure = recoverFrom(noBin, at(logTo(one), 1n))
    expect(unsure.warnings).toEqual([{ code: 'time-unknown', name: 'hive.LOG1' }])
  })

  it.each([
    ['no-dirt', (log: Bytes) => log.fill(0, 512, 516)],
    ['no-dirt', (log: Bytes) => log.slice(0, 514)],
    ['pages-missing', (log: Bytes) => log.slice(0, 520)],
    ['pages-missing', (log: Bytes) => log.slice(0, -1)],
    ['checksum-wrong', (log: Bytes) => log.fill(9, 60, 61)],
    ['sequence-differs', (log: Bytes) => withNumbers(log, 10, 9)],
    ['data-size-bad', (log: Bytes) => corrupt(log, { at: BASE.DATA_SIZE, u32: 4097 })],
    ['data-size-bad', (log: Bytes) => corrupt(log, { at: BASE.DATA_SIZE, u32: 0 })],
    ['not-a-log', (log: Bytes) => corrupt(log, { at: BASE.TYPE, u32: 0 })],
    ['not-a-log', (log: Bytes) => log.fill(0, 0, 4)],
    ['too-short', (log: Bytes) => log.slice(0, 511)],
  ] as const)('an old log with the fault %s is not used', (reason, damage) => {
    const recovery = recoverFrom(primary, damage(logTo(one)))
    expect([recovery.image, faultsOf(recovery)]).toEqual([null, [{ reason }]])
  })
})

describe('two logs', () => {
  it('of two old logs the newer is used, whichever it is, and never both', () => {
    const [older, newer] = [at(logTo(one), written), at(logTo(three), written + 5n)]
    for (const logs of [
      [older, newer],
      [newer, older],
    ]) {
      const recovery = recoverFrom(primary, ...logs)
      expectBins(recovery, three)
      const isFirst = logs[0] === newer
      expect(faultsOf(recovery).map((fault) => fault?.reason)).toEqual(
        isFirst ? [undefined, 'superseded'] : ['superseded', undefined],
      )
    }
  })

  it('of two old logs of the same time LOG1 is used', () => {
    const recovery = recoverFrom(primary, logTo(two), logTo(three))
    expectBins(recovery, two)
    expect(faultsOf(recovery)).toEqual([null, { reason: 'superseded' }])
  })

  it('of two old logs the second is used if the first is damaged', () => {
    const recovery = recoverFrom(primary, logTo(one).fill(9, 60, 61), logTo(three))
    expectBins(recovery, three)
    expect(faultsOf(recovery)).toEqual([{ reason: 'checksum-wrong' }, null])
  })

  it('of logs of both formats only the new one counts, even if none of its entries can be used', () => {
    const fresh = newLog(start, entriesOf([start, one], 10))
    const recovery = recoverFrom(primary, logTo(three), fresh)
    expectBins(recovery, one)
    expect(faultsOf(recovery)).toEqual([{ reason: 'old-format' }, null])
    const stale = recoverFrom(dirty(start, 11), logTo(three), fresh)
    expect(faultsOf(stale).map((fault) => fault?.reason)).toEqual(['old-format', 'stale'])
    expect(stale.image).toBeNull()
  })
})

it('a clean hive ignores its logs, whatever their content, and a save uses a number above theirs', () => {
  const recovery = recoverFrom(start, logTo(three, 4096, { sequence: 12 }))
  expect([recovery.image, faultsOf(recovery)]).toEqual([null, [{ reason: 'hive-clean' }]])
  expect(recovery.newest).toBe(12)
})

it('recovery does not change its input', () => {
  const log = logTo(three, 4096, bigger)
  const copies = [primary.slice(), log.slice()] as const
  recoverFrom(primary, log)
  expect([firstDifference(primary, copies[0]), firstDifference(log, copies[1])]).toEqual([-1, -1])
})

it('the first bin of the test hives has a time', () => {
  expect(new DataView(start.buffer).getBigUint64(4096 + BIN.TIMESTAMP, true)).toBe(written)
})
