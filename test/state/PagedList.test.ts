import { beforeEach, describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { EMPTY_LIST, type ListView, PagedList } from '../../src/state/PagedList.ts'
import { PAGE_ROWS, type RowRange } from '../../src/state/pages.ts'
import { selectRow } from '../../src/state/selectRow.ts'
import type { CallOptions, RowPage } from '../../src/worker/protocol.ts'
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

async function fetch({ from, count }: RowRange, { signal }: CallOptions): Promise<RowPage<Result>> {
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
  it('only the pages of the rows in view are fetched', async () => {
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

  it('a bounded number of pages is kept, always including that of the focused row', async () => {
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

  it('pages of another revision are dropped', async () => {
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

  it('the old pages stay on show until the new ones have arrived', async () => {
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

  it('only the newest reload counts', async () => {
    held = deferred()
    const first = list.reload(0, () => ({ focusIndex: 1 }))
    const second = list.reload(0, () => ({ focusIndex: 2 }))
    held.resolve()
    expect(await Promise.all([first, second])).toEqual([false, true])
    expect(view.focusIndex).toBe(2)
  })

  it('a key pressed while the list is reloaded in turn acts on the new rows', async () => {
    await shown()
    held = deferred()
    revision = 2
    const fresh = list.reloadInTurn(() => 500, selectRow)
    const move = list.focusAt((now) => now.focusIndex + 1)
    expect(view.focusIndex).toBe(0)
    held.resolve()
    expect(await fresh).toBe(true)
    await move
    expect(view).toMatchObject({ focusIndex: 501, revision: 2 })
    expect(list.focused?.id).toBe(501)
  })

  it('of several reloads in turn that wait, only the last is made', async () => {
    await shown()
    held = deferred()
    const before = asked.length
    const reloads = [1, 2, 3].map((index) => list.reloadInTurn(() => index, selectRow))
    held.resolve()
    expect(await Promise.all(reloads)).toEqual([true, false, true])
    expect(view.focusIndex).toBe(3)
    expect(asked.length).toBe(before + 2)
  })

  it('a list that was closed is not reloaded', async () => {
    await shown()
    held = deferred()
    const reloads = [1, 2].map((index) => list.reloadInTurn(() => index, selectRow))
    list.close()
    held.resolve()
    expect(await Promise.all(reloads)).toEqual([false, false])
    expect(view.focusIndex).toBe(0)
  })

  it('a page that cannot be read is reported, and the existing rows stay', async () => {
    await shown()
    failure = new HiveError('bad-cell', 'x')
    list.ensure(900, 10)
    await eventually(() => expect(reported).toEqual([failure]))
    expect(list.rowAt(0)).toBeDefined()
  })
})

describe('a list that cannot be listed', () => {
  it('a list that cannot be listed shows why until it can be', async () => {
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

  it('the focus stops at both ends of the list', async () => {
    await list.focusAt(-5)
    expect(list.focused?.id).toBe(0)
    await list.focusAt((now) => now.total + 5)
    expect(list.focused?.id).toBe(19_999)
  })

  it('a selection extends from its anchor over rows that have not arrived', async () => {
    await list.focusAt(250)
    await list.focusAt(740, 'extend')
    expect(view.selection.size).toBe(491)
    await list.focusAt(240, 'extend')
    expect([...view.selection]).toEqual(rowsOf(240, 11).map(({ id }) => id))
    expect(chosen.map((ids) => ids.length)).toEqual([1, 491, 11])
  })

  it('single rows can be toggled, and the focus moves without selecting', async () => {
    await list.focusAt(3)
    await list.focusAt(7, 'toggle')
    await list.focusAt(3, 'toggle')
    await list.focusAt(9, 'move')
    expect([...view.selection]).toEqual([7])
    expect(view.focusIndex).toBe(9)
    expect(list.focused).toBeUndefined()
    expect(list.selectedRows.map(({ id }) => id)).toEqual([7])
  })

  it('all rows can be selected, and none', async () => {
    await list.selectAll()
    expect(view.selection.size).toBe(20_000)
    list.clearSelection()
    expect(view.selection.size).toBe(0)
  })

  it('moves that are faster than the rows keep their order', async () => {
    held = deferred()
    const moves = [list.focusAt(5000), list.focusAt((now) => now.focusIndex + 1)]
    held.resolve()
    await Promise.all(moves)
    expect(list.focused?.id).toBe(5001)
  })
})

describe('type-ahead', () => {
  beforeEach(shown)

  it('letters within half a second make one word, and a repeated letter goes to the next row', async () => {
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

  it('type-ahead finds rows that have not arrived, wrapping at the end', async () => {
    await list.focusAt(total - 1)
    for (const letter of 'banana 6 ') await list.typeAhead(letter)
    expect(list.focused?.id).toBe(6)
    expect(list.isTyping).toBe(true)
  })
})
