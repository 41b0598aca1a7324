import { expect, it } from 'vitest'
import type { NewMinor } from '../../src/offreg/create.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { VK } from '../../src/regf/layout.ts'
import { dataCells } from '../../src/regf/valueData.ts'
import { rawHive } from '../helpers/rawHive.ts'

/** A value whose data is all in one cell, as hivex stores it in any version. */
function withPlainData(minor: NewMinor, data: Uint8Array): Hive {
  const made = Hive.create({ minor })
  const { cell } = made.rootKey.set('v', 3, new Uint8Array(8))
  made.transact(({ cells }) => {
    const value = cells.payloadAt(cell)
    const plain = cells.allocate(data.length)
    cells.image.setBytes(cells.payloadAt(plain), data)
    for (const old of dataCells(cells, value)) cells.free(old)
    cells.image.setU32(value + VK.DATA_SIZE, data.length)
    cells.image.setU32(value + VK.DATA, plain)
  })
  return Hive.open(made.finishedCopy())
}

it.each([3, 5] as const)('large plain data that begins with db is not big data (1.%i)', (minor) => {
  for (const head of [
    [0x64, 0x62, 0, 0, 0, 0, 0, 0],
    // The right count, and a list that is none.
    [0x64, 0x62, 2, 0, 1, 2, 3, 4],
    // The root key for a list, but too many segments.
    [0x64, 0x62, 9, 0, 0x20, 0, 0, 0],
  ]) {
    const data = new Uint8Array(20_000).fill(7)
    data.set(head)
    const hive = withPlainData(minor, data)
    expect(hive.rootKey.value('v')?.data).toEqual(data)
    expect(hive.check().findings.filter(({ severity }) => severity === 'error')).toEqual([])
    const { cells } = hive
    const value = hive.rootKey.value('v')
    expect(dataCells(cells, cells.payloadAt(value?.cell ?? hive.root))).toHaveLength(1)
  }
})

it('segments are in file order, whatever cells are free', () => {
  const file = rawHive({
    minor: 5,
    root: {
      name: 'ROOT',
      values: [
        { name: 'plain', type: 3, data: new Uint8Array(40_000), as: 'cell' },
        { name: 'big', type: 3, data: new Uint8Array(20_000) },
      ],
    },
  })
  const hive = Hive.open(file)
  hive.rootKey.value('plain')?.delete()
  hive.rootKey.value('big')?.delete()
  // The cells of the old segments fit best, and are after the large one.
  const data = Uint8Array.from({ length: 60_000 }, (_, at) => at % 251)
  const { cell } = hive.rootKey.set('v', 3, data)
  const [, , ...segments] = dataCells(hive.cells, hive.cells.payloadAt(cell))
  expect(segments).toHaveLength(4)
  expect(segments).toEqual([...segments].sort((a, b) => a - b))
  expect(Buffer.compare(hive.rootKey.value('v')?.data ?? data.subarray(1), data)).toBe(0)
})
