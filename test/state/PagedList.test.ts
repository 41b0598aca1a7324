import { beforeEach, describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { EMPTY_LIST, type ListView, PagedList } from '../../src/state/PagedList.ts'
import { PAGE_ROWS, type RowRange } from '../../src/state/pages.ts'
import type { RowPage } from '../../src/worker/protocol.ts'
import { type Deferred, deferred } from '../helpers/deferred.ts'
import { eventually } from '../helpers/eventually.ts'

/** A row that is neither a key nor a value. */
interface Result {
  readonly id: number
  readonly words: string
}

const WORDS = ['apple', 'apricot', 'banana', 'cherry']

let total: number
let revision: number
let view: ListView<Result>
let list: PagedList<Result>
let asked: RowRange[]
let reported: unknown[]
let chosen: number[][]
/** Replies are kept until the test lets them go. */
let held: Deferred<void> | null
let failure: unknown

beforeEach(() => {
  total = 20_000
  revision = 1
  view = EMPTY_LIST
  asked = []
  reported = []
  chosen = []
  held = null
  failure = null
  list = new PagedList<Result>({
    read: () => view,
    write: (change) => {
      view = { ...view, ...change }
    },
    fetch,
    find: async (text, from) => {
      const fits = ({ words }: Result) => words.startsWith(text)
      const found =
        (await list.scan(from, { step: 1, count: view.total - from }, fits)) ??
        (await list.scan(0, { step: 1, count: from }, fits))
      return found?.index ?? -1
    },
    chosen: (rows) => chosen.push(rows.map(({ id }) => id)),
    report: (error) => reported.push(error),
  })
})

async function fetch({ from, count }: RowRange, signal?: AbortSignal): Promise<RowPage<Result>> {
  asked.push({ from, count })
  const reply = { revision, total, from, rows: rowsOf(from, Math.min(count, total - from)) }
  await held?.promise
  if (failure !== null) throw failure
  if (signal?.aborted) throw new HiveError('cancelled', 'cancelled')
  return reply
}

function rowsOf(from: number, count: number): Result[] {
  return Array.from({ length: Math.max(0, count) }, (_, at) => {
    const id = from + at
    return { id, words: `${WORDS[id % WORDS.length]} ${id} of ${revision}` }
  })
}

const shown = () => list.reload(0, () => ({}))
const arrived = (index: number) => eventually(() => expect(list.rowAt(index)).toBeDefined())

describe('pages', () => {
  it('come for the rows in view, and no others', async () => {
    await shown()
    asked = []
    list.ensure(4950, 60)
    await arrived(5000)
    expect(asked).toEqual([
      { from: 4900, count: PAGE_ROWS },
      { from: 5000, count: PAGE_ROWS },
    ])
    expect(list.rowAt(4899)).toBeUndefined()
  })

  it('are held in a bounded number, the focused row among them however far the list is scrolled', async () => {
    await shown()
    await list.focusAt(1234)
    for (let from = 2000; from < total; from += PAGE_ROWS) {
      list.ensure(from, 30)
      await arrived(from)
    }
    expect(view.pages.size).toBeLessThanOrEqual(60)
    expect(list.focused?.id).toBe(1234)
    expect(list.rowAt(2000)).toBeUndefined()
  })

  it('of another revision are dropped', async () => {
    await shown()
    held = deferred()
    list.ensure(500, 10)
    revision = 2
    const fresh = shown()
    held.resolve()
    await fresh
    await arrived(500)
    expect(list.rowAt(500)?.words).toContain('of 2')
  })

  it('of before stay on show until the fresh ones have come', async () => {
    await shown()
    held = deferred()
    revision = 2
    const fresh = shown()
    expect(list.rowAt(0)?.words).toContain('of 1')
    held.resolve()
    expect(await fresh).toBe(true)
    expect(list.rowAt(0)?.words).toContain('of 2')
    expect(view.revision).toBe(2)
  })

  it('are those of the newest reload', async () => {
    held = deferred()
    const first = list.reload(0, () => ({ focusIndex: 1 }))
    const second = list.reload(0, () => ({ focusIndex: 2 }))
    held.resolve()
    expect(await Promise.all([first, second])).toEqual([false, true])
    expect(view.focusIndex).toBe(2)
  })

  it('that cannot be read are reported, and the rows there are stay', async () => {
    await shown()
    failure = new HiveError('bad-cell', 'x')
    list.ensure(900, 10)
    await eventually(() => expect(reported).toEqual([failure]))
    expect(list.rowAt(0)).toBeDefined()
  })
})

describe('a list that cannot be listed', () => {
  it('says why in place of its rows, until it can', async () => {
    await shown()
    failure = new HiveError('bad-cell', 'x')
    await expect(shown()).rejects.toBe(failure)
    list.fail(failure)
    expect(view).toMatchObject({ failed: failure, total: 0, loading: false })
    asked = []
    list.ensure(0, 30)
    expect(asked).toEqual([])
    failure = null
    await shown()
    expect(view).toMatchObject({ failed: null, total: 20_000 })
  })
})

describe('selecting', () => {
  beforeEach(shown)

  it('stops at both ends', async () => {
    await list.focusAt(-5)
    expect(list.focused?.id).toBe(0)
    await list.focusAt((now) => now.total + 5)
    expect(list.focused?.id).toBe(19_999)
  })

  it('extends over rows that have not arrived, from where it began', async () => {
    await list.focusAt(250)
    await list.focusAt(740, 'extend')
    expect(view.selection.size).toBe(491)
    await list.focusAt(240, 'extend')
    expect([...view.selection]).toEqual(rowsOf(240, 11).map(({ id }) => id))
    expect(chosen.map((ids) => ids.length)).toEqual([1, 491, 11])
  })

  it('toggles single rows, and moves the focus without them', async () => {
    await list.focusAt(3)
    await list.focusAt(7, 'toggle')
    await list.focusAt(3, 'toggle')
    await list.focusAt(9, 'move')
    expect([...view.selection]).toEqual([7])
    expect(view.focusIndex).toBe(9)
    expect(list.focused).toBeUndefined()
    expect(list.selectedRows.map(({ id }) => id)).toEqual([7])
  })

  it('takes all, and none', async () => {
    await list.selectAll()
    expect(view.selection.size).toBe(20_000)
    list.clearSelection()
    expect(view.selection.size).toBe(0)
  })

  it('keeps the order of moves that were faster than the rows', async () => {
    held = deferred()
    const moves = [list.focusAt(5000), list.focusAt((now) => now.focusIndex + 1)]
    held.resolve()
    await Promise.all(moves)
    expect(list.focused?.id).toBe(5001)
  })
})

describe('type-ahead', () => {
  beforeEach(shown)

  it('takes letters within half a second for one word, and one letter again for the next row', async () => {
    await list.typeAhead('a')
    expect(list.focused?.id).toBe(1)
    await list.typeAhead('p')
    await list.typeAhead('p')
    expect(list.focused?.words).toMatch(/^apple/)
    list.endWordAt('ArrowDown')
    await list.typeAhead('c')
    await list.typeAhead('c')
    expect(list.focused?.id).toBe(11)
  })

  it('finds rows that have not arrived, around the end', async () => {
    await list.focusAt(total - 1)
    for (const letter of 'banana 6 ') await list.typeAhead(letter)
    expect(list.focused?.id).toBe(6)
    expect(list.isTyping).toBe(true)
  })
})
