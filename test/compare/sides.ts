/** Hives made to be compared, and what a comparison found of them in words. */

import {
  type ComparedHive,
  type CompareOptions,
  type Comparison,
  compareSteps,
} from '../../src/compare/compare.ts'
import {
  type Difference,
  type KeyAttribute,
  pathOf,
  valueNameOf,
} from '../../src/compare/difference.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NOW } from '../helpers/hives.ts'
import { drive } from '../helpers/work.ts'

export const ALL_ATTRIBUTES: readonly KeyAttribute[] = ['time', 'flags', 'class', 'security']

/** A copy of a hive, edited at another time than it was made. */
export function editedCopy(bytes: Uint8Array<ArrayBuffer>, edit: (hive: Hive) => void): Hive {
  const hive = Hive.open(bytes.slice())
  hive.clock = () => NOW + 1n
  edit(hive)
  return hive
}

export function sideOf(hive: Hive): ComparedHive {
  return { cells: hive.cells, root: hive.root, keys: hive.check().keys }
}

export interface Compared extends Comparison {
  /**
   * `removed value Alpha "Text"`, `changed key Beta: time class`, `added key Beta\Fresh +1 +3`,
   * `moved key Beta to Gamma`.
   */
  readonly lines: readonly string[]
  readonly differences: readonly Difference[]
  readonly fractions: readonly number[]
}

export function compareHives(before: Hive, after: Hive, options?: CompareOptions): Compared {
  const differences: Difference[] = []
  const { result, fractions } = drive(
    compareSteps(sideOf(before), sideOf(after), (found) => differences.push(found), options),
  )
  const hives = { before: before.cells, after: after.cells }
  const lines = differences.map(({ kind, key, from, value, parts, along }) => {
    const name = value === null ? '' : ` "${valueNameOf(value, hives)}"`
    const origin = from === null ? '' : `${pathOf(from, hives).join('\\')} to `
    const place = `${origin}${pathOf(key, hives).join('\\')}${name}`
    const what = `${kind} ${value === null ? 'key' : 'value'} ${place}`
    const more = along.keys + along.values === 0 ? '' : ` +${along.keys} +${along.values}`
    return parts.length === 0 ? `${what}${more}` : `${what}: ${parts.join(' ')}`
  })
  return { ...result, lines, differences, fractions }
}
