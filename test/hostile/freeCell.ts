import type { Hive } from '../../src/offreg/Hive.ts'
import { BIN } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'

/** The first free cell of a hive, as the target of dangling references. */
export function freeCell({ image, cells: { bins } }: Hive): CellOffset {
  for (let bin = 0; bin < bins.count; bin++) {
    for (let at: number = bins.start(bin) + BIN.HEADER; at < bins.end(bin); ) {
      const size = image.i32(fileOffset(at as CellOffset))
      if (size > 0) return at as CellOffset
      at += Math.abs(size)
    }
  }
  throw new RangeError('no free cell')
}
