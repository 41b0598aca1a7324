/** Type and size of one generated value, in the proportions of the values of 41 hives that Windows used. */

import { SEGMENT_DATA } from '../regf/layout.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import type { Random } from './random.ts'

/** The special types of device properties: a string and a number. */
const PROPERTY_STRING = 0xffff0012
const PROPERTY_NUMBER = 0xffff0007
/** How many of a million values are larger than a segment of big data, and the size of the largest in bytes. */
const LARGE_PER_MILLION = 93
const LARGEST = 270_000

export interface ValueShape {
  readonly type: number
  /** Bytes of data. */
  readonly size: number
}

/** Draws a value. */
export function valueShape(random: Random): ValueShape {
  if (random.below(1_000_000) < LARGE_PER_MILLION) {
    return { type: VALUE_TYPE.BINARY, size: skewed(random, SEGMENT_DATA + 1, LARGEST, 3) }
  }
  const draw = random.below(1000)
  if (draw < 468) return { type: VALUE_TYPE.SZ, size: textSize(random) }
  if (draw < 735) return { type: VALUE_TYPE.DWORD, size: 4 }
  if (draw < 768) return { type: VALUE_TYPE.EXPAND_SZ, size: 2 * (20 + random.below(60)) }
  if (draw < 794) return { type: VALUE_TYPE.MULTI_SZ, size: 2 * (10 + random.below(150)) }
  if (draw < 817) return { type: VALUE_TYPE.QWORD, size: 8 }
  if (draw < 832) return { type: PROPERTY_STRING, size: 2 * (6 + random.below(50)) }
  if (draw < 840) return { type: PROPERTY_NUMBER, size: 4 }
  if (draw < 848) return { type: VALUE_TYPE.NONE, size: 0 }
  return { type: VALUE_TYPE.BINARY, size: binarySize(random) }
}

/** Draws the size of a string in bytes: mostly short, often empty or a single letter. */
function textSize(random: Random): number {
  const draw = random.below(100)
  if (draw < 5) return 2
  if (draw < 15) return 4
  return 2 * (draw < 68 ? 3 + random.below(30) : skewed(random, 33, 400))
}

function binarySize(random: Random): number {
  const draw = random.below(100)
  if (draw < 16) return 1 + random.below(4)
  if (draw < 62) return 5 + random.below(60)
  return draw < 97 ? skewed(random, 65, 1024) : skewed(random, 1025, SEGMENT_DATA)
}

/** Draws a number from `least` to `most`; the greater `power` is, the rarer large ones are. */
function skewed(random: Random, least: number, most: number, power = 6): number {
  const share = random.below(1 << 16) / (1 << 16)
  return least + Math.floor((most - least + 1) * share ** power)
}
