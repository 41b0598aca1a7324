/** Calls that list the differences between two hives as a tree, and take them over either way. */

import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { encodeDword, encodeString } from '../../src/values/encode.ts'
import {
  type CompareHives,
  type ComparisonState,
  type DocId,
  NO_FILTER,
  type SideName,
  type TwoHivesRow,
} from '../../src/worker/protocol.ts'
import { hiveBytes, OpenHive } from './openHive.ts'
import { dirtyHive } from './recoveryHives.ts'

const SZ = 1
const DWORD = 4
const ALL = { attributes: ['security', 'class', 'flags'], rootNames: false, moves: true } as const
const ID = 7

function fill(root: Key): void {
  const vendor = root.createPath('Software\\Vendor')
  vendor.set('Limit', DWORD, encodeDword(3))
  vendor.set('Name', SZ, encodeString('one'))
  root.createPath('Software\\Deep\\Down\\Here').set('Same', SZ, encodeString('same'))
  root.createPath('System\\Old\\Inner').set('Kept', SZ, encodeString('old'))
  root.create('Zoo')
}

const LEFT = hiveBytes(fill)
const RIGHT = hiveBytes((root) => {
  fill(root)
  const vendor = root.key('Software\\Vendor')
  vendor.set('Limit', DWORD, encodeDword(4))
  vendor.set('Name', SZ, encodeString('two'))
  root.key('Software\\Deep\\Down\\Here').set('New', SZ, encodeString('new'))
  root.key('System\\Old').delete()
  const fresh = root.createPath('Zoo\\Fresh')
  fresh.set('A', SZ, encodeString('a'))
  fresh.create('Sub').set('B', SZ, encodeString('b'))
})

interface Two {
  readonly hive: OpenHive
  readonly left: DocId
  readonly right: DocId
}

async function openTwo(a = LEFT, b = RIGHT): Promise<Two> {
  const hive = await OpenHive.open(a, { name: 'A' })
  const file = new File([b], 'B')
  const { doc } = await hive.session.open({ name: 'B', file, handle: null, logs: [] })
  return { hive, left: hive.doc, right: doc }
}

function place(doc: DocId, path: readonly string[] = []) {
  return { hive: { kind: 'document', doc }, path } as const
}

function compare(
  { hive, left, right }: Two,
  options: Partial<CompareHives> = {},
): Promise<ComparisonState> {
  const request = { comparison: ID, left: place(left), right: place(right), ...ALL, ...options }
  return hive.session.compareHives(request)
}

async function rows({ hive }: Two): Promise<readonly TwoHivesRow[]> {
  const page = await hive.session.comparisonRows({ comparison: ID, from: 0, count: 10_000 })
  expect(page.rows).toHaveLength(page.total)
  return page.rows
}

const data = (row: TwoHivesRow, side: SideName) => row[side]?.data?.preview.text ?? ''

/** The rows as text: `..changed value Name: one | two`, `.key Software: ` */
async function outline(two: Two): Promise<string[]> {
  return (await rows(two)).map((row) => {
    const what = `${row.kind ?? ''} ${row.what} ${row.names.join('\\')}`.trim()
    const sides = row.what === 'value' ? `: ${data(row, 'left')} | ${data(row, 'right')}` : ''
    return `${'.'.repeat(row.level - 1)}${what}${sides}`
  })
}

const OUTLINE = [
  'key Software',
  '.key Deep\\Down\\Here',
  '..added value New:  | new',
  '.key Vendor',
  '..changed value Limit: 0x00000003 (3) | 0x00000004 (4)',
  '..changed value Name: one | two',
  'removed key System\\Old',
  'added key Zoo\\Fresh',
]

async function idOf(two: Two, name: string): Promise<number> {
  const found = (await rows(two)).find(({ names }) => names.at(-1) === name)
  if (found === undefined) throw new Error(`no row ${name}`)
  return found.id
}

async function current({ hive }: Two): Promise<ComparisonState> {
  const request = { comparison: ID, filter: NO_FILTER, locate: -1 }
  return (await hive.session.filterComparison(request)).state
}

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

async function take(two: Two, to: SideName, ...names: readonly string[]) {
  const ids = await Promise.all(names.map((name) => idOf(two, name)))
  const rows = names.length === 0 ? null : ids
  return two.hive.session.takeDifferences({ comparison: ID, rows, to })
}

describe('taking differences over', () => {
  it('of some rows is one step; they are gone, and come back when it is undone', async () => {
    const two = await openTwo()
    await compare(two)
    const result = await take(two, 'left', 'Name', 'Fresh')
    expect(result).toMatchObject({ label: { name: 'B' }, left: [], leftTotal: 0 })
    const left = OUTLINE.filter((line) => !/Name|Fresh/.test(line))
    expect(await outline(two)).toEqual(left)
    expect(await current(two)).toMatchObject({ total: 3, taken: 2, outdated: [] })
    const events = two.hive.events.filter(({ type }) => type === 'comparison-changed')
    expect(events).toHaveLength(1)
    await two.hive.undo()
    expect(await outline(two)).toEqual(OUTLINE)
    await two.hive.redo()
    expect(await outline(two)).toEqual(left)
    expect(await current(two)).toMatchObject({ taken: 2, outdated: [] })
    expect((await compare(two)).total).toBe(3)
  })

  it('of a key takes all that is listed below it', async () => {
    const two = await openTwo()
    await compare(two)
    const filter = { ...NO_FILTER, text: 'Limit' }
    await two.hive.session.filterComparison({ comparison: ID, filter, locate: -1 })
    await take(two, 'right', 'Vendor')
    await current(two)
    expect(await outline(two)).toEqual(OUTLINE.filter((line) => !line.includes('Limit')))
    await take(two, 'right', 'Software')
    expect((await outline(two))[0]).toBe('removed key System\\Old')
  })

  it.each(['left', 'right'] as const)('of all makes the %s hive like the other', async (to) => {
    const two = await openTwo()
    await compare(two)
    await take(two, to)
    expect(await current(two)).toMatchObject({ total: 0, rows: 0, taken: 5, outdated: [] })
    expect((await compare(two)).total).toBe(0)
    const doc = to === 'left' ? two.left : two.right
    const source = to === 'left' ? RIGHT : LEFT
    const original = {
      hive: { kind: 'file', name: 'S', file: new File([source], 'S') },
      path: [],
    } as const
    expect(await compare(two, { left: original, right: place(doc) })).toMatchObject({ total: 0 })
  })

  it('is refused once a hive was edited otherwise, until that is undone', async () => {
    const two = await openTwo()
    await compare(two)
    const zoo = await two.hive.key('Zoo')
    await two.hive.edit({ kind: 'create-key', parent: zoo, name: 'Else' })
    expect(await current(two)).toMatchObject({ outdated: ['left'], total: 5 })
    // The rows still show what was compared.
    expect(await outline(two)).toEqual(OUTLINE)
    await expect(take(two, 'right')).rejects.toMatchObject({ code: 'stale' })
    await two.hive.undo()
    expect(await current(two)).toMatchObject({ outdated: [] })
    await take(two, 'right')
    await two.hive.session.undo({ doc: two.right })
    await two.hive.session.setLocked({ doc: two.right, locked: true })
    await expect(take(two, 'right')).rejects.toMatchObject({ code: 'locked' })
    expect(await outline(two)).toEqual(OUTLINE)
  })

  it('leaves what cannot be taken over in the list, and says why', async () => {
    const two = await openTwo(
      LEFT,
      hiveBytes((root) => {
        fill(root)
        root.key('Software').rename('SOFTWARE')
      }),
    )
    const { hive, left } = two
    await hive.edit({ kind: 'rename-key', key: hive.info.root, name: 'OTHER' }).catch(() => {})
    await compare(two, { left: place(left), rootNames: true })
    const text = await hive.session.comparisonText({
      ...{ comparison: ID, rows: null, to: 'left', prefix: 'HKEY_LOCAL_MACHINE\\A' },
    })
    expect(text.left).toMatchObject([{ path: ['SOFTWARE'], reason: 'no-text-case' }])
    await take(two, 'left')
    expect(await outline(two)).toEqual([])
  })

  it('ends with the hive: a comparison of a closed one is gone', async () => {
    const two = await openTwo()
    await compare(two)
    await two.hive.session.close({ doc: two.right })
    const request = { comparison: ID, from: 0, count: 1 }
    const gone = two.hive.session.comparisonRows(request)
    await expect(gone).rejects.toMatchObject({ code: 'stale' })
  })
})

describe('a comparison of two hives', () => {
  it('gives the .reg text that turns one hive into the other, and its inverse', async () => {
    const two = await openTwo()
    await compare(two, { attributes: [] })
    const { session } = two.hive
    const prefix = 'HKEY_CURRENT_USER'
    for (const [to, from, name] of [
      ['left', LEFT, 'A'],
      ['right', RIGHT, 'B'],
    ] as const) {
      const { blob, leftTotal } = await session.comparisonText({
        comparison: ID,
        rows: null,
        to,
        prefix,
      })
      expect(leftTotal).toBe(0)
      const { doc } = await session.open({
        name,
        file: new File([from], 'C'),
        handle: null,
        logs: [],
      })
      const file = new File([blob], 'changes.reg')
      const text = { name: 'changes.reg', file, prefix, lenient: false, addNul: false }
      await session.previewImport({ doc, text })
      await session.applyImport({ doc })
      const other = place(to === 'left' ? two.right : two.left)
      const request = { comparison: 8, left: place(doc), right: other, ...ALL }
      expect(await session.compareHives({ ...request, attributes: [] })).toMatchObject({ total: 0 })
    }
    const rows = [await idOf(two, 'Limit')]
    const one = await session.comparisonText({ comparison: ID, rows, to: 'left', prefix })
    const written = new TextDecoder('utf-16le').decode(await one.blob.arrayBuffer())
    expect(written).toContain('[HKEY_CURRENT_USER\\Software\\Vendor]\r\n"Limit"=dword:00000004\r\n')
    expect(written).not.toContain('Name')
  })

  it('tells what the transaction logs of a hive would change, and goes on after they are applied', async () => {
    const { bytes, logs, last } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    const two = { hive, left: doc, right: doc }
    const applied = { hive: { kind: 'logs', doc }, path: [] } as const
    const state = await compare(two, { right: applied })
    expect(state.total).toBeGreaterThan(0)
    const lines = await outline(two)
    const file = { kind: 'file', name: 'LAST', file: new File([last], 'LAST') } as const
    expect((await compare(two, { right: { hive: file, path: [] } })).total).toBe(state.total)
    expect(await outline(two)).toEqual(lines)
    await compare(two, { right: applied })
    await session.applyLogs({ doc })
    expect(await outline(two)).toEqual(lines)
    expect((await current(two)).outdated).toEqual(['left'])
    expect((await compare(two, { right: { hive: file, path: [] } })).total).toBe(0)
  })

  it('is written as CSV, JSON and text', async () => {
    const two = await openTwo()
    await compare(two)
    const write = async (format: 'csv' | 'json' | 'text') => {
      const { blob, count } = await two.hive.session.writeDifferences({
        comparison: ID,
        rows: null,
        format,
      })
      expect(count).toBe(5)
      return blob.text()
    }
    const csv = (await write('csv')).split('\n')
    expect(csv[0]).toBe('change,key,from,name,parts,left_type,left,right_type,right')
    expect(csv[2]).toBe(
      '"changed","Software\\Vendor","","Limit","data","REG_DWORD","0x00000003 (3)","REG_DWORD","0x00000004 (4)"',
    )
    expect(JSON.parse(await write('json')).differences[3]).toEqual({
      ...{ kind: 'removed', path: 'System\\Old', value: null, with: { keys: 1, values: 1 } },
    })
    expect((await write('text')).split('\n')[2]).toBe('Changed\tSoftware\\Vendor\tName\tone\ttwo')
  })

  it('shows both sides of a row in full, and where data begins to differ', async () => {
    const big = (last: number) =>
      Uint8Array.from({ length: 100_000 }, (_, at) => (at === 90_001 ? last : at & 7))
    const hiveOf = (last: number) => hiveBytes((root) => root.create('K').set('Big', 3, big(last)))
    const two = await openTwo(hiveOf(1), hiveOf(2))
    await compare(two)
    const row = await idOf(two, 'Big')
    const { left, right, differsAt } = await two.hive.session.rowDetails({ comparison: ID, row })
    expect(differsAt).toBe(90_001)
    expect(left?.value).toMatchObject({ size: 100_000, at: (90_001 - 256) & ~15 })
    const at = 90_001 - (left?.value?.at ?? 0)
    expect([left?.value?.bytes[at], right?.value?.bytes[at]]).toEqual([1, 2])
    const [shown] = (await rows(two)).filter(({ id }) => id === row)
    expect(shown?.differs).toMatchObject({ at: 90_001 })
  })

  it('can be stopped; what was found so far stays', async () => {
    const large = generateHive({ megabytes: 4, layout: 'aged', seed: 1 })
    const other = Hive.open(compactHive(Hive.open(large.slice()), { minor: 5 }))
    other.transact(() => {
      for (const key of other.rootKey.subkeys()) key.set('Planted', SZ, encodeString('x'))
    })
    const two = await openTwo(large, other.finishedCopy())
    const { session, events } = two.hive
    const stop = new AbortController()
    const comparing = session.compareHives(
      { comparison: ID, left: place(two.left), right: place(two.right), ...ALL },
      { signal: stop.signal, progress: (done) => done > 0.7 && stop.abort() },
    )
    await expect(comparing).rejects.toMatchObject({ code: 'cancelled' })
    const { state } = await session.filterComparison({
      comparison: ID,
      filter: NO_FILTER,
      locate: -1,
    })
    expect(state).toMatchObject({ result: null, outdated: [] })
    expect(state.rows).toBeGreaterThanOrEqual(state.listed)
    expect(events.at(-1)).toMatchObject({ type: 'comparison-changed' })
    const whole = await compare(two)
    expect(whole.kinds).toMatchObject({ removed: 0, changed: 0 })
    expect(whole.total).toBe([...other.rootKey.subkeys()].length)
    await two.hive.session.endComparison({ comparison: ID })
    await expect(async () => rows(two)).rejects.toMatchObject({ code: 'stale' })
  })
})
