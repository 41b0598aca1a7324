import { describe, expect, it } from 'vitest'
import { EVERYWHERE } from '../../src/search/query.ts'
import { encodeString } from '../../src/values/encode.ts'
import type { HitRow, KeyId } from '../../src/worker/protocol.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const SZ = 1
const ANY = '.' // Every name and string matches.

/** Keys on four levels, in another order than they were created in; values in the order in which they were set. */
function orchard() {
  return hiveBytes((root) => {
    for (const name of ['pear', 'Apple', 'quince', 'apple tree', 'zz']) {
      const key = root.create(name)
      for (const value of ['z', 'a', '', 'm']) key.set(value, SZ, encodeString(`${value} of it`))
      key.createPath('b\\c').set('deep', SZ, encodeString('deep'))
      key.create('a')
    }
  })
}

async function searched() {
  const hive = await OpenHive.open(orchard())
  const { session, doc } = hive
  const query = { ...EVERYWHERE, kind: 'regex', text: ANY } as const
  const { total } = await session.search({ doc, search: 1, key: null, query })
  const { rows } = await session.hits({ docs: [doc], search: 1, from: 0, count: total })
  const around = (key: KeyId, value: number | null) =>
    session.hitsAround({ docs: [doc], doc, search: 1, key, value })
  return { hive, rows, total, around }
}

const isAt = (key: KeyId, value: number | null) => (row: HitRow) =>
  row.key === key && row.value === value

describe('the hits around a place', () => {
  it('are those before and after the hits of the key or value itself', async () => {
    const { rows, total, around } = await searched()
    expect(total).toBeGreaterThan(50)
    for (const { key, value } of rows) {
      if (key === null) throw new TypeError('a hit of a sound hive is gone')
      const first = rows.findIndex(isAt(key, value))
      const last = rows.findLastIndex(isAt(key, value))
      expect(await around(key, value)).toEqual({ before: first - 1, after: last + 1, total })
    }
  })

  it('are found for a place that has no hit', async () => {
    const hive = await OpenHive.open(orchard())
    const { session, doc } = hive
    const query = { ...EVERYWHERE, text: 'deep', places: ['data'] } as const
    await session.search({ doc, search: 7, key: null, query })
    const around = async (path: string) =>
      session.hitsAround({ docs: [doc], doc, search: 7, key: await hive.key(path), value: null })
    // In the order of the hive: Apple, apple tree, pear, quince, zz.
    expect(await around('')).toEqual({ before: -1, after: 0, total: 5 })
    expect(await around('Apple\\b')).toEqual({ before: -1, after: 0, total: 5 })
    expect(await around('Apple\\b\\c')).toEqual({ before: -1, after: 0, total: 5 })
    expect(await around('apple tree')).toEqual({ before: 0, after: 1, total: 5 })
    expect(await around('quince\\a')).toEqual({ before: 2, after: 3, total: 5 })
    expect(await around('zz\\b')).toEqual({ before: 3, after: 4, total: 5 })
  })

  it('are refused when the search was ended or the place is gone', async () => {
    const { hive, around } = await searched()
    const key = await hive.key('pear')
    await hive.edit({ kind: 'delete-key', key })
    await expect(around(key, null)).rejects.toMatchObject({ code: 'stale' })
    await hive.session.endSearch({ doc: hive.doc, search: 1 })
    const root = await hive.key('')
    await expect(around(root, null)).rejects.toMatchObject({ code: 'stale' })
  })
})
