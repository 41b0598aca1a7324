/** Calls that list the differences between two hives as a tree. */

import { describe, expect, it, vi } from 'vitest'
import { ComparedSide } from '../../src/worker/comparison/ComparedSide.ts'
import { NO_FILTER } from '../../src/worker/protocol.ts'
import {
  compare,
  ID,
  idOf,
  LEFT,
  OUTLINE,
  openTwo,
  outline,
  place,
  rows,
  SZ,
} from './compareTwo.ts'

describe('the tree of differences', () => {
  it('has the keys above differences, a chain of them in one row, and places among siblings', async () => {
    const two = await openTwo()
    const state = await compare(two)
    expect(state).toMatchObject({
      total: 5,
      listed: 5,
      rows: 8,
      kinds: { added: 2, removed: 1, changed: 2, moved: 0 },
      outdated: [],
      taken: 0,
    })
    expect(await outline(two)).toEqual(OUTLINE)
    const all = await rows(two)
    expect(all.map(({ position, setSize }) => `${position}/${setSize}`)).toEqual([
      ...['1/3', '1/2', '1/1', '2/2', '1/2', '2/2', '2/3', '3/3'],
    ])
    expect(all.map(({ expanded }) => expanded)).toEqual([
      ...[true, true, null, true, null, null, false, false],
    ])
    expect(all[0]).toMatchObject({ kind: null, below: 3 })
    expect(all[6]?.along).toEqual({ keys: 1, values: 1 })
    expect(structuredClone(all)).toEqual(all)
  })

  it('shows what is in a key that only one hive has once it is expanded', async () => {
    const two = await openTwo()
    await compare(two)
    const row = await idOf(two, 'Fresh')
    const expand = (one: number, expanded: boolean) =>
      two.hive.session.expandDifferences({ comparison: ID, row: one, expanded, locate: one })
    expect(await expand(row, true)).toMatchObject({ index: 7, state: { rows: 10 } })
    const lines = [...OUTLINE, '.added value A:  | a', '.added key Sub']
    expect(await outline(two)).toEqual(lines)
    await expand(await idOf(two, 'Sub'), true)
    expect(await outline(two)).toEqual([...lines, '..added value B:  | b'])
    const inside = (await rows(two)).at(-1)
    expect(inside).toMatchObject({ inside: true, position: 1, setSize: 1, expanded: null })
    const { session } = two.hive
    const b = inside?.id ?? 0
    expect(await session.rowAbove({ comparison: ID, row: b })).toEqual({ index: 9 })
    const details = await session.rowDetails({ comparison: ID, row: b })
    expect(details.left).toBeNull()
    expect(details.right).toMatchObject({ path: ['Zoo', 'Fresh', 'Sub'], value: { name: 'B' } })
    const there = await session.rowPlace({ comparison: ID, row: b, side: 'right' })
    expect(there).toMatchObject({ doc: two.right, found: true })
    const zoo = (await session.resolvePath({ doc: two.left, text: 'Zoo' })).key
    const away = await session.rowPlace({ comparison: ID, row: b, side: 'left' })
    expect(away).toEqual({ doc: two.left, key: zoo, value: null, found: false })
    await expand(row, false)
    expect(await outline(two)).toEqual(OUTLINE)
  })

  it('is collapsed and expanded as a whole, and by key', async () => {
    const two = await openTwo()
    await compare(two)
    const { session } = two.hive
    const all = (row: number | null, expanded: boolean) =>
      session.expandDifferences({ comparison: ID, row, expanded, locate: -1 })
    await all(null, false)
    expect(await outline(two)).toEqual([
      'key Software',
      'removed key System\\Old',
      'added key Zoo\\Fresh',
    ])
    await all(await idOf(two, 'Software'), true)
    expect((await outline(two)).slice(0, 3)).toEqual([
      'key Software',
      '.key Deep\\Down\\Here',
      '.key Vendor',
    ])
    const next = await session.nextDifference({ comparison: ID, row: null, step: 1 })
    expect(next).toMatchObject({ index: 2, row: { names: ['New'], kind: 'added' } })
    await all(null, true)
    expect(await outline(two)).toEqual(OUTLINE)
  })

  it('is gone through difference by difference, both ways', async () => {
    const two = await openTwo()
    await compare(two)
    const { session } = two.hive
    for (const [step, wanted] of [
      [1, ['New', 'Limit', 'Name', 'Old', 'Fresh']],
      [-1, ['Fresh', 'Old', 'Name', 'Limit', 'New']],
    ] as const) {
      const seen: string[] = []
      let row: number | null = null
      for (;;) {
        const next = await session.nextDifference({ comparison: ID, row, step })
        if (next === null) break
        seen.push(next.row.names.at(-1) ?? '')
        row = next.row.id
      }
      expect(seen).toEqual(wanted)
    }
  })

  it('lists some kinds, some subjects, and what has a text in its path, name or data', async () => {
    const two = await openTwo()
    await compare(two)
    const { session } = two.hive
    const lines = async (filter: Partial<typeof NO_FILTER>) => {
      const request = { comparison: ID, filter: { ...NO_FILTER, ...filter }, locate: -1 }
      const { state } = await session.filterComparison(request)
      expect(state.total).toBe(5)
      return outline(two)
    }
    expect(await lines({ kinds: ['removed'] })).toEqual(['removed key System\\Old'])
    expect(await lines({ subjects: ['keys'] })).toEqual([
      'removed key System\\Old',
      'added key Zoo\\Fresh',
    ])
    expect(await lines({ subjects: ['security', 'times'] })).toEqual([])
    expect(await lines({ text: 'TWO' })).toEqual([
      'key Software\\Vendor',
      '.changed value Name: one | two',
    ])
    expect(await lines({ text: 'vendor', kinds: ['changed', 'added'] })).toEqual([
      'key Software\\Vendor',
      ...OUTLINE.slice(4, 6).map((line) => line.slice(1)),
    ])
    expect(await lines({ text: 'nothing has this' })).toEqual([])
    expect(await lines({})).toEqual(OUTLINE)
  })

  it('begins at a key of each hive', async () => {
    const two = await openTwo()
    const { left, right } = two
    await compare(two, {
      left: place(left, ['Software', 'Vendor']),
      right: place(right, ['software', 'Deep', 'Down', 'Here']),
    })
    expect(await outline(two)).toEqual([
      'key Here',
      ...['.removed value Limit: 0x00000003 (3) | ', '.removed value Name: one | '],
      ...['.added value New:  | new', '.added value Same:  | same'],
    ])
    await two.hive.session.takeDifferences({ comparison: ID, rows: null, to: 'left' })
    const vendor = await two.hive.values(await two.hive.key('Software\\Vendor'))
    expect(vendor.filter(({ absent }) => !absent).map(({ name }) => name)).toEqual(['New', 'Same'])
    const missing = compare(two, { left: place(left, ['Software', 'None']) })
    await expect(missing).rejects.toMatchObject({ code: 'key-not-found' })
  })

  it('with the original, a key that was renamed or moved and edited is one difference, on either side', async () => {
    const two = await openTwo()
    const { hive, left } = two
    const key = await hive.key('Software\\Vendor')
    await hive.edit({ kind: 'rename-key', key, name: 'A much longer name than Vendor had' })
    const zoo = await hive.key('Zoo')
    const system = await hive.key('System\\Old')
    await hive.session.paste({
      ...{ doc: left, key: zoo, from: { kind: 'place', doc: left, key: system, values: null } },
      ...{ how: 'move', cut: { key: system, values: null }, clash: 'both', clashes: [] },
      ...{ security: 'keep', times: 'keep' },
    })
    const inner = await hive.key('Zoo\\Old\\Inner')
    await hive.edit({
      kind: 'create-value',
      key: inner,
      name: 'New',
      type: SZ,
      data: new Uint8Array(2),
    })
    const original = { hive: { kind: 'original', doc: left }, path: [] } as const
    const now = place(left)
    const forth = await compare(two, { left: original, right: now })
    expect(forth).toMatchObject({ kinds: { added: 1, removed: 0, changed: 0, moved: 2 } })
    expect(await outline(two)).toEqual([
      'moved key Software\\A much longer name than Vendor had',
      'moved key Zoo\\Old',
      '.key Inner',
      '..added value New:  | ',
    ])
    const back = await compare(two, { left: now, right: original })
    expect(back).toMatchObject({ kinds: { added: 0, removed: 1, changed: 0, moved: 2 } })
    const chosen = { comparison: ID, rows: null, to: 'left' } as const
    await hive.session.takeDifferences(chosen)
    expect(await compare(two, { left: original, right: now })).toMatchObject({ total: 0 })
  })

  it('is that of a file, of the original, and of nothing that differs', async () => {
    const two = await openTwo()
    const file = new File([LEFT], 'OTHER')
    await compare(two, { left: { hive: { kind: 'file', name: 'OTHER', file }, path: [] } })
    expect(await outline(two)).toEqual(OUTLINE)
    const { session } = two.hive
    const request = { comparison: ID, row: await idOf(two, 'Name'), side: 'left' } as const
    expect(await session.rowPlace(request)).toBeNull()
    const take = session.takeDifferences({ comparison: ID, rows: null, to: 'left' })
    await expect(take).rejects.toMatchObject({ code: 'read-only' })
    const original = { hive: { kind: 'original', doc: two.left }, path: [] } as const
    expect(await compare(two, { left: original, right: place(two.left) })).toMatchObject({
      total: 0,
      rows: 0,
    })
    const key = await two.hive.key('Zoo')
    await two.hive.edit({ kind: 'create-key', parent: key, name: 'Late' })
    await compare(two, { left: original, right: place(two.left) })
    expect(await outline(two)).toEqual(['added key Zoo\\Late'])
    await session.takeDifferences({ comparison: ID, rows: null, to: 'right' })
    expect(await outline(two)).toEqual([])
  })
})

it('a hive that is closed while the other one is made ready ends the comparison', async () => {
  const two = await openTwo()
  const { hive, left } = two
  const freeze = ComparedSide.freeze.bind(ComparedSide)
  let frozen = 0
  vi.spyOn(ComparedSide, 'freeze').mockImplementation(async (...call) => {
    const side = await freeze(...call)
    if (++frozen === 2) await hive.session.close({ doc: left })
    return side
  })
  await expect(compare(two)).rejects.toMatchObject({ code: 'stale' })
  await expect(rows(two)).rejects.toThrow()
})
