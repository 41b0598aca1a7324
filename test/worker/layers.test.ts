import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, LAYER, LAYER_INHERIT_CLASS, NK, VALUE_FLAG, VK } from '../../src/regf/layout.ts'
import type { KeyDetails } from '../../src/worker/protocol.ts'
import { hasCorpus } from '../helpers/corpus.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { OpenHive } from './openHive.ts'

const places = hiveOfEverything(6)
const layer = (path: string, bits: number): Patch => ({ at: places.nk(path) + NK.LAYER, u8: bits })

async function detailsOf(hive: OpenHive, path: string): Promise<KeyDetails> {
  return hive.session.keyDetails({ doc: hive.doc, key: await hive.key(path) })
}

describe('keys of a layered hive', () => {
  it('keys of a layered hive report how they combine with the layers below', async () => {
    const bytes = corrupt(
      places.bytes,
      layer('Beta\\A', LAYER.TOMBSTONE),
      layer('Beta\\B', LAYER.SUPERSEDE_LOCAL),
      layer('Beta\\C', LAYER.SUPERSEDE_TREE | LAYER_INHERIT_CLASS),
    )
    const hive = await OpenHive.open(bytes)
    const layers = await Promise.all(
      ['Beta', 'Beta\\A', 'Beta\\B', 'Beta\\C'].map(async (path) => {
        const { layer } = await detailsOf(hive, path)
        return layer
      }),
    )
    expect(layers).toEqual([
      { kind: 'merge', inheritsClass: false },
      { kind: 'tombstone', inheritsClass: false },
      { kind: 'supersede-local', inheritsClass: false },
      { kind: 'supersede-tree', inheritsClass: true },
    ])
    const key = await hive.key('Beta')
    await hive.session.setExpanded({ doc: hive.doc, key, expanded: true })
    const marked = (await hive.rows()).filter(({ tombstone }) => tombstone)
    expect(marked.map(({ name }) => name)).toEqual(['A'])
  })

  it('keys of a hive without layers report nothing, whatever that byte holds', async () => {
    const bytes = corrupt(
      places.bytes,
      layer('Beta', LAYER.TOMBSTONE | LAYER_INHERIT_CLASS),
      { at: places.vk('Alpha', 'Inline') + VK.FLAGS, u16: VALUE_FLAG.TOMBSTONE | 1 },
      { at: BASE.MINOR, u32: 5 },
    )
    const hive = await OpenHive.open(bytes)
    expect((await detailsOf(hive, 'Beta')).layer).toBeNull()
    expect((await hive.rows()).filter(({ tombstone }) => tombstone)).toEqual([])
    const values = await hive.values(await hive.key('Alpha'))
    expect(values.filter(({ tombstone }) => tombstone)).toEqual([])
  })
})

it('tombstone values of a layered hive are reported', async () => {
  const vk = places.vk('Alpha', 'Inline')
  const bytes = corrupt(
    places.bytes,
    { at: vk + VK.FLAGS, u16: VALUE_FLAG.TOMBSTONE | VALUE_FLAG.COMP_NAME },
    { at: vk + VK.DATA_SIZE, u32: 0 },
    { at: vk + VK.DATA, u32: 0xffffffff },
    { at: vk + VK.TYPE, u32: 0 },
  )
  const hive = await OpenHive.open(bytes)
  const key = await hive.key('Alpha')
  const values = await hive.values(key)
  const marked = values.filter(({ tombstone }) => tombstone)
  expect(marked).toMatchObject([{ name: 'Inline', size: 0, type: 0 }])
  const data = Uint8Array.of(1, 2, 3, 4)
  const value = marked[0]?.id ?? 0
  await hive.edit({ kind: 'set-value', key, value, type: 4, data })
  expect((await hive.values(key)).filter(({ tombstone }) => tombstone)).toEqual([])
  await hive.undo()
  expect((await hive.values(key)).filter(({ tombstone }) => tombstone)).toHaveLength(1)
})

it.skipIf(!hasCorpus)('a real layered hive has tombstones', async () => {
  const bytes = Uint8Array.from(readFileSync('../shared/corpus/hives/yarp/System_Delta'))
  const hive = await OpenHive.open(bytes)
  await hive.session.expandAll({ doc: hive.doc, key: hive.info.root, limit: 100_000 })
  const rows = await hive.rows(0, 100_000)
  const naive = Hive.open(bytes.slice())
  expect(rows.length).toBe(naive.check().keys)
  expect(rows.filter(({ tombstone }) => tombstone).map(({ name }) => name)).toEqual([
    '{BA84F32B-8AF2-5006-F147-5030CDD7F22D}',
    'XBOXGIP',
  ])
})
