/** Calls that take differences between two hives over, write them as text, and show them in full. */

import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { encodeString } from '../../src/values/encode.ts'
import { NO_FILTER, type SideName } from '../../src/worker/protocol.ts'
import {
  ALL,
  compare,
  current,
  fill,
  ID,
  idOf,
  LEFT,
  OUTLINE,
  openTwo,
  outline,
  place,
  RIGHT,
  rows,
  SZ,
  type Two,
} from './compareTwo.ts'
import { hiveBytes, OpenHive } from './openHive.ts'
import { dirtyHive } from './recoveryHives.ts'

async function take(two: Two, to: SideName, ...names: readonly string[]) {
  const ids = await Promise.all(names.map((name) => idOf(two, name)))
  const rows = names.length === 0 ? null : Uint32Array.from(ids)
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
      const text = {
        name: 'changes.reg',
        file,
        prefix,
        lenient: false,
        addNul: false,
        rules: null,
        codePage: null,
      }
      await session.previewImport({ doc, text })
      await session.applyImport({ doc })
      const other = place(to === 'left' ? two.right : two.left)
      const request = { comparison: 8, left: place(doc), right: other, ...ALL }
      expect(await session.compareHives({ ...request, attributes: [] })).toMatchObject({ total: 0 })
    }
    const rows = Uint32Array.of(await idOf(two, 'Limit'))
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

  it('is refused with what is not a hive, and with a document that is not open', async () => {
    const two = await openTwo()
    const file = new File(['no hive'], 'TEXT')
    await expect(
      compare(two, { right: { hive: { kind: 'file', name: 'TEXT', file }, path: [] } }),
    ).rejects.toMatchObject({ code: 'not-a-hive' })
    await expect(compare(two, { right: place(99) })).rejects.toMatchObject({ code: 'stale' })
  })

  it('has rows while it runs, and can be stopped; what was found so far stays', async () => {
    const large = generateHive({ megabytes: 4, layout: 'aged', seed: 1 })
    const other = Hive.open(compactHive(Hive.open(large.slice()), { minor: 5 }))
    other.transact(() => {
      for (const key of other.rootKey.subkeys()) key.set('Planted', SZ, encodeString('x'))
    })
    const two = await openTwo(large, other.finishedCopy())
    const { session, events } = two.hive
    const stop = new AbortController()
    let running: ReturnType<typeof rows> | undefined
    const comparing = session.compareHives(
      { comparison: ID, left: place(two.left), right: place(two.right), ...ALL },
      {
        signal: stop.signal,
        progress: (done) => {
          if (done < 0.7) return
          running ??= rows(two)
          stop.abort()
        },
      },
    )
    await expect(comparing).rejects.toMatchObject({ code: 'cancelled' })
    const shown = (await running) ?? []
    expect(shown.some(({ kind, names }) => kind === 'added' && names[0] === 'Planted')).toBe(true)
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
