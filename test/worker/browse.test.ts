import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import {
  encodeDword,
  encodeDwordBigEndian,
  encodeMultiString,
  encodeQword,
  encodeString,
} from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { VALUE_HEAD_BYTES } from '../../src/worker/protocol.ts'
import { freeName } from '../../src/worker/treeReplies.ts'
import { CountingImage } from '../helpers/CountingImage.ts'
import { documentOf, hiveBytes, OpenHive } from './openHive.ts'

const ALPHABET = ['Alpha', 'beta', 'Gamma', 'delta']

function openTree(): Promise<OpenHive> {
  return OpenHive.open(
    hiveBytes((root) => {
      for (const name of ALPHABET)
        for (const inner of ['One', 'Two']) root.createPath(`${name}\\${inner}`)
      root.createPath('Alpha\\One\\Deep')
    }),
  )
}

describe('the tree', () => {
  it('every row of the tree has its true position', async () => {
    const hive = await openTree()
    const { doc } = hive
    await hive.session.setExpanded({ doc, key: await hive.key('beta'), expanded: true })
    expect(await hive.outline()).toEqual([
      'ROOT',
      ...['.Alpha', '.beta', '..One', '..Two', '.delta', '.Gamma'],
    ])
    const [, alpha, beta, one] = await hive.rows()
    expect(alpha).toMatchObject({
      level: 2,
      posInSet: 1,
      setSize: 4,
      subkeyCount: 2,
      expanded: false,
    })
    expect(beta).toMatchObject({
      level: 2,
      posInSet: 2,
      setSize: 4,
      expanded: true,
      damage: null,
    })
    expect(one).toMatchObject({ level: 3, posInSet: 1, setSize: 2, subkeyCount: 0, link: false })
  })

  it('the tree is fetched in pages', async () => {
    const hive = await openTree()
    const page = await hive.session.visibleRows({ doc: hive.doc, from: 3, count: 1 })
    expect(page).toMatchObject({ revision: 0, total: 5, from: 3 })
    expect(page.rows.map(({ name }) => name)).toEqual(['delta'])
    const none = await hive.session.visibleRows({ doc: hive.doc, from: 5, count: 10 })
    expect(none.rows).toEqual([])
  })

  it('a key can be revealed, and everything below a key expanded', async () => {
    const hive = await openTree()
    const { doc } = hive
    const deep = await hive.key('Alpha\\One\\Deep')
    expect(await hive.session.reveal({ doc, key: deep })).toMatchObject({ index: 3, total: 8 })
    expect((await hive.rows(3, 1))[0]).toMatchObject({ id: deep, name: 'Deep' })
    const root = hive.info.root
    const all = await hive.session.expandAll({ doc, key: root, limit: 1000 })
    expect(all).toMatchObject({ complete: true, total: 14 })
    const some = await hive.session.expandAll({ doc, key: root, limit: 3 })
    expect(some.complete).toBe(false)
  })

  it('type-ahead finds the next row by the start of its name, wrapping at the end', async () => {
    const hive = await openTree()
    const { doc } = hive
    const find = (text: string, from: number) => hive.session.typeAhead({ doc, text, from })
    expect(await find('G', 0)).toMatchObject({ index: 4, key: await hive.key('Gamma') })
    expect(await find('ALP', 1)).toMatchObject({ index: 1 })
    expect(await find('alp', 2)).toMatchObject({ index: 1 })
    expect(await find('r', 3)).toMatchObject({ index: 0, key: hive.info.root })
    expect(await find('alphabet', 0)).toBeNull()
    expect(await find('One', 0)).toBeNull()
  })

  it('the details of a key are complete', async () => {
    const hive = await openTree()
    const key = await hive.key('Alpha\\One')
    const details = await hive.session.keyDetails({ doc: hive.doc, key })
    expect(details).toMatchObject({
      revision: 0,
      id: key,
      name: 'One',
      path: ['Alpha', 'One'],
      ancestors: [hive.info.root, await hive.key('Alpha'), key],
      subkeys: 1,
      values: 0,
      className: null,
      link: false,
      descriptorSize: 144,
    })
    expect(details.cell % 8).toBe(0)
  })

  it('a tree of 50,000 subkeys can be paged to its end', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => {
        const many = root.create('Many')
        for (let at = 0; at < 50_000; at++) many.create(`K${String(at).padStart(5, '0')}`)
        root.create('Next')
      }),
    )
    const { doc } = hive
    const key = await hive.key('Many')
    const { total } = await hive.session.setExpanded({ doc, key, expanded: true })
    expect(total).toBe(50_003)
    const rows = await hive.rows(50_000, 100)
    expect(rows.map(({ name }) => name)).toEqual(['K49998', 'K49999', 'Next'])
    expect(rows[1]).toMatchObject({ posInSet: 50_000, setSize: 50_000, level: 3 })
    const last = await hive.key('Many\\K49999')
    expect((await hive.session.reveal({ doc, key: last })).index).toBe(50_001)
  })
})

describe('values', () => {
  const fill = (root: Key) => {
    root.set('beta', VALUE_TYPE.SZ, encodeString('b'))
    root.set('Zulu', VALUE_TYPE.DWORD, encodeDword(300))
    root.set('alpha', VALUE_TYPE.BINARY, Uint8Array.of(9, 8))
    root.set('Gamma', VALUE_TYPE.QWORD, encodeQword(20n))
    root.set('delta', VALUE_TYPE.DWORD_BIG_ENDIAN, encodeDwordBigEndian(250))
    root.set('echo', VALUE_TYPE.MULTI_SZ, encodeMultiString(['a', 'z']))
    root.set('foxtrot', VALUE_TYPE.BINARY, Uint8Array.of(9))
  }
  const names = async (
    hive: OpenHive,
    ...order: Parameters<OpenHive['values']> extends [unknown, ...infer R] ? R : never
  ) =>
    (await hive.values(hive.info.root, ...order)).map(({ name, absent }) =>
      absent ? '-' : name || '@',
    )

  it('values are sorted by each column', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    expect(await names(hive, 'name')).toEqual([
      ...['-', 'alpha', 'beta', 'delta', 'echo', 'foxtrot', 'Gamma', 'Zulu'],
    ])
    expect(await names(hive, 'stored')).toEqual([
      ...['-', 'beta', 'Zulu', 'alpha', 'Gamma', 'delta', 'echo', 'foxtrot'],
    ])
    expect(await names(hive, 'type')).toEqual([
      ...['-', 'beta', 'alpha', 'foxtrot', 'Zulu', 'delta', 'echo', 'Gamma'],
    ])
    expect(await names(hive, 'data')).toEqual([
      ...['Gamma', 'delta', 'Zulu', '-', 'echo', 'beta', 'foxtrot', 'alpha'],
    ])
    expect(await names(hive, 'size')).toEqual([
      ...['-', 'foxtrot', 'alpha', 'beta', 'delta', 'Zulu', 'Gamma', 'echo'],
    ])
    expect(await names(hive, 'name', 'descending')).toEqual([
      ...['Zulu', 'Gamma', 'foxtrot', 'echo', 'delta', 'beta', 'alpha', '-'],
    ])
  })

  it('a default value that is set is listed once, and first', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => {
        root.set('a', VALUE_TYPE.DWORD, encodeDword(1))
        root.set('', VALUE_TYPE.SZ, encodeString('default'))
      }),
    )
    expect(await names(hive, 'name')).toEqual(['@', 'a'])
    expect(await names(hive, 'stored')).toEqual(['a', '@'])
  })

  it('values that differ only after their first 1,024 bytes are sorted correctly', async () => {
    const long = (last: string) => encodeString('x'.repeat(2000) + last)
    const hive = await OpenHive.open(
      hiveBytes((root) => {
        root.set('1', VALUE_TYPE.SZ, long('b'))
        root.set('2', VALUE_TYPE.SZ, long('a'))
        root.set('3', VALUE_TYPE.BINARY, Uint8Array.of(...new Uint8Array(2000), 2))
        root.set('4', VALUE_TYPE.BINARY, Uint8Array.of(...new Uint8Array(2000), 1))
      }),
    )
    expect(await names(hive, 'data')).toEqual(['-', '2', '1', '4', '3'])
  })

  it('values are fetched in pages with previews', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive
    const order = { column: 'name', descending: false } as const
    const key = hive.info.root
    const page = await hive.session.values({ doc, key, order, from: 6, count: 2 })
    expect(page).toMatchObject({ revision: 0, total: 8, from: 6 })
    const [gamma, zulu] = page.rows
    expect(gamma).toMatchObject({ name: 'Gamma', type: 11, size: 8, absent: false, damaged: false })
    expect(zulu?.preview).toMatchObject({ text: '0x0000012c (300)', cut: false })
    const value = zulu?.id ?? 0
    expect(await hive.session.valueIndex({ doc, key, order, value })).toMatchObject({ index: 7 })
    expect(await hive.session.valueIndex({ doc, key, order, value: 0 })).toMatchObject({ index: 0 })
    const gone = { doc, key, order, value: value + 2 ** 32 }
    expect(await hive.session.valueIndex(gone)).toMatchObject({ index: -1 })
  })

  it('the details of each value are complete', async () => {
    const data = Uint8Array.from({ length: 50_000 }, (_, at) => at & 0xff)
    const hive = await OpenHive.open(hiveBytes((root) => root.set('Big', VALUE_TYPE.BINARY, data)))
    const { doc } = hive
    const key = hive.info.root
    const value = (await hive.values(key))[1]?.id ?? 0
    const details = await hive.session.valueDetails({ doc, key, value })
    expect(details).toMatchObject({ id: value, name: 'Big', type: 3, size: 50_000 })
    expect(details.head).toEqual(data.subarray(0, VALUE_HEAD_BYTES))
    const whole = await hive.session.valueData({ doc, key, value })
    expect(Buffer.from(whole.data).equals(Buffer.from(data))).toBe(true)
  })

  it('values whose data is too short are marked', async () => {
    const bytes = hiveBytes((root) => root.set('Hurt', VALUE_TYPE.BINARY, new Uint8Array(100)))
    const at = Buffer.from(bytes).indexOf('Hurt', 0, 'latin1') - 0x14
    new DataView(bytes.buffer).setUint32(at + 0x04, 5000, true)
    const hive = await OpenHive.open(bytes)
    const [, hurt] = await hive.values(hive.info.root)
    expect(hurt).toMatchObject({ size: 5000, damaged: true })
    expect(hurt?.preview.notes).toContain('damaged')
  })
})

describe('a free name', () => {
  it('a free name has the lowest unused number, ignoring case', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => {
        root.create('New Key #1')
        root.create('NEW KEY #2')
        root.create('New Key #4')
        root.set('new value #1', VALUE_TYPE.SZ, encodeString(''))
      }),
    )
    const key = hive.info.root
    const { doc } = hive
    const free = async (among: 'keys' | 'values', stem: string) =>
      (await hive.session.freeName({ doc, key, among, stem })).name
    expect(await free('keys', 'New Key #')).toBe('New Key #3')
    expect(await free('values', 'New Value #')).toBe('New Value #2')
  })

  it('a free name is found among very many without examining each', async () => {
    const image = new CountingImage(
      hiveBytes((root) => {
        for (let n = 0; n < 20_000; n++) root.create(`key ${n}`)
        root.create('New Key #1')
      }).buffer,
    )
    const hive = Hive.open(image)
    const doc = documentOf(hive)
    await doc.surveyed()
    image.reads = 0
    const request = { doc: 1, key: doc.info.root, among: 'keys', stem: 'New Key #' } as const
    expect(freeName(doc, request).name).toBe('New Key #2')
    expect(image.reads).toBeLessThan(20_000)
  })
})
