import { describe, expect, it } from 'vitest'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { type KeyTree, VisibleRows } from '../../src/worker/visibleRows.ts'
import { type Random, rng } from '../helpers/rng.ts'

interface Row {
  readonly key: number
  readonly level: number
  readonly position: number
  readonly siblings: number
  readonly expanded: boolean
}

/** Keys as numbers; 1 is the root. */
class FakeTree implements KeyTree {
  readonly root = 1 as CellOffset
  readonly lists = new Map<number, number[]>([[1, []]])
  readonly parents = new Map<number, number>()
  reads = 0

  children(key: CellOffset): Uint32Array {
    this.reads++
    return Uint32Array.from(this.lists.get(key) ?? [])
  }

  hasChildren(key: CellOffset): boolean {
    return (this.lists.get(key) ?? []).length > 0
  }

  mostKeys(): number {
    return 10_000_000
  }

  parent(key: CellOffset): CellOffset {
    return (this.parents.get(key) ?? 0) as CellOffset
  }

  add(parent: number, key: number, position = Number.POSITIVE_INFINITY): void {
    const list = this.lists.get(parent) ?? []
    list.splice(position, 0, key)
    this.lists.set(parent, list)
    this.parents.set(key, parent)
    if (!this.lists.has(key)) this.lists.set(key, [])
  }

  /** Removes a key and everything below it; returns the removed keys. */
  remove(key: number): number[] {
    const parent = this.parents.get(key) as number
    const list = this.lists.get(parent) as number[]
    list.splice(list.indexOf(key), 1)
    const gone = [key]
    for (const one of gone) {
      gone.push(...(this.lists.get(one) ?? []))
      this.lists.delete(one)
      this.parents.delete(one)
    }
    return gone
  }

  /** Moves a key to another parent; returns the old one. */
  move(key: number, parent: number, position: number): number {
    const home = this.parents.get(key) as number
    const list = this.lists.get(home) as number[]
    list.splice(list.indexOf(key), 1)
    this.lists.get(parent)?.splice(position, 0, key)
    this.parents.set(key, parent)
    return home
  }

  isBelow(key: number, top: number): boolean {
    for (let at: number | undefined = key; at !== undefined; at = this.parents.get(at)) {
      if (at === top) return true
    }
    return false
  }

  rename(from: number, to: number): void {
    const list = this.lists.get(this.parents.get(from) as number) as number[]
    list.splice(list.indexOf(from), 1, to)
    this.parents.set(to, this.parents.get(from) as number)
    this.lists.set(to, this.lists.get(from) as number[])
    for (const child of this.lists.get(to) ?? []) this.parents.set(child, to)
    this.lists.delete(from)
    this.parents.delete(from)
  }
}

/** The expected visible rows. */
function naiveRows(tree: FakeTree, expanded: ReadonlySet<number>): Row[] {
  const rows: Row[] = []
  const visit = (key: number, level: number, position: number, siblings: number) => {
    const list = tree.lists.get(key) ?? []
    const open = expanded.has(key) && list.length > 0
    rows.push({ key, level, position, siblings, expanded: open })
    if (open) for (const [at, child] of list.entries()) visit(child, level + 1, at, list.length)
  }
  visit(1, 1, 0, 1)
  return rows
}

/** The effects of an edit of the fake tree, in the form of an edit log. */
function edit(what: {
  readonly moved?: readonly (readonly [number, number])[]
  readonly freed?: readonly number[]
  readonly lists: readonly number[]
}) {
  const cell = (key: number) => key as CellOffset
  const moved = (what.moved ?? []).map(([from, to]) => [cell(from), cell(to)] as const)
  const freed = { keys: (what.freed ?? []).map(cell), values: [] }
  const lists = { subkeys: new Set(what.lists.map(cell)), values: new Set<CellOffset>() }
  return { moved, freed, lists }
}

function rowsFrom(rows: VisibleRows, from: number, count: number): Row[] {
  const seen: Row[] = []
  rows.each(from, (key, place) => {
    seen.push({ key, ...place })
    return seen.length === count
  })
  return seen
}

function randomTree(random: Random, count: number): FakeTree {
  const tree = new FakeTree()
  for (let key = 2; key <= count; key++) {
    tree.add(1 + random.below(Math.min(key - 1, 12 + random.below(key))), key)
  }
  return tree
}

describe('visible rows', () => {
  it('the root is expanded initially', () => {
    const tree = new FakeTree()
    tree.add(1, 2)
    tree.add(2, 3)
    expect(rowsFrom(new VisibleRows(tree), 0, 9)).toEqual([
      { key: 1, level: 1, position: 0, siblings: 1, expanded: true },
      { key: 2, level: 2, position: 0, siblings: 1, expanded: false },
    ])
  })

  it('a root without subkeys is the only row', () => {
    const rows = new VisibleRows(new FakeTree())
    expect(rows.total).toBe(1)
    expect(rows.setExpanded(1 as CellOffset, true)).toBe(true)
    expect(rowsFrom(rows, 0, 9).map(({ expanded }) => expanded)).toEqual([false])
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'the visible rows agree with a naive model, seed %i',
    (seed) => {
      const random = rng(seed)
      const tree = randomTree(random, 150)
      const rows = new VisibleRows(tree)
      const expanded = new Set([1])
      let next = 1000
      const script: string[] = []
      const collapseEmpty = (key: number) => {
        if ((tree.lists.get(key) ?? []).length === 0) expanded.delete(key)
      }
      for (let round = 0; round < 400; round++) {
        const keys = [...tree.lists.keys()]
        const key = random.pick(keys)
        const cell = key as CellOffset
        const action = random.below(11)
        if (action < 3) {
          script.push(`expand ${key}`)
          rows.setExpanded(cell, true)
          if (tree.hasChildren(cell)) expanded.add(key)
        } else if (action < 5) {
          script.push(`collapse ${key}`)
          rows.setExpanded(cell, false)
          expanded.delete(key)
        } else if (action === 5) {
          script.push(`reveal ${key}`)
          const index = rows.reveal(cell)
          for (let up = tree.parents.get(key); up !== undefined; up = tree.parents.get(up)) {
            expanded.add(up)
          }
          expect(naiveRows(tree, expanded)[index]?.key, script.join('\n')).toBe(key)
        } else if (action === 6) {
          script.push(`create in ${key}`)
          tree.add(key, next++, random.below(5))
          rows.edited(edit({ lists: [key] }))
        } else if (action === 7 && key !== 1) {
          script.push(`delete ${key}`)
          const parent = tree.parents.get(key) as number
          const freed = [...tree.remove(key)]
          for (const gone of freed) expanded.delete(gone)
          const lists = [parent]
          // One edit may put a new key in the cell of a deleted one.
          if (random.below(2) === 0) {
            const other = random.pick([...tree.lists.keys()])
            tree.add(other, key, random.below(5))
            lists.push(other)
          }
          rows.edited(edit({ freed, lists }))
          collapseEmpty(parent)
        } else if (action === 8 && key !== 1) {
          script.push(`move ${key}`)
          const to = next++
          tree.rename(key, to)
          rows.edited(edit({ moved: [[key, to]], lists: [tree.parents.get(to) as number] }))
          if (expanded.delete(key)) expanded.add(to)
        } else if (action === 10 && key !== 1) {
          const into = random.pick(keys)
          script.push(`move ${key} into ${into}`)
          if (!tree.isBelow(into, key)) {
            const home = tree.move(key, into, random.below(5))
            rows.edited(edit({ lists: random.below(2) === 0 ? [home, into] : [into, home] }))
            collapseEmpty(home)
          }
        } else if (action === 9 && random.below(4) === 0) {
          script.push(`expand all ${key}`)
          expect(rows.expandAll(cell, 10_000)).toBe(true)
          const below = [key]
          for (const one of below) {
            below.push(...(tree.lists.get(one) ?? []))
            if (tree.hasChildren(one as CellOffset)) expanded.add(one)
          }
        }
        const wanted = naiveRows(tree, expanded)
        expect(rows.total, script.join('\n')).toBe(wanted.length)
        const from = random.below(wanted.length)
        expect(rowsFrom(rows, from, 20), script.join('\n')).toEqual(wanted.slice(from, from + 20))
      }
      expect(rowsFrom(rows, 0, Number.MAX_SAFE_INTEGER)).toEqual(naiveRows(tree, expanded))
    },
  )

  it('a collapsed key remembers the expanded keys inside it', () => {
    const tree = new FakeTree()
    tree.add(1, 2)
    tree.add(2, 3)
    tree.add(3, 4)
    const rows = new VisibleRows(tree)
    rows.reveal(4 as CellOffset)
    rows.setExpanded(2 as CellOffset, false)
    expect(rows.total).toBe(2)
    rows.setExpanded(2 as CellOffset, true)
    expect(rows.total).toBe(4)
  })

  it('expanding stops when keys that share one long list would use up memory', () => {
    const tree = new FakeTree()
    const shared = Array.from({ length: 3000 }, (_, n) => n + 2)
    for (const key of shared) tree.add(1, key)
    for (const key of shared) tree.lists.set(key, shared)
    const rows = new VisibleRows(tree)
    tree.reads = 0
    expect(rows.expandAll(1 as CellOffset, 50_000)).toBe(false)
    expect(tree.reads).toBeLessThan(50)
  })

  it('keys are expanded level by level up to a limit', () => {
    const tree = new FakeTree()
    for (let key = 2; key <= 11; key++) tree.add(1, key)
    for (let key = 2; key <= 11; key++) {
      for (let below = 0; below < 10; below++) tree.add(key, key * 100 + below)
    }
    const rows = new VisibleRows(tree)
    expect(rows.expandAll(1 as CellOffset, 50)).toBe(false)
    expect(rows.total).toBe(1 + 50)
    expect(rows.expandAll(1 as CellOffset, 110)).toBe(true)
    expect(rows.total).toBe(1 + 110)
  })

  it('a tree of a million keys reads no list twice and finds every row', () => {
    const tree = new FakeTree()
    tree.lists.set(1, [])
    for (let outer = 0; outer < 1000; outer++) {
      const key = 2 + outer
      tree.parents.set(key, 1)
      tree.lists.get(1)?.push(key)
      const inner = Array.from({ length: 1000 }, (_, at) => 10_000 + outer * 1000 + at)
      tree.lists.set(key, inner)
      for (const one of inner) tree.parents.set(one, key)
    }
    const rows = new VisibleRows(tree)
    expect(rows.expandAll(1 as CellOffset, 2_000_000)).toBe(true)
    expect(rows.total).toBe(1_001_001)
    const { reads } = tree
    expect(rowsFrom(rows, 1_001_000, 5).map(({ key }) => key)).toEqual([10_000 + 999_999])
    expect(rows.reveal(510_500 as CellOffset)).toBe(1 + 500 * 1001 + 1 + 500)
    expect(rowsFrom(rows, 1 + 500 * 1001 + 501, 1).map(({ key }) => key)).toEqual([510_500])
    expect(tree.reads).toBe(reads)
  })
})

describe('a damaged tree', () => {
  it('a tree that lists the root inside itself stays finite', () => {
    const tree = new FakeTree()
    tree.add(1, 2)
    tree.lists.get(2)?.push(1)
    const rows = new VisibleRows(tree)
    expect(rows.expandAll(1 as CellOffset, 1000)).toBe(true)
    expect(rowsFrom(rows, 0, 9).map(({ key }) => key)).toEqual([1, 2, 1])
    expect(rows.reveal(1 as CellOffset)).toBe(0)
  })

  it('a key that names another parent is shown where it is listed', () => {
    const tree = new FakeTree()
    tree.add(1, 2)
    tree.add(2, 3)
    tree.add(3, 4)
    tree.parents.set(3, 77)
    const rows = new VisibleRows(tree)
    rows.setExpanded(2 as CellOffset, true)
    expect(rows.setExpanded(3 as CellOffset, true)).toBe(true)
    expect(rows.reveal(4 as CellOffset)).toBe(3)
    expect(rows.ancestors(4 as CellOffset)).toEqual([1, 2, 3, 4])
  })

  it('a key that no list contains is reported as not found', () => {
    const tree = new FakeTree()
    tree.add(1, 2)
    tree.parents.set(9, 2)
    tree.parents.set(8, 9)
    tree.parents.set(9, 8)
    const rows = new VisibleRows(tree)
    expect(rows.reveal(9 as CellOffset)).toBe(-1)
    expect(rows.setExpanded(9 as CellOffset, true)).toBe(false)
    expect(rows.ancestors(9 as CellOffset)).toBeNull()
  })
})
