/**
 * The treatment of two hives that are compared: the comparison with everything that it can do, the description of
 * each difference, and the .reg files. Nothing is thrown, and time and memory are bounded.
 */

import { compareSteps } from '../../src/compare/compare.ts'
import type { Difference } from '../../src/compare/difference.ts'
import { planSteps } from '../../src/compare/plan.ts'
import { writeRegSteps } from '../../src/compare/regText.ts'
import { shownDifference } from '../../src/compare/shown.ts'
import { Transfer } from '../../src/compare/Transfer.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { runToEnd } from '../../src/work.ts'
import { countAllocations } from './countAllocations.ts'
import { ALLOCATION_FIXED, ALLOCATION_TIMES } from './survive.ts'
import { timed } from './timing.ts'

/** The text of a .reg file may have this many times the bytes of both hives. */
const TEXT_TIMES = 64
/** Bytes in which text is collected. */
const TEXT_FIXED = 1 << 20

/**
 * Compares two hives that may be damaged.
 *
 * @returns the number of differences, and how many bytes of .reg text there are; null if one cannot be opened
 */
export function surviveComparison(
  a: Uint8Array<ArrayBuffer>,
  b: Uint8Array<ArrayBuffer>,
): { readonly found: number; readonly text: number } | null {
  const before = opened(a)
  const after = opened(b)
  if (before === null || after === null) return null
  const bytes = a.length + b.length
  const { result, allocations } = countAllocations(() => compareAll(before, after))
  if (allocations.largest > ALLOCATION_TIMES * bytes + ALLOCATION_FIXED + TEXT_FIXED) {
    throw new RangeError(`${allocations.largest} bytes at once for ${bytes}`)
  }
  if (result.text > 2 * (TEXT_TIMES * bytes + TEXT_FIXED)) {
    throw new RangeError(`${result.text} bytes of text for ${bytes}`)
  }
  return result
}

function opened(bytes: Uint8Array<ArrayBuffer>): Hive | null {
  try {
    const hive = Hive.open(bytes.slice())
    hive.check()
    return hive
  } catch (error) {
    if (error instanceof HiveError) return null
    throw error
  }
}

function compareAll(before: Hive, after: Hive): { found: number; text: number } {
  const found: Difference[] = []
  const hives = { before: before.cells, after: after.cells }
  const options = { attributes: ['time', 'flags', 'class', 'security'], moves: true } as const
  const sideOf = ({ cells, root, surveyedKeys }: Hive) => ({ cells, root, keys: surveyedKeys ?? 1 })
  timed('compare', () =>
    runToEnd(compareSteps(sideOf(before), sideOf(after), (one) => found.push(one), options)),
  )
  timed('describe', () => {
    for (const one of found.slice(0, 1000)) shownDifference(one, hives)
  })
  let text = 0
  const write = (bytes: Uint8Array) => {
    text += bytes.length
  }
  timed('plan and write', () => {
    for (const target of ['before', 'after'] as const) {
      const plan = runToEnd(planSteps(found, hives, target, options.attributes))
      const source = target === 'before' ? hives.after : hives.before
      const transfer = new Transfer(plan, source, options.attributes)
      runToEnd(writeRegSteps(transfer, 'HKEY_USERS\\x', write))
    }
  })
  return { found: found.length, text }
}
