import { describe, expect, it } from 'vitest'
import { NK } from '../../src/regf/layout.ts'
import { ResultList } from '../../src/worker/ResultList.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { OpenHive } from './openHive.ts'

describe('a long result', () => {
  it('a long result groups rows by kind, counts them, and returns them in pages', () => {
    const list = new ResultList(['b1', 'a1', 'b2', 'c1', 'a2', 'b3'], (row) => row[0])
    expect(list.total).toBe(6)
    expect(list.kinds).toEqual([
      { kind: 'b', count: 3 },
      { kind: 'a', count: 2 },
      { kind: 'c', count: 1 },
    ])
    expect(list.slice(0, 4)).toEqual(['b1', 'b2', 'b3', 'a1'])
    expect(list.slice(4, 100)).toEqual(['a2', 'c1'])
    expect(list.slice(6, 10)).toEqual([])
    expect(list.find((row) => row.startsWith('a'))).toBe('a1')
  })
})

describe('the findings of a check', () => {
  async function openDamaged() {
    const places = hiveOfEverything()
    const bytes = corrupt(
      places.bytes,
      { at: places.nk('Alpha\\Two') + NK.SUBKEY_LIST, u32: 0x00ffff00 },
      { at: places.nk('Beta') + NK.PARENT, u32: 0x30 },
    )
    return OpenHive.open(bytes)
  }

  it('findings stay in the engine: the event has their counts, and a call returns the requested ones', async () => {
    const { session, doc, events } = await openDamaged()
    const summary = await session.check({ doc })
    const told = events.find(({ type }) => type === 'checked')
    expect(told).toEqual({ type: 'checked', doc, summary })
    expect(summary.errors).toBeGreaterThan(1)
    expect(JSON.stringify(summary)).not.toContain('Beta')
    const all = await session.findings({ doc, from: 0, count: 1000 })
    expect(all).toMatchObject({ revision: summary.revision, from: 0, total: all.rows.length })
    expect(all.total).toBe(summary.errors + summary.warnings + summary.infos)
    const kinds = summary.kinds.flatMap(({ code, severity, count }) =>
      Array.from({ length: count }, () => ({ code, severity })),
    )
    expect(all.rows.map(({ code, severity }) => ({ code, severity }))).toEqual(kinds)
    const severities = ['error', 'warning', 'info']
    const order = all.rows.map(({ severity }) => severities.indexOf(severity))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    const second = await session.findings({ doc, from: 1, count: 1 })
    expect(second).toEqual({ ...all, from: 1, rows: [all.rows[1]] })
  })

  it('the findings are those of the last check, with its revision, until the next check', async () => {
    const hive = await openDamaged()
    const { session, doc, info } = hive
    const { revision } = await session.check({ doc })
    const before = await session.findings({ doc, from: 0, count: 1000 })
    await hive.edit({ kind: 'create-key', parent: info.root, name: 'New' })
    expect(await session.findings({ doc, from: 0, count: 1000 })).toEqual(before)
    const again = await session.check({ doc })
    expect(again.revision).toBe(revision + 1)
    const after = await session.findings({ doc, from: 0, count: 1000 })
    expect(after).toEqual({ ...before, revision: again.revision })
  })

  it('a sound hive has no findings', async () => {
    const hive = await OpenHive.open(hiveOfEverything().bytes)
    const { session, doc } = hive
    expect((await session.check({ doc })).kinds).toEqual([])
    expect(await session.findings({ doc, from: 0, count: 10 })).toMatchObject({
      ...{ total: 0, rows: [] },
    })
  })
})
