import { beforeEach, describe, expect, it } from 'vitest'
import { EVERYWHERE } from '../../src/search/query.ts'
import { encodeDword, encodeString } from '../../src/values/encode.ts'
import { runToEnd } from '../../src/work.ts'
import { mergeSort } from '../../src/worker/mergeSort.ts'
import type { DocId, HitColumn, HitFormat, HitRow } from '../../src/worker/protocol.ts'
import { rng } from '../helpers/rng.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const [SZ, BINARY, DWORD, MULTI_SZ] = [1, 3, 4, 7]
const ALL = { from: 0, count: 1000 }

/** A hive in which `pip` is in names and data of several types. */
function fruit(): Uint8Array<ArrayBuffer> {
  return hiveBytes((root) => {
    const apple = root.create('Apple')
    apple.set('pip b', DWORD, encodeDword(7))
    apple.set('pip A', SZ, encodeString('=cmd|x'))
    apple.set('core', SZ, encodeString('a pip in it'))
    root.create('Pippin').set('pip c', BINARY, Uint8Array.of(1, 2))
    root.create('Zest').set('pip d', DWORD, encodeDword(100))
  })
}

function nuts(): Uint8Array<ArrayBuffer> {
  return hiveBytes((root) => {
    root.create('Nut').set('pip a', MULTI_SZ, encodeString('one pip'))
  })
}

let hive: OpenHive
let docs: readonly DocId[]

/** `Key name`, where the key itself is `Key`. */
function lineOf({ path, name, value, place }: HitRow): string {
  return [path.join('\\'), value === null ? '' : name, place === 'data' ? '(data)' : '']
    .filter((text) => text !== '')
    .join(' ')
}

async function find(text = 'pip', among = docs): Promise<void> {
  const query = { ...EVERYWHERE, text }
  for (const doc of among) await hive.session.search({ doc, search: 1, key: null, query })
}

async function lines(): Promise<string[]> {
  return (await hive.session.hits({ docs, search: 1, ...ALL })).rows.map(lineOf)
}

async function arranged(
  column: HitColumn,
  { descending = false, filter = '' } = {},
): Promise<string[]> {
  const order = { column, descending }
  await hive.session.arrangeHits({ docs, search: 1, order, filter, locate: -1 })
  return lines()
}

async function written(format: HitFormat, ids: readonly number[] | null = null): Promise<string> {
  const hits = ids && Uint32Array.from(ids)
  const { blob } = await hive.session.writeHits({ docs, search: 1, format, hits })
  const bytes = await blob.arrayBuffer()
  return new TextDecoder(format === 'reg' ? 'utf-16le' : 'utf-8').decode(bytes)
}

async function open(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<DocId> {
  const file = new File([bytes], name)
  return (await hive.session.open({ name, file, handle: null, logs: [] })).doc
}

const FOUND = [
  'Apple pip b',
  'Apple pip A',
  'Apple core (data)',
  'Pippin',
  'Pippin pip c',
  'Zest pip d',
]

beforeEach(async () => {
  hive = await OpenHive.open(fruit(), { name: 'FRUIT' })
  docs = [hive.doc]
  await find()
})

describe('the hits of a search', () => {
  it('are sorted by any column, equal ones in the order of the hive', async () => {
    expect(await lines()).toEqual(FOUND)
    expect(await arranged('key', { descending: true })).toEqual(FOUND.toReversed())
    expect(await arranged('name')).toEqual([
      'Pippin',
      'Apple core (data)',
      'Apple pip A',
      'Apple pip b',
      'Pippin pip c',
      'Zest pip d',
    ])
    expect(await arranged('where')).toEqual([
      'Pippin',
      'Apple pip b',
      'Apple pip A',
      'Pippin pip c',
      'Zest pip d',
      'Apple core (data)',
    ])
    expect(await arranged('type', { descending: true })).toEqual([
      'Apple pip b',
      'Zest pip d',
      'Pippin pip c',
      'Apple pip A',
      'Apple core (data)',
      'Pippin',
    ])
    // Numbers by value, then text, then bytes.
    expect(await arranged('data')).toEqual([
      'Pippin',
      'Apple pip b',
      'Zest pip d',
      'Apple pip A',
      'Apple core (data)',
      'Pippin pip c',
    ])
    expect(await arranged('key')).toEqual(FOUND)
  })

  it('keep the order of names that differ only far from their beginning', async () => {
    const long = 'pip'.padEnd(100, 'x')
    const doc = await open(
      hiveBytes((root) => {
        root.set(`${long}b`, SZ, encodeString(''))
        root.set(`${long}a`, SZ, encodeString(''))
        root.set(`${long}c`, SZ, encodeString(`${long}${long}`))
        root.set(`${long}d`, SZ, encodeString(`${long}${long}0`))
      }),
      'LONG',
    )
    docs = [doc]
    await find('xxx')
    expect((await arranged('name')).map((line) => line.slice(100))).toEqual([
      'a',
      'b',
      'c',
      'c (data)',
      'd',
      'd (data)',
    ])
    expect((await arranged('data', { descending: true }))[0]?.slice(100)).toBe('d')
  })

  it('are filtered by a text in any column, ignoring case', async () => {
    expect(await arranged('key', { filter: 'PIPP' })).toEqual(['Pippin', 'Pippin pip c'])
    expect(await arranged('key', { filter: 'dword' })).toEqual(['Apple pip b', 'Zest pip d'])
    expect(await arranged('key', { filter: 'in it' })).toEqual(['Apple core (data)'])
    expect(await arranged('name', { filter: 'apple', descending: true })).toEqual([
      'Apple pip b',
      'Apple pip A',
      'Apple core (data)',
    ])
    expect(await arranged('key', { filter: 'nothing of it' })).toEqual([])
    expect(await arranged('key')).toEqual(FOUND)
  })

  it('tell where a hit is among those that are listed', async () => {
    const { session } = hive
    const order = { column: 'name', descending: false } as const
    const at = async (locate: number, filter = '') =>
      (await session.arrangeHits({ docs, search: 1, order, filter, locate })).index
    expect(await at(3)).toBe(0)
    expect(await at(0)).toBe(3)
    expect(await at(0, 'zest')).toBe(-1)
    await at(0)
    const ids = await session.hitIds({ docs, search: 1, from: 0, count: 3 })
    expect([...ids]).toEqual([3, 2, 1])
  })

  it('stay in their order while the hive is edited, and follow what was edited', async () => {
    const sorted = await arranged('name')
    const key = await hive.key('Zest')
    await hive.edit({ kind: 'rename-key', key, name: 'A much longer name than before' })
    expect(await lines()).toEqual(
      sorted.map((line) => line.replace('Zest', 'A much longer name than before')),
    )
  })

  it('that are sorted are those of the search as it was: a new one begins in the order of the hive', async () => {
    await arranged('key', { descending: true })
    await find()
    expect(await lines()).toEqual(FOUND)
  })

  it('of an ended search can be neither sorted nor written', async () => {
    await hive.session.endSearch({ doc: hive.doc, search: 1 })
    await expect(arranged('name')).rejects.toMatchObject({ code: 'stale' })
    await expect(written('csv')).rejects.toMatchObject({ code: 'stale' })
  })

  it('are sorted in slices, so that it can be cancelled', async () => {
    const { session } = hive
    const abort = new AbortController()
    const context = { signal: abort.signal, progress: () => {} }
    const order = { column: 'data', descending: false } as const
    abort.abort()
    const request = { docs, search: 1, order, filter: 'x', locate: -1 }
    await expect(session.arrangeHits(request, context)).rejects.toMatchObject({ code: 'cancelled' })
    expect(await lines()).toEqual(FOUND)
  })
})

describe('the hits in several hives', () => {
  beforeEach(async () => {
    docs = [hive.doc, await open(nuts(), 'NUTS')]
    await find('pip')
  })

  it('are one list, hive after hive', async () => {
    expect(await lines()).toEqual([...FOUND, 'Nut pip a', 'Nut pip a (data)'])
    const { rows, total } = await hive.session.hits({ docs, search: 1, from: 5, count: 2 })
    expect(total).toBe(8)
    expect(rows.map(({ id, doc }) => [id, doc])).toEqual([
      [5, docs[0]],
      [6, docs[1]],
    ])
  })

  it('are sorted and filtered together', async () => {
    expect((await arranged('hive', { descending: true }))[0]).toBe('Nut pip a')
    expect(await arranged('name')).toEqual([
      'Pippin',
      'Apple core (data)',
      'Apple pip A',
      'Nut pip a',
      'Nut pip a (data)',
      'Apple pip b',
      'Pippin pip c',
      'Zest pip d',
    ])
    expect(await arranged('key', { filter: 'nuts' })).toEqual(['Nut pip a', 'Nut pip a (data)'])
  })

  it('are next to a place in either hive', async () => {
    const { session } = hive
    const { key } = await session.resolvePath({ doc: docs[1] ?? 0, text: 'Nut' })
    const doc = docs[1] ?? 0
    expect(await session.hitsAround({ docs, search: 1, doc, key, value: null })).toEqual({
      before: 5,
      after: 6,
      total: 8,
    })
  })

  it('are left without those of a hive that is closed', async () => {
    await hive.session.close({ doc: docs[0] ?? 0 })
    docs = docs.slice(1)
    expect(await lines()).toEqual(['Nut pip a', 'Nut pip a (data)'])
  })
})

describe('hits as text', () => {
  it('are CSV that no spreadsheet takes for formulas', async () => {
    expect((await written('csv')).split('\n').slice(0, 4)).toEqual([
      'hive,key,name,found_in,type,data,match',
      '"FRUIT","HKEY_LOCAL_MACHINE\\FRUIT\\Apple","pip b","value","REG_DWORD","0x00000007 (7)","pip"',
      '"FRUIT","HKEY_LOCAL_MACHINE\\FRUIT\\Apple","pip A","value","REG_SZ","\'=cmd|x","pip"',
      '"FRUIT","HKEY_LOCAL_MACHINE\\FRUIT\\Apple","core","data","REG_SZ","a pip in it","pip"',
    ])
  })

  it('are JSON, in an array or a line each', async () => {
    const array: unknown = JSON.parse(await written('json'))
    const ndjson = (await written('ndjson')).trimEnd().split('\n')
    expect(ndjson.map((line): unknown => JSON.parse(line))).toEqual(array)
    expect(JSON.parse(ndjson[3] ?? '')).toEqual({
      hive: 'FRUIT',
      key: 'HKEY_LOCAL_MACHINE\\FRUIT\\Pippin',
      name: null,
      found_in: 'key',
      type: null,
      data: null,
      match: 'Pip',
    })
  })

  it('are as they are listed, or only some of them', async () => {
    await arranged('name', { filter: 'apple', descending: true })
    expect((await written('text')).split('\n').map((line) => line.split('\t')[1])).toEqual([
      'pip b',
      'pip A',
      'core',
    ])
    expect((await written('text', [2, 0])).split('\n').map((line) => line.split('\t'))).toEqual([
      ['HKEY_LOCAL_MACHINE\\FRUIT\\Apple', 'pip b', 'Value name', 'REG_DWORD', '0x00000007 (7)'],
      ['HKEY_LOCAL_MACHINE\\FRUIT\\Apple', 'core', 'Data', 'REG_SZ', 'a pip in it'],
    ])
    expect(await written('paths')).toBe('HKEY_LOCAL_MACHINE\\FRUIT\\Apple')
  })

  it('are .reg text of the keys and values, each once, in the order of the hive', async () => {
    await arranged('name', { descending: true })
    const text = await written('reg')
    expect(text.replaceAll('\r\n', '\n').replace('\ufeff', '')).toBe(
      [
        'Windows Registry Editor Version 5.00',
        '',
        '[HKEY_LOCAL_MACHINE\\FRUIT\\Apple]',
        '"pip b"=dword:00000007',
        '"pip A"="=cmd|x"',
        '"core"="a pip in it"',
        '',
        '[HKEY_LOCAL_MACHINE\\FRUIT\\Pippin]',
        '"pip c"=hex:01,02',
        '',
        '[HKEY_LOCAL_MACHINE\\FRUIT\\Zest]',
        '"pip d"=dword:00000064',
        '',
        '',
      ].join('\n'),
    )
  })

  it('leave out what is gone, and what .reg text cannot hold', async () => {
    const doc = await open(
      hiveBytes((root) => {
        root.set('pip\nline', SZ, encodeString(''))
        root.create('pip')
      }),
      'ODD',
    )
    docs = [doc]
    await find('pip')
    const { count, leftOut } = await hive.session.writeHits({
      ...{ docs, search: 1, format: 'reg', hits: null },
    })
    expect({ count, leftOut }).toEqual({ count: 2, leftOut: 1 })
    const { key } = await hive.session.resolvePath({ doc, text: 'pip' })
    await hive.session.edit({ doc, edit: { kind: 'delete-key', key } })
    expect(JSON.parse(await written('json'))).toMatchObject([{ name: 'pip\nline' }])
  })
})

describe('deleting hits', () => {
  const remove = (...ids: number[]) =>
    hive.session.deleteHits({ docs, search: 1, doc: hive.doc, hits: Uint32Array.from(ids) })

  it('deletes values of several keys as one step', async () => {
    const result = await remove(0, 2, 5)
    expect(result).toMatchObject({
      label: { kind: 'delete-values', name: 'pip b', count: 3 },
      removed: { keys: 0, values: 3 },
    })
    const { rows } = await hive.session.hits({ docs, search: 1, ...ALL })
    expect(rows.map(({ state }) => state)).toEqual([
      ...['gone', 'found', 'gone', 'found', 'found', 'gone'],
    ])
    await hive.undo()
    expect(await lines()).toEqual(FOUND)
  })

  it('deletes keys, and no value twice that is below one', async () => {
    const result = await remove(3, 4, 5)
    expect(result).toMatchObject({
      label: { kind: 'remove', name: 'Pippin', count: 2 },
      removed: { keys: 1, values: 2 },
    })
    await hive.undo()
    expect(await remove(3)).toMatchObject({ label: { kind: 'delete-key', name: 'Pippin' } })
    expect(await remove(3, 4)).toBeNull()
  })

  it('refuses the ids of hits that were listed before a hive was searched again', async () => {
    const { begun } = await hive.session.hits({ docs, search: 1, ...ALL })
    await find('Zest')
    const request = { docs, search: 1, doc: hive.doc, hits: Uint32Array.of(0) }
    await expect(hive.session.deleteHits({ ...request, begun })).rejects.toMatchObject({
      code: 'stale',
    })
    expect(await lines()).toEqual(['Zest'])
    const again = await hive.session.hits({ docs, search: 1, ...ALL })
    const result = await hive.session.deleteHits({ ...request, begun: again.begun })
    expect(result).toMatchObject({ label: { kind: 'delete-key', name: 'Zest' } })
  })

  it('deletes nothing in a hive that is locked', async () => {
    await hive.session.setLocked({ doc: hive.doc, locked: true })
    await expect(remove(0)).rejects.toMatchObject({ code: 'locked' })
    expect(await lines()).toEqual(FOUND)
  })

  it('deletes nothing at all if it cannot delete everything', async () => {
    docs = [hive.doc]
    await find('ROOT')
    const query = { ...EVERYWHERE, text: '.', kind: 'regex', places: ['key'] } as const
    await hive.session.search({ doc: hive.doc, search: 1, key: null, query })
    const ids = await hive.session.hitIds({ docs, search: 1, ...ALL })
    await expect(remove(...ids)).rejects.toMatchObject({ code: 'root-key' })
    expect(await lines()).toHaveLength(ids.length)
  })
})

describe('mergeSort', () => {
  it('sorts any number of items', () => {
    const random = rng(7)
    for (const count of [0, 1, 2, 511, 512, 513, 5000]) {
      const keys = Array.from({ length: count }, () => random.below(50))
      const items = Uint32Array.from(keys, (_, at) => at)
      const by = (a: number, b: number) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b
      const expected = [...items].sort(by)
      expect([...runToEnd(mergeSort(items, by))]).toEqual(expected)
    }
  })
})
