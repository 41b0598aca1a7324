/**
 * The numbered list of regf-format 8: transaction logs and recovery (76 to 89). The opened hive is never changed,
 * and only HiveError is thrown; sound logs are tested in `test/logs`.
 */

import { afterEach, describe, expect, it } from 'vitest'
import { previewRecovery, type RecoveryPreview } from '../../src/logs/preview.ts'
import type { Hive } from '../../src/offreg/Hive.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE } from '../../src/regf/layout.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import {
  changedPages,
  dataSizeOf,
  dirty,
  entriesOf,
  entryBytes,
  joined,
  newLog,
  oldLog,
  someVersions,
  type WrittenEntry,
} from '../helpers/logs.ts'
import { expectBins, faultsOf, recoverFrom, usedOf } from '../logs/recoverFrom.ts'
import { countAllocations } from './countAllocations.ts'

type Bytes = Uint8Array<ArrayBuffer>
const states = someVersions()
const [start, one, two, three] = states as [Bytes, Bytes, Bytes, Bytes]
const primary = dirty(start)
const before = primary.slice()
const chain = entriesOf(states, 10)
const [first, second] = chain as [WrittenEntry, WrittenEntry]
const whole = newLog(start, chain)

/** Ten times the duration of the slowest of these tests. */
const HANG = 20_000

afterEach(() => {
  expect(firstDifference(primary, before), 'the hive that was opened changed').toBe(-1)
})

describe('the file of a log', () => {
  it('hostile 76 logs of 511, 512 and 513 bytes are not used', () => {
    const old = oldLog(start, changedPages(start, one))
    const reasons = [511, 512, 513].flatMap((length) =>
      [whole, old].map((log) => faultsOf(recoverFrom(primary, log.slice(0, length)))[0]?.reason),
    )
    expect(reasons).toEqual([
      ...['too-short', 'too-short', 'no-entries', 'no-dirt'],
      ...['entry-size', 'no-dirt'],
    ])
  })

  it('hostile 77 a data size of nearly 4 GiB in a log allocates nothing', () => {
    const huge = { at: BASE.DATA_SIZE, u32: 0xfffff000 }
    const old = oldLog(start, changedPages(start, one))
    const oldHuge = joined([corrupt(old.subarray(0, 512), huge), old.subarray(512)])
    const newHuge = joined([corrupt(whole.subarray(0, 512), huge), whole.subarray(512)])
    const { result, allocations } = countAllocations(() => [
      recoverFrom(primary, oldHuge),
      recoverFrom(primary, newHuge),
    ])
    expect(faultsOf(result[0] as never)).toEqual([{ reason: 'pages-missing' }])
    // The size of the last entry counts.
    expectBins(result[1] as never, three)
    expect(allocations.largest).toBeLessThan(primary.length * 4)
    // If the bitmap fits, the log may not make a hive of that size.
    const padded = joined([oldHuge.subarray(0, 516), new Uint8Array(1 << 20)])
    const { result: fits, allocations: few } = countAllocations(() => recoverFrom(primary, padded))
    expect(faultsOf(fits)).toEqual([{ reason: 'too-large' }])
    expect(few.largest).toBeLessThan(primary.length)
  })

  it('hostile 78 an old log that lists 1000 pages and has 3 is not used', () => {
    const data = new Uint8Array(512 * 1000).fill(1)
    const log = oldLog(start, [{ to: 0, data }], { dataSize: 4096 * 128 })
    expect(faultsOf(recoverFrom(primary, log.slice(0, log.length - 512 * 997)))).toEqual([
      { reason: 'pages-missing' },
    ])
  })
})

describe('an entry of a log', () => {
  it.each([0, 8, 511, 513, 0xfffffe00])(
    'hostile 79 the chain ends at an entry of size %i',
    (size) => {
      const forged = forge(second, (entry) => entry.setUint32(4, size, true))
      const recovery = recoverFrom(primary, newLog(start, [first, forged]))
      expectBins(recovery, one)
      expect(faultsOf(recovery)).toMatchObject([{ reason: 'entry-size', expected: 11 }])
      expect(
        faultsOf(
          recoverFrom(
            primary,
            newLog(start, [forge(first, (entry) => entry.setUint32(4, size, true))]),
          ),
        ),
      ).toMatchObject([{ reason: 'entry-size', expected: 10 }])
    },
  )

  it.each([0xffffffff, 0x20000000, 0x1fffffff, 2])(
    'hostile 80 the chain ends at an entry of %i pages with right hashes',
    (count) => {
      const forged = forge({ ...second, pages: [] }, (entry) => {
        entry.setUint32(20, count, true)
        entry.setUint32(44, count === 2 ? 4096 : 0, true)
      })
      const recovery = recoverFrom(primary, newLog(start, [first, forged]))
      expectBins(recovery, one)
      expect(faultsOf(recovery)).toMatchObject([{ reason: 'entry-pages', expected: 11 }])
    },
  )

  it.each([
    [0xfffff000, 0x2000],
    [0xffffffff, 1],
    [0x80000000, 0x80000000],
  ])('hostile 81 the chain ends at an entry with a page at 0x%x of 0x%x bytes', (to, size) => {
    const forged = forge(second, (entry) => {
      entry.setUint32(40, to, true)
      entry.setUint32(44, size, true)
    })
    const recovery = recoverFrom(primary, newLog(start, [first, forged]))
    expectBins(recovery, one)
    expect(faultsOf(recovery)).toMatchObject([{ reason: 'entry-pages', expected: 11 }])
  })

  it('hostile 82 of overlapping pages the later wins, and the overlap is reported', () => {
    const wrong = { to: 4096, data: new Uint8Array(4096).fill(0xee) }
    const pages = [wrong, ...changedPages(start, one), { to: 4096, data: one.slice(8192, 12288) }]
    const recovery = recoverFrom(primary, newLog(start, [{ ...first, pages }]))
    expectBins(recovery, one)
    expect(recovery.warnings).toEqual([{ code: 'pages-overlap', name: 'hive.LOG1', sequence: 10 }])
  })

  it('hostile 83 an entry that would make the hive grow to 2 GiB is refused', () => {
    const grown = { ...second, dataSize: 0x7ffff000 }
    const { result, allocations } = countAllocations(() =>
      recoverFrom(primary, newLog(start, [first, grown])),
    )
    expectBins(result, one)
    expect(faultsOf(result)).toMatchObject([{ reason: 'too-large', expected: 11 }])
    expect(allocations.largest).toBeLessThan(primary.length * 4)
    const alone = recoverFrom(primary, newLog(start, [{ ...first, dataSize: 0x7ffff000 }]))
    expect([alone.image, faultsOf(alone)[0]?.reason]).toEqual([null, 'too-large'])
  })

  it('hostile 84 an entry with unaligned pages is applied, and they are reported', () => {
    const odd = { to: 4096, data: one.slice(8192, 8192 + 513) }
    const rest = { to: 4096 + 513, data: one.slice(8192 + 513, 12288) }
    const pages = [...changedPages(start, one).filter(({ to }) => to !== 4096), odd, rest]
    const recovery = recoverFrom(primary, newLog(start, [{ ...first, pages }]))
    expectBins(recovery, one)
    expect(recovery.warnings.map(({ code }) => code)).toEqual(['pages-unaligned'])
  })

  it('hostile 85 100,000 entries without pages are all used', { timeout: HANG }, () => {
    const log = newLog(start, [first])
    const many = new Uint8Array(log.length + 100_000 * 512)
    many.set(log)
    const empty = { sequence: 0, dataSize: dataSizeOf(one), pages: [] }
    for (let n = 0; n < 100_000; n++) {
      const entry = entryBytes({ ...empty, sequence: 11 + n, forge: sized(512) }, 3584)
      many.set(entry.subarray(0, 512), log.length + n * 512)
    }
    const recovery = recoverFrom(primary, many)
    expectBins(recovery, one)
    expect(usedOf(recovery)[0]).toHaveLength(100_001)
    expect(recovery.newest).toBe(100_010)
  })
})

describe('the numbers of logs', () => {
  it('hostile 86 of entries 5, 6 and 8, only 5 and 6 are applied', () => {
    const numbered = chain.map((entry, index) => ({
      ...entry,
      sequence: [5, 6, 8][index] as number,
    }))
    const recovery = recoverFrom(dirty(start, 5), newLog(start, numbered))
    expectBins(recovery, two)
    expect(usedOf(recovery)).toEqual([[5, 6]])
    expect(faultsOf(recovery)).toMatchObject([{ reason: 'gap', expected: 7, actual: 8 }])
    expect(recovery.newest).toBe(8)
  })

  it.each(['as named', 'the other way round'])(
    'hostile 87 of two logs that begin with the same number, %s, the first is used',
    (order) => {
      const inputs = [
        { name: 'x/SYSTEM.log1', bytes: newLog(start, [first]) },
        { name: 'x/SYSTEM.log2', bytes: newLog(start, chain) },
      ]
      if (order !== 'as named') inputs.reverse()
      const { report, after } = previewOf(primary, inputs)
      expect(firstDifference(bytesOf(after as Hive).subarray(4096), one.subarray(4096))).toBe(-1)
      const verdicts = [...report.verdicts].sort((a, b) => (a.name < b.name ? -1 : 1))
      expect(verdicts).toMatchObject([
        { used: [10], fault: null },
        { used: [], fault: { reason: 'not-contiguous', expected: 11, actual: 10 } },
      ])
    },
  )

  it('hostile 88 a log of another hive is applied, and the differences of the header are reported', () => {
    const name = new Uint8Array(64)
    name.set(Buffer.from('OTHER', 'utf16le'))
    const foreign = corrupt(
      start,
      { at: BASE.FILE_NAME, bytes: name },
      { at: BASE.RESOURCE_MANAGER, bytes: [1, 2, 3] },
      { at: BASE.LAST_WRITTEN, u32: 5 },
      { at: BASE.DATA_SIZE, u32: 64 << 20 },
    )
    const own = corrupt(primary, { at: BASE.RESOURCE_MANAGER, bytes: [3, 2, 1] })
    const recovery = recoverFrom(own, newLog(foreign, [first]))
    expect(recovery.warnings).toEqual([
      { code: 'other-hive', name: 'hive.LOG1', fields: ['name', 'id', 'time', 'size'] },
    ])
    // The hive had no id when the log was written.
    const later = corrupt(start, { at: BASE.RESOURCE_MANAGER, bytes: [1, 2, 3] })
    expect(recoverFrom(primary, newLog(later, [first])).warnings).toEqual([])
    const root = corrupt(start, { at: BASE.ROOT_CELL, u32: 0x1000 })
    const other = recoverFrom(primary, newLog(root, [first]))
    expect(other.warnings).toMatchObject([{ code: 'other-hive', fields: ['root'] }])
  })
})

describe('a recovered hive', () => {
  it('hostile 89 a recovered hive with a broken root leaves the choice between both states', () => {
    const broken = corrupt(start, { at: 4096 + 0x24, u16: 0 })
    const log = newLog(start, entriesOf([start, broken], 10))
    const { report, before: was, after } = previewOf(primary, [{ name: 'a.LOG1', bytes: log }])
    expect(report.verdicts).toMatchObject([{ used: [10], fault: null }])
    expect(report.effect).toMatchObject({ after: null, worse: true, changes: null })
    expect(report.effect?.before?.errors).toBe(0)
    expect(was?.key('Witness').path).toEqual(['Witness'])
    expect(after).toBeNull()
  })

  it('hostile 89 a recovered hive may have an error that the hive did not have', () => {
    const broken = corrupt(three, { at: 4096 + 4096, u32: 0 })
    const log = newLog(start, entriesOf([start, broken], 10))
    const { report, before: was, after } = previewOf(primary, [{ name: 'a.LOG1', bytes: log }])
    expect(report.effect?.worse).toBe(true)
    expect(report.effect?.newErrors).toBeGreaterThan(0)
    expect([was === null, after === null]).toEqual([false, false])
  })
})

function forge(entry: WrittenEntry, change: (entry: DataView) => void): WrittenEntry {
  return { ...entry, forge: change }
}

function sized(size: number): (entry: DataView) => void {
  return (entry) => entry.setUint32(4, size, true)
}

function previewOf(
  hive: Bytes,
  logs: readonly { readonly name: string; readonly bytes: Bytes }[],
): RecoveryPreview {
  const steps = previewRecovery(new HiveImage(hive.buffer), logs)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

function bytesOf({ image }: Hive): Bytes {
  return image.bytesCopy(0, image.length)
}
