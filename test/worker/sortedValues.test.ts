import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { runEdit, undoEdit } from '../../src/worker/edits.ts'
import type { EditRequest } from '../../src/worker/protocol.ts'
import { NO_CONTEXT } from '../../src/worker/rpc.ts'
import { documentOf, hiveBytes } from './openHive.ts'

const BY_NAME = { column: 'name', descending: false } as const
const BY_SIZE = { column: 'size', descending: false } as const

async function open() {
  const bytes = hiveBytes((root) => {
    for (const name of ['one', 'other']) {
      const key = root.create(name)
      key.set('', 3, new Uint8Array(1))
      key.set('bb', 3, new Uint8Array(10))
      key.set('cc', 3, new Uint8Array(20))
    }
  })
  const doc = documentOf(Hive.open(bytes))
  await doc.surveyed()
  const { cell } = doc.hive.key('one')
  const key = doc.ids.of(cell)
  const id = (name: string) => doc.ids.of(doc.hive.key('one').value(name)?.cell ?? cell)
  const orderOf = (order: typeof BY_NAME | typeof BY_SIZE) =>
    [...doc.values.list(cell, order).cells].map((value) => doc.ids.of(value as typeof cell))
  const edit = (request: EditRequest) => runEdit(doc, request, NO_CONTEXT)
  return { doc, key, id, orderOf, edit }
}

describe('the kept orders of values', () => {
  it('a cached order is updated when a value is renamed in its cell', async () => {
    const { doc, key, id, orderOf, edit } = await open()
    const [none, bb, cc] = [id(''), id('bb'), id('cc')]
    expect(orderOf(BY_NAME)).toEqual([none, bb, cc])
    const { moved } = await edit({ kind: 'rename-value', key, value: bb, name: 'dd' })
    expect({ moved, dd: id('dd') }).toEqual({ moved: [], dd: bb })
    expect(orderOf(BY_NAME)).toEqual([none, cc, bb])
    await undoEdit(doc, NO_CONTEXT)
    expect(orderOf(BY_NAME)).toEqual([none, bb, cc])
  })

  it('a cached order is updated when data changes its size', async () => {
    const { doc, key, id, orderOf, edit } = await open()
    const [none, bb, cc] = [id(''), id('bb'), id('cc')]
    expect(orderOf(BY_SIZE)).toEqual([none, bb, cc])
    await edit({ kind: 'set-value', key, value: bb, type: 3, data: new Uint8Array(30) })
    expect(orderOf(BY_SIZE)).toEqual([none, cc, bb])
    await undoEdit(doc, NO_CONTEXT)
    expect(orderOf(BY_SIZE)).toEqual([none, bb, cc])
  })

  it('the cached orders of keys that an edit does not touch are kept', async () => {
    const { doc, key, id, edit } = await open()
    const other = doc.hive.key('other').cell
    const before = doc.values.list(other, BY_NAME)
    await edit({ kind: 'set-value', key, value: id('bb'), type: 3, data: new Uint8Array(30) })
    expect(doc.values.list(other, BY_NAME)).toBe(before)
  })
})
