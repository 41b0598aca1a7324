import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { changesOf, EditLog } from '../../src/regf/EditLog.ts'
import { changesBefore, changesBy } from '../../src/regf/HivePatch.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'

const cell = (number: number) => (number * 8) as CellOffset
const [A, B, C, D] = [cell(4), cell(5), cell(6), cell(7)] as const

/** What some events come to, done and in reverse. */
function summed(write: (log: EditLog) => void) {
  const log = new EditLog()
  write(log)
  const events = log.take()
  return { done: changesOf(events, false), reversed: changesOf(events, true) }
}

const NOTHING = {
  moved: [],
  freed: { keys: [], values: [] },
  created: { keys: [], values: [] },
  lists: { subkeys: new Set(), values: new Set() },
}

describe('the log of an edit', () => {
  it('summarises created and freed records by kind', () => {
    const { done, reversed } = summed((log) => {
      log.created(A, 'key')
      log.created(B, 'value')
      log.freed(C, 'key')
      log.freed(D, 'value')
    })
    const [came, went] = [
      { keys: [A], values: [B] },
      { keys: [C], values: [D] },
    ]
    expect(done).toEqual({ ...NOTHING, created: came, freed: went })
    expect(reversed).toEqual({ ...NOTHING, created: went, freed: came })
  })

  it('leaves out records that were created and freed again', () => {
    const { done, reversed } = summed((log) => {
      log.created(A, 'key')
      log.moved(A, B)
      log.freed(B, 'key')
    })
    expect(done).toEqual(NOTHING)
    expect(reversed).toEqual(NOTHING)
  })

  it('counts a record that moved several times once, and one that moved back not at all', () => {
    const chain = summed((log) => {
      log.moved(A, B)
      log.moved(B, C)
    })
    expect(chain.done).toEqual({ ...NOTHING, moved: [[A, C]] })
    expect(chain.reversed).toEqual({ ...NOTHING, moved: [[C, A]] })
    const home = summed((log) => {
      log.moved(A, B)
      log.moved(B, A)
    })
    expect(home).toEqual({ done: NOTHING, reversed: NOTHING })
  })

  it('distinguishes a record from a later one in the same cell', () => {
    const { done, reversed } = summed((log) => {
      log.moved(A, B)
      log.created(A, 'key')
      log.moved(C, D)
      log.moved(B, C)
    })
    const moved = new Map([
      [A, C],
      [C, D],
    ])
    expect(new Map(done.moved)).toEqual(moved)
    expect(done.created.keys).toEqual([A])
    expect(new Map(reversed.moved)).toEqual(new Map([...moved].map(([from, to]) => [to, from])))
    expect(reversed.freed.keys).toEqual([A])
  })

  it('names keys with changed lists by their current cell', () => {
    const { done, reversed } = summed((log) => {
      log.listChanged(A, 'subkeys')
      log.moved(A, B)
      log.listChanged(C, 'values')
      log.freed(C, 'key')
      log.created(A, 'key')
      log.listChanged(A, 'subkeys')
    })
    expect(done.lists).toEqual({ subkeys: new Set([B, A]), values: new Set() })
    expect(reversed.lists).toEqual({ subkeys: new Set([A]), values: new Set([C]) })
  })

  it('records a list that changes often once', () => {
    const log = new EditLog()
    for (let time = 0; time < 1000; time++) log.listChanged(A, 'values')
    expect(log.take()).toHaveLength(1)
    expect(log.take()).toHaveLength(0)
  })
})

describe('the patch of an edit', () => {
  it('lists what applying it does, and what it reverts', () => {
    const hive = Hive.create()
    hive.rootKey.create('a')
    const { result, inverse } = hive.transact(() => {
      hive.key('a').delete()
      return hive.rootKey.create('b').cell
    })
    expect(changesBefore(inverse).created.keys).toEqual([result])
    expect(changesBy(inverse).freed.keys).toEqual([result])
    const redo = hive.cells.applyPatch(inverse)
    expect(changesBefore(redo)).toEqual(changesBy(inverse))
    expect(changesBy(redo)).toEqual(changesBefore(inverse))
  })

  it('has no events of an edit that failed before it', () => {
    const hive = Hive.create()
    const fail = () =>
      hive.transact(() => {
        hive.rootKey.create('a')
        throw new RangeError('as planned')
      })
    expect(fail).toThrow('as planned')
    const { inverse } = hive.transact(() => hive.rootKey.set('v', 3, new Uint8Array(1)).cell)
    expect(changesBefore(inverse).created.keys).toEqual([])
  })
})
