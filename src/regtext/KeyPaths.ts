/** How the paths of key lines become names below the root of a hive. */

import type { LineProblem } from './lineProblem.ts'

export interface KeyPaths {
  /** Whether the last path has a name that no key can get. */
  readonly hasLongName: boolean
  /** Whether a path had `CurrentControlSet`, and stands for another key. */
  readonly usesControlSet: boolean

  /**
   * Reads a path. Doubled backslashes count as one, and those at the end are ignored.
   *
   * @param units - an array that has the path
   * @param from - where it begins
   * @param to - where it ends
   * @param same - what `sharedUnits` returns for it
   * @returns the names below the root of the hive, or why there is no such key in it
   */
  read(units: Uint16Array, from: number, to: number, same?: number): readonly string[] | LineProblem

  /**
   * Compares a path with the last one that was read.
   *
   * @param units - an array that has the path
   * @param from - where it begins
   * @param to - where it ends
   * @returns how many units of the last path it begins with
   */
  sharedUnits(units: Uint16Array, from: number, to: number): number
}
