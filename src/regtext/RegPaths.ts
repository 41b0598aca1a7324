/** Turns the paths of key lines into names below the root of the hive. */

import { textOfRun } from '../bytes/text.ts'
import { equalNames } from '../bytes/upcase.ts'
import { LIMIT } from '../regf/layout.ts'
import { CURRENT_CONTROL_SET } from './controlSet.ts'
import type { KeyPaths } from './KeyPaths.ts'
import type { LineProblem } from './lineProblem.ts'
import { rootProblem } from './prefix.ts'

const BACKSLASH = 0x5c

export class RegPaths implements KeyPaths {
  usesControlSet = false
  hasLongName = false
  /** The names of the prefix. */
  readonly #prefix: readonly string[]
  /** The key that `CurrentControlSet` stands for. */
  readonly #controlSet: string | null
  /** The last path that was read, and where each of its names ends. */
  #last = new Uint16Array(1024)
  #length = 0
  readonly #ends: number[] = []
  #names: readonly string[] = []

  /**
   * Reads paths of one hive.
   *
   * @param prefix - the path in the registry that stands for the root of the hive
   * @param controlSet - the name of the key that `CurrentControlSet` stands for; null if it is a key like any other
   */
  constructor(prefix: string, controlSet: string | null) {
    this.#prefix = prefix.split('\\')
    this.#controlSet = controlSet
  }

  /**
   * Reads a path.
   *
   * @param units - an array that has the path
   * @param from - where it begins
   * @param to - where it ends
   * @param same - what `sharedUnits` returns for it
   * @returns the names below the root of the hive, or why there is no such key in it
   */
  read(
    units: Uint16Array,
    from: number,
    to: number,
    same: number = this.sharedUnits(units, from, to),
  ): readonly string[] | LineProblem {
    const known = this.#sharedNames(units, from, to, same)
    this.hasLongName = false
    const prefix = this.#prefix.length
    // A path that begins like the last one is in the hive, too.
    const names = known < prefix ? [] : this.#names.slice(0, known - prefix)
    const above: string[] = []
    const kept = known < prefix ? 0 : known
    let at = kept === 0 ? from : from + (this.#ends[kept - 1] as number)
    this.#ends.length = kept
    while (at < to) {
      while (at < to && units[at] === BACKSLASH) at++
      if (at === to) break
      const start = at
      while (at < to && units[at] !== BACKSLASH) at++
      const name = textOfRun(units, start, at)
      if (name.length > LIMIT.KEY_NAME) this.hasLongName = true
      if (this.#ends.length < prefix) above.push(name)
      else names.push(names.length === 0 ? this.#firstName(name) : name)
      this.#ends.push(at - from)
    }
    if (kept === 0) {
      const problem = this.#outside(above)
      if (problem !== null) {
        this.#forget()
        return problem
      }
    }
    if (this.hasLongName) this.#forget()
    else this.#remember(units, from, to, same)
    this.#names = names
    return names
  }

  /**
   * Compares a path with the last one that was read.
   *
   * @param units - an array that has the path
   * @param from - where it begins
   * @param to - where it ends
   * @returns how many units of the last path it begins with
   */
  sharedUnits(units: Uint16Array, from: number, to: number): number {
    const last = this.#last
    const most = Math.min(to - from, this.#length)
    let same = 0
    while (same < most && units[from + same] === last[same]) same++
    return same
  }

  /** How many names of the last path this one begins with. */
  #sharedNames(units: Uint16Array, from: number, to: number, same: number): number {
    const isName = from + same === to || units[from + same] === BACKSLASH
    const whole = isName ? same : same - 1
    let names = 0
    while (names < this.#ends.length && (this.#ends[names] as number) <= whole) names++
    return names
  }

  #firstName(name: string): string {
    if (this.#controlSet === null || !equalNames(name, CURRENT_CONTROL_SET)) return name
    this.usesControlSet = true
    return this.#controlSet
  }

  /** Why the first names of a path do not lead to the hive. */
  #outside(names: readonly string[]): LineProblem | null {
    const problem = rootProblem(names[0] ?? '')
    if (problem !== null) return problem
    const isBelow = this.#prefix.every((name, index) => equalNames(name, names[index] ?? ''))
    return isBelow ? null : 'outside-prefix'
  }

  #forget(): void {
    this.#ends.length = 0
    this.#length = 0
  }

  /** @param same - how many of the units are known already */
  #remember(units: Uint16Array, from: number, to: number, same: number): void {
    const length = to - from
    if (length > this.#last.length) {
      const larger = new Uint16Array(length * 2)
      larger.set(this.#last.subarray(0, same))
      this.#last = larger
    }
    const last = this.#last
    for (let at = same; at < length; at++) last[at] = units[from + at] as number
    this.#length = length
  }
}
