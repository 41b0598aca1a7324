/** Generated hives have the proportions of the hives that Windows wrote and used. */

import { beforeAll, describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import type { HiveLayout } from '../../src/bench/placement.ts'
import { planHive } from '../../src/bench/plan.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, SK } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'
import { walkKeys } from '../../src/regf/walk.ts'

const MEGABYTES = 12

/** How often each security cell is referred to by keys, and how many keys there are. */
function descriptorUse(hive: Hive): { uses: Map<number, number>; keys: number } {
  const { cells } = hive
  const uses = new Map<number, number>()
  let keys = 0
  walkKeys(cells, hive.root, {
    key(_, key) {
      keys++
      const security = cells.image.u32(key + NK.SECURITY)
      uses.set(security, (uses.get(security) ?? 0) + 1)
    },
    value() {},
  })
  return { uses, keys }
}

/** Bytes of free cells, and how many of them follow another free cell of their bin. */
function freeCells({ cells: { bins, image } }: Hive): { bytes: number; adjacent: number } {
  let bytes = 0
  let adjacent = 0
  for (let bin = 0; bin < bins.count; bin++) {
    let before = 0
    for (let cell = bins.start(bin) + 32; cell < bins.end(bin); ) {
      const size = image.i32(fileOffset(cell as CellOffset))
      if (size > 0) bytes += size
      if (size > 0 && before > 0) adjacent++
      before = size
      cell += Math.abs(size)
    }
  }
  return { bytes, adjacent }
}

describe.each<HiveLayout>(['sequential', 'aged'])('a generated hive, %s', (layout) => {
  let bytes: Uint8Array<ArrayBuffer>
  let hive: Hive
  beforeAll(() => {
    bytes = generateHive({ megabytes: MEGABYTES, layout, seed: 1 })
    hive = Hive.open(bytes)
  })

  it('has no findings', () => {
    expect(hive.check().findings).toEqual([])
  })

  it('is about as large as was asked for', () => {
    expect(bytes.length / 1e6 / MEGABYTES).toBeGreaterThan(0.9)
    expect(bytes.length / 1e6 / MEGABYTES).toBeLessThan(1.1)
  })

  it('has 50 to 300 descriptors, all different, the commonest on a quarter of the keys', () => {
    const { uses, keys } = descriptorUse(hive)
    expect(uses.size).toBeGreaterThanOrEqual(50)
    expect(uses.size).toBeLessThanOrEqual(300)
    const commonest = Math.max(...uses.values()) / keys
    expect(commonest).toBeGreaterThan(0.22)
    expect(commonest).toBeLessThan(0.28)
    const { image } = hive
    const texts = [...uses.keys()].map((cell) => {
      const at = hive.cells.payloadAt(cell as CellOffset)
      const size = image.u32(at + SK.SIZE)
      expect(size).toBeLessThanOrEqual(896)
      return image.bytesView(at + SK.DESCRIPTOR, size).join()
    })
    expect(new Set(texts).size).toBe(uses.size)
  })

  it('has no two free cells beside each other', () => {
    expect(freeCells(hive).adjacent).toBe(0)
  })
})

it('an aged hive has 1 to 5% of its bytes in free cells', () => {
  const bytes = generateHive({ megabytes: MEGABYTES, layout: 'aged', seed: 1 })
  const share = freeCells(Hive.open(bytes)).bytes / bytes.length
  expect(share).toBeGreaterThan(0.01)
  expect(share).toBeLessThan(0.05)
})

describe('the plan of a hive of 100 MB', () => {
  let plan: ReturnType<typeof planHive>
  beforeAll(() => {
    plan = planHive(100, 1)
  })
  const shareOfKeys = (test: (values: number) => boolean) =>
    plan.valueCount.filter(test).length / plan.keyNames.length
  const shareOfValues = (from: number, to: number) =>
    plan.valueSizes.filter((size) => size >= from && size <= to).length / plan.valueSizes.length

  it('has no values in 23% of the keys, and 2.4 values a key', () => {
    expect(shareOfKeys((values) => values === 0)).toBeCloseTo(0.23, 2)
    expect(plan.valueNames.length / plan.keyNames.length).toBeCloseTo(2.4, 1)
  })

  it('has values of the sizes that real ones have', () => {
    expect(shareOfValues(0, 4)).toBeCloseTo(0.38, 1)
    expect(shareOfValues(5, 64)).toBeCloseTo(0.368, 1)
    expect(shareOfValues(65, 1024)).toBeCloseTo(0.247, 1)
    expect(shareOfValues(1025, 16344)).toBeCloseTo(0.005, 2)
  })

  it('has one value of ten thousand in big data, of up to 270 KB', () => {
    const large = plan.valueSizes.filter((size) => size > 16344)
    const share = large.length / plan.valueSizes.length
    expect(share).toBeGreaterThan(0.00005)
    expect(share).toBeLessThan(0.00015)
    expect(Math.max(...large)).toBeLessThanOrEqual(270_000)
    expect(Math.max(...large)).toBeGreaterThan(150_000)
  })
})
