/**
 * The limit of text that is made from hives. A crafted hive of some megabytes may stand for terabytes of text, since
 * paths are repeated and values may share their data.
 */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { NK, VK } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { dataSize } from '../regf/valueData.ts'
import { walkSteps } from '../regf/walk.ts'
import { EXPORTING } from '../text/exporting.ts'
import type { Work } from '../work.ts'

/** The text may have this many times the size of the hive. */
export const MOST_TIMES = 64
/** Bytes that are allowed on top of that, for small hives. */
const LITTLE = 1 << 20
/** More bytes than any format writes for a byte of a name, for a byte of data, and for the rest of a row. */
const NAME_TIMES = 12
const DATA_TIMES = 8
const ROW = 512

/** The most bytes of text that are made, without `--force`, from a hive of so many bytes. */
export function mostOutput(hiveBytes: number): number {
  return MOST_TIMES * hiveBytes + LITTLE
}

/** Counts the bytes of an output that is made from one hive after the other. */
export class OutputBudget {
  /** What is written before the first hive, and if there is none. */
  #left = LITTLE
  #path = ''

  /** Allows what may be made from another hive. */
  add(path: string, hiveBytes: number): void {
    this.#path = path
    this.#left += mostOutput(hiveBytes)
  }

  /**
   * Takes bytes off.
   *
   * @throws HiveError `result-too-large` when that is more than allowed
   */
  spend(bytes: number): void {
    this.#left -= bytes
    if (this.#left >= 0) return
    throw new HiveError('result-too-large', EXPORTING.tooLarge(MOST_TIMES), { subject: this.#path })
  }
}

/**
 * Whether the text of a hive cannot be larger than allowed, in any format. It reads no names, so it is quick; the
 * text of every real hive is far below the limit.
 */
export function* isSurelySmall(hive: Hive, top: CellOffset): Work<boolean> {
  const { cells, image } = hive
  const most = mostOutput(image.length)
  /** The sizes of the paths of the last key and those above it. */
  const paths: number[] = []
  let bytes = 0
  yield* walkSteps(cells, top, {
    key(_, key, depth) {
      paths.length = depth
      paths.push((paths[depth - 1] ?? 0) + (image.u16(key + NK.NAME_LENGTH) + 2) * NAME_TIMES)
      bytes += ROW + (paths[depth] as number) + image.u16(key + NK.CLASS_LENGTH) * NAME_TIMES
      return bytes > most ? 'stop' : undefined
    },
    value(_, value) {
      const own =
        image.u16(value + VK.NAME_LENGTH) * NAME_TIMES + dataSize(cells, value) * DATA_TIMES
      bytes += ROW + own + (paths.at(-1) as number)
      return bytes > most ? 'stop' : undefined
    },
  })
  return bytes <= most
}
