/** Compacts a hive, and checks the rules for every compacted hive. */

import { expect } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { type CompactOptions, compactHive } from '../../src/offreg/save.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { audit } from './audit.ts'
import { firstDifference } from './bytes.ts'

/** Opens the compacted copy; expects the source unchanged, and the copy sound, packed and stable when compacted again. */
export function compacted(hive: Hive, options: CompactOptions): Hive {
  const before = hive.image.bytesCopy(0, hive.image.length)
  const bytes = compactHive(hive, options)
  expect(firstDifference(hive.image.bytesView(0, hive.image.length), before)).toBe(-1)
  const copy = openView(bytes)
  expect(copy.check().findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(copy.base).toMatchObject({ major: 1, minor: options.minor, dirty: false })
  const { problems, leaks } = audit(copy)
  expect({ problems, leaks }).toEqual({ problems: [], leaks: [] })
  expectPacked(copy)
  const again = compactHive(copy, { minor: options.minor })
  expect(firstDifference(again, bytes)).toBe(-1)
  return copy
}

/** Opens bytes that may be a view of a longer buffer, without copying them. */
export function openView(bytes: Uint8Array<ArrayBuffer>): Hive {
  return Hive.open(new HiveImage(bytes.buffer, bytes.length))
}

/** Expects only live cells and bin headers, plus at most one bin or 2%. */
function expectPacked({ image, cells }: Hive): void {
  const { bins } = cells
  let used = bins.count * 32
  for (let bin = 0; bin < bins.count; bin++) {
    for (let cell: number = bins.start(bin) + 32; cell < bins.end(bin); ) {
      const size = image.i32(cell + 4096)
      if (size < 0) used -= size
      cell += Math.abs(size)
    }
  }
  expect(bins.dataSize - used).toBeLessThanOrEqual(Math.max(4096, used / 50))
  expect(image.length).toBe(bins.dataSize + 4096)
}
