import { expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, BIN } from '../../src/regf/layout.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'

const WRONG_SUM = { at: BASE.CHECKSUM, u32: 5 }

/** A hive whose last bin holds one large value. */
function hiveWithLargeLastBin(): { bytes: Uint8Array; lastBin: number } {
  const hive = Hive.create({ minor: 3 })
  hive.rootKey.set('large', 3, new Uint8Array(60_000).fill(7))
  const { bins } = hive.cells
  return { bytes: hive.finishedCopy(), lastBin: fileOffset(bins.start(bins.count - 1)) }
}

it('a bad last bin counts according to an untrusted header, and no edit grows over it', () => {
  const { bytes, lastBin } = hiveWithLargeLastBin()
  const damaged = corrupt(bytes, WRONG_SUM, { at: lastBin + BIN.SIGNATURE, u32: 0 })
  const hive = Hive.open(damaged.slice())
  expect(hive.openFindings.map(({ code, offset }) => [code, offset])).toEqual([
    ['bin-signature', lastBin],
  ])
  hive.allowDirty()
  for (let n = 0; n < 200; n++) hive.rootKey.create(`key ${n}`)
  const saved = hive.finishedCopy()
  expect(saved.length).toBeGreaterThan(damaged.length)
  expect(firstDifference(saved.slice(lastBin, bytes.length), damaged.slice(lastBin))).toBe(-1)
})

it('an untrusted header with too small a size hides no bin', () => {
  const { bytes } = hiveWithLargeLastBin()
  for (const size of [0, 4096, 123, 0xfffff000]) {
    const hive = Hive.open(corrupt(bytes, WRONG_SUM, { at: BASE.DATA_SIZE, u32: size }))
    expect(hive.openFindings).toEqual([])
    expect(hive.rootKey.value('large')?.isWhole).toBe(true)
  }
})
