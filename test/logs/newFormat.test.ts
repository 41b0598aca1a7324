/** Chains of new-format entries, built byte by byte (regf-format 4.3). */

import { describe, expect, it } from 'vitest'
import { BASE } from '../../src/regf/layout.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { text } from '../helpers/hives.ts'
import {
  dataSizeOf,
  dirty,
  entriesOf,
  entryBytes,
  joined,
  newLog,
  someVersions,
  versions,
  withNumbers,
} from '../helpers/logs.ts'
import { expectBins, faultsOf, recoverFrom, usedOf } from './recoverFrom.ts'

const states = someVersions()
const [start, one, two, three] = states as [Bytes, Bytes, Bytes, Bytes]
type Bytes = Uint8Array<ArrayBuffer>
const entries = entriesOf(states, 10)
const primary = dirty(start)

describe('one log', () => {
  it('a log is applied entry by entry, and the hive grows with it', () => {
    const recovery = recoverFrom(primary, newLog(start, entries, 8192))
    expect(dataSizeOf(three)).toBeGreaterThan(dataSizeOf(start))
    expectBins(recovery, three)
    expect(usedOf(recovery)).toEqual([[10, 11, 12]])
    expect(faultsOf(recovery)).toEqual([null])
    expect(recovery.warnings).toEqual([])
    expect(recovery.newest).toBe(12)
  })

  it('a recovered hive has the header of the log, the number of its last entry, and the rest of the primary file', () => {
    const odd = corrupt(primary, { at: 600, bytes: [1, 2, 3] }, { at: 4090, u8: 9 })
    const { image } = recoverFrom(odd, newLog(start, entries))
    expect([image?.u32(BASE.TYPE), image?.u32(4), image?.u32(8)]).toEqual([0, 12, 12])
    expect(image?.u32(BASE.DATA_SIZE)).toBe(dataSizeOf(three))
    expect(firstDifference(image?.bytesCopy(512, 3584) as Bytes, odd.slice(512, 4096))).toBe(-1)
  })

  it.each([
    [0, 0, 0],
    [1, 0, 1],
    [1, 1, 1],
    [0, 1, 0],
    [0, 3, 2],
    [1, 3, 3],
    [1, 2, 3],
    [3, 0, 1],
  ])('the flags %i of an entry and %i of a header give %i', (entry, header, expected) => {
    const base = corrupt(start, { at: BASE.FLAGS, u32: header })
    const log = newLog(base, [{ ...entries[0], flags: entry } as (typeof entries)[0]])
    expect(recoverFrom(dirty(base), log).image?.u32(BASE.FLAGS)).toBe(expected)
  })

  it('a log may begin beyond the hive, and the missing entries are reported', () => {
    const log = newLog(start, entriesOf(states, 17))
    const recovery = recoverFrom(primary, log)
    expectBins(recovery, three)
    expect(recovery.warnings).toEqual([{ code: 'numbers-missing', name: 'hive.LOG1', count: 7 }])
  })

  it('a log that begins before the hive is stale as a whole', () => {
    const stale = recoverFrom(dirty(start, 13), newLog(start, entries))
    expect(stale.image).toBeNull()
    expect(faultsOf(stale)).toEqual([{ reason: 'stale', expected: 13, actual: 10 }])
    expect(stale.newest).toBe(14)
    const half = recoverFrom(dirty(start, 11), newLog(start, entries))
    expect(faultsOf(half)).toEqual([{ reason: 'starts-stale', expected: 11, actual: 10 }])
  })

  it('a log continues when the sequence numbers wrap', () => {
    const wrapped = entriesOf(states, 0xfffffffe).map((entry) => ({
      ...entry,
      sequence: entry.sequence >>> 0,
    }))
    const hive = withNumbers(start, 0xffffffff, 0xfffffffe)
    const recovery = recoverFrom(hive, newLog(start, wrapped))
    expectBins(recovery, three)
    expect(usedOf(recovery)).toEqual([[0xfffffffe, 0xffffffff, 0]])
    expect(recovery.newest).toBe(0)
    // A hive that is ahead across the wrap is not older.
    const ahead = recoverFrom(dirty(start, 2), newLog(start, wrapped))
    expect(faultsOf(ahead)[0]?.reason).toBe('stale')
  })

  it('a log may make the hive shrink, and the rest of the file stays as a tail', () => {
    const shrunk = {
      sequence: 12,
      dataSize: dataSizeOf(one),
      pages: [{ to: 0, data: one.slice(4096, 8192) }],
    }
    const recovery = recoverFrom(primary, newLog(start, [...entries.slice(0, 2), shrunk]))
    expect(recovery.image?.u32(BASE.DATA_SIZE)).toBe(dataSizeOf(one))
    expect(recovery.image?.length).toBe(two.length)
    const tail = recovery.image?.bytesCopy(one.length, two.length - one.length) as Bytes
    expect(firstDifference(tail, two.slice(one.length))).toBe(-1)
  })
})

describe('the end of a chain', () => {
  const whole = newLog(start, entries)
  const second = 512 + entryBytes(entries[0] as never).length
  const third = second + entryBytes(entries[1] as never, second).length

  it.each([
    ['entry-hash', 'the pages', 100],
    ['entry-hash', 'the first hash', 26],
    ['entry-hash', 'the second hash', 34],
    ['entry-hash', 'the number', 12],
    ['remnants', 'the signature', 0],
  ] as const)('%s: a chain ends before an entry with a wrong %s', (reason, _, at) => {
    const log = whole.slice()
    log[third + at] = 0xaa
    const recovery = recoverFrom(primary, log)
    expectBins(recovery, two)
    expect(usedOf(recovery)).toEqual([[10, 11]])
    expect(faultsOf(recovery)).toMatchObject([{ reason, offset: third, expected: 12 }])
  })

  it('a chain ends where the file ends within an entry', () => {
    const recovery = recoverFrom(primary, whole.slice(0, third + 1024))
    expectBins(recovery, two)
    expect(faultsOf(recovery)).toMatchObject([
      { reason: 'entry-size', offset: third, expected: 12 },
    ])
    const header = recoverFrom(primary, whole.slice(0, third + 20))
    expectBins(header, two)
    expect(faultsOf(header)).toEqual([{ reason: 'entry-size', offset: third, expected: 12 }])
    const between = recoverFrom(primary, whole.slice(0, third))
    expect(faultsOf(between)).toEqual([null])
  })

  it('a chain ends before entries left from earlier runs, although they have right hashes', () => {
    const remnants = joined([
      whole,
      entryBytes({ ...entries[0], sequence: 3 } as never, whole.length),
    ])
    const recovery = recoverFrom(primary, remnants)
    expectBins(recovery, three)
    expect(faultsOf(recovery)).toEqual([
      { reason: 'remnants', offset: whole.length, expected: 13, actual: 3 },
    ])
    expect(recovery.newest).toBe(12)
  })

  it('a chain ends before an entry whose number is too high, and a save uses a number above that one', () => {
    const log = joined([whole, entryBytes({ ...entries[0], sequence: 20 } as never, whole.length)])
    const recovery = recoverFrom(primary, log)
    expectBins(recovery, three)
    expect(faultsOf(recovery)).toEqual([
      { reason: 'gap', offset: whole.length, expected: 13, actual: 20 },
    ])
    expect(recovery.newest).toBe(20)
  })

  it('a chain is empty if the first entry does not have the number in the header', () => {
    const log = corrupt(whole.slice(0, 512), { at: 4, u32: 9 }, { at: 8, u32: 9 })
    const recovery = recoverFrom(dirty(start, 9), joined([log, whole.slice(512)]))
    expect(recovery.image).toBeNull()
    expect(faultsOf(recovery)).toEqual([
      { reason: 'first-entry', offset: 512, expected: 9, actual: 10 },
    ])
  })

  it('a chain is empty if nothing follows the header', () => {
    const recovery = recoverFrom(
      primary,
      whole.slice(0, 512),
      joined([whole.slice(0, 512), new Uint8Array(9000)]),
    )
    expect(faultsOf(recovery)).toEqual([{ reason: 'no-entries' }, { reason: 'no-entries' }])
  })
})

describe('two logs', () => {
  const states2 = versions(
    (hive) => void hive.key('Witness').set('A', 1, text('a')),
    (hive) => void hive.key('Witness').set('B', 1, text('b')),
    (hive) => void hive.key('Witness').set('C', 1, text('c')),
    (hive) => void hive.key('Witness').set('D', 1, text('d')),
  ) as [Bytes, Bytes, Bytes, Bytes, Bytes]
  const chain = entriesOf(states2, 10)
  const disk = dirty(states2[0])
  const early = newLog(states2[0], chain.slice(0, 2))
  const late = newLog(states2[0], chain.slice(2))

  it.each(['LOG1 first', 'LOG2 first'])(
    'two logs are applied in the order of their numbers, given as %s',
    (order) => {
      const logs = order === 'LOG1 first' ? [early, late] : [late, early]
      const recovery = recoverFrom(disk, ...logs)
      expectBins(recovery, states2[4])
      const used = [
        [10, 11],
        [12, 13],
      ]
      expect(usedOf(recovery)).toEqual(order === 'LOG1 first' ? used : used.reverse())
    },
  )

  it('of two logs the later continues where the earlier one is torn', () => {
    const torn = early.slice()
    torn[512 + entryBytes(chain[0] as never).length + 100] = 0xaa
    const again = newLog(states2[0], chain.slice(1))
    const recovery = recoverFrom(disk, torn, again)
    expectBins(recovery, states2[4])
    expect(usedOf(recovery)).toEqual([[10], [11, 12, 13]])
    expect(faultsOf(recovery)).toMatchObject([{ reason: 'entry-hash', expected: 11 }, null])
  })

  it('of two logs the later is not used if it would leave a gap, and a save uses a number above it', () => {
    const torn = early.slice()
    torn[512 + entryBytes(chain[0] as never).length + 100] = 0xaa
    const recovery = recoverFrom(disk, torn, late)
    expectBins(recovery, states2[1])
    expect(faultsOf(recovery)).toMatchObject([
      { reason: 'entry-hash', expected: 11 },
      { reason: 'not-contiguous', expected: 11, actual: 12 },
    ])
    expect(recovery.newest).toBe(13)
  })

  it('of two logs the earlier may be stale', () => {
    const recovery = recoverFrom(dirty(states2[2], 12), early, late)
    expectBins(recovery, states2[4])
    expect(faultsOf(recovery)).toEqual([{ reason: 'stale', expected: 12, actual: 10 }, null])
  })

  it('of two logs one may be missing, empty, all zeros or not a log', () => {
    for (const other of [
      [],
      [new Uint8Array(0)],
      [new Uint8Array(4096)],
      [Buffer.from('no log')],
    ]) {
      const logs = other.map((bytes) => Uint8Array.from(bytes))
      expectBins(recoverFrom(disk, early, ...logs), states2[2])
      const later = recoverFrom(disk, late, ...logs)
      expect(later.warnings).toMatchObject([{ code: 'numbers-missing', count: 2 }])
    }
  })

  it('of two logs only the later counts if the base block is damaged', () => {
    const broken = corrupt(disk, { at: BASE.CHECKSUM, u32: 5 }, { at: BASE.MINOR, u32: 1 })
    const recovery = recoverFrom(broken, early, newLog(states2[2], chain.slice(2)))
    expect(usedOf(recovery)).toEqual([[], [12, 13]])
    expect(faultsOf(recovery)).toEqual([{ reason: 'not-latest' }, null])
    expect([recovery.image?.u32(BASE.MINOR), recovery.image?.u32(4)]).toEqual([5, 13])
  })

  it('trying logs that are refused does not change the given bytes', () => {
    const copies = [disk, early, late].map((bytes) => bytes.slice())
    recoverFrom(disk, early, late)
    for (const [index, copy] of copies.entries()) {
      expect(firstDifference([disk, early, late][index] as Bytes, copy)).toBe(-1)
    }
  })
})
