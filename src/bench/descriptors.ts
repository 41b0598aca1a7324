/**
 * The security descriptors of a generated hive. A real hive has 50 to 300 different ones, a few hundred
 * bytes each, and one of them on a quarter of its keys; neighbouring keys mostly share one, since they inherit
 * it.
 */

import { encodeDescriptor } from '../security/descriptor.ts'
import { parseSddl } from '../security/parseSddl.ts'
import type { Random } from './random.ts'

const FEWEST = 50
const MOST = 300
const KEYS_PER_DESCRIPTOR = 150
/** Percentage of the runs of neighbouring keys that have the commonest descriptor. */
const COMMONEST = 25
const LONGEST_RUN = 16

/** The descriptors of a hive, and the one of each key. */
export interface DescriptorPlan {
  readonly descriptors: readonly Uint8Array[]
  /** Index into `descriptors` by key. */
  readonly keyDescriptor: Uint16Array
}

/** Chooses a descriptor for each of `keys` keys; the commonest has index 0. */
export function planDescriptors(random: Random, keys: number): DescriptorPlan {
  const count = Math.min(MOST, Math.max(FEWEST, Math.round(keys / KEYS_PER_DESCRIPTOR)))
  const descriptors = Array.from({ length: count }, (_, index) => descriptorOf(random, index))
  const keyDescriptor = new Uint16Array(keys)
  for (let from = 0; from < keys; ) {
    const to = from + 1 + random.below(LONGEST_RUN)
    keyDescriptor.fill(random.chance(COMMONEST) ? 0 : rarer(random, count), from, to)
    from = to
  }
  return { descriptors, keyDescriptor }
}

/** Any descriptor but the commonest; those with a low index are chosen more often. */
function rarer(random: Random, count: number): number {
  const share = random.below(1000) / 1000
  return 1 + Math.floor((count - 1) * share * share)
}

/** A descriptor like those of SYSTEM, made distinct by entries for its own accounts. */
function descriptorOf(random: Random, index: number): Uint8Array {
  const accounts = index === 0 ? 0 : 1 + random.below(8)
  const own = Array.from({ length: accounts }, (_, account) => {
    const [a, b, c] = [random.below(1 << 30), random.below(1 << 30), random.below(1 << 30)]
    return `(A;CI;KR;;;S-1-5-80-${a}-${b}-${c}-${index}-${account})`
  })
  return encodeDescriptor(
    parseSddl(
      `O:BAG:SYD:PAI(A;CI;KA;;;SY)(A;CI;KA;;;BA)${own.join('')}(A;CI;KR;;;BU)(A;CIIO;GA;;;CO)`,
    ),
  )
}
