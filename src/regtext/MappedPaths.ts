/**
 * Turns the paths of key lines into names below the root of a hive by several rules, each of which says which key of
 * the hive a path in the registry stands for. Notes which roots the text has.
 */

import { textOfRun } from '../bytes/text.ts'
import { upcase } from '../bytes/upcase.ts'
import type { KeyPaths } from './KeyPaths.ts'
import type { LineProblem } from './lineProblem.ts'
import { RegPaths } from './RegPaths.ts'

/** Which key of a hive stands for a path in the registry. */
export interface RootRule {
  /** The path in the registry, with the long name of its root. */
  readonly prefix: string
  /** Names from the root of the hive down; null if the keys of the text are to be left out. */
  readonly to: readonly string[] | null
}

/** A path with which keys of a text begin, and how many lines of keys do. */
export interface TextRoot {
  readonly prefix: string
  readonly lines: number
}

/** Below these roots each subkey is a separate hive. */
const OF_HIVES = new Set(['HKEY_LOCAL_MACHINE', 'HKEY_USERS'])
/** The most roots that are told apart. */
const MOST_ROOTS = 64
/** The most units of a root that are looked at. */
const MOST_UNITS = 1024

/** A rule at work. */
interface Place {
  readonly rule: RootRule
  readonly paths: RegPaths
  lines: number
  /** The last path below the prefix, and the same path below the key of the hive. */
  below: readonly string[] | null
  path: readonly string[]
}

export class MappedPaths implements KeyPaths {
  hasLongName = false
  readonly #places: readonly Place[]
  #last: Place | null = null
  readonly #others = new Map<string, { prefix: string; lines: number }>()

  /**
   * Reads paths by rules.
   *
   * @param rules - the rules; of those that fit a path, the one with the longest prefix counts
   * @param controlSet - the name of the key that `CurrentControlSet` stands for; null if it is a key like any other
   */
  constructor(rules: readonly RootRule[], controlSet: string | null) {
    this.#places = rules
      .toSorted((one, other) => other.prefix.length - one.prefix.length)
      .map((rule) => ({
        rule,
        paths: new RegPaths(rule.prefix, rule.to?.length === 0 ? controlSet : null),
        ...{ lines: 0, below: null, path: [] },
      }))
  }

  /** Whether a path had `CurrentControlSet`, and stands for another key. */
  get usesControlSet(): boolean {
    return this.#places.some(({ paths }) => paths.usesControlSet)
  }

  /** The prefixes of rules that keys of the text begin with, and how many do. */
  get used(): readonly TextRoot[] {
    return this.#places
      .filter(({ lines }) => lines > 0)
      .map(({ rule, lines }) => ({ prefix: rule.prefix, lines }))
  }

  /** With what the other keys of the text begin: a root, or a key below one that has hives as its subkeys. */
  get others(): readonly TextRoot[] {
    return [...this.#others.values()]
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
    this.hasLongName = false
    let problem: LineProblem = 'outside-prefix'
    for (const place of this.#places) {
      const { paths, rule } = place
      const known = place === this.#last ? same : paths.sharedUnits(units, from, to)
      const below = paths.read(units, from, to, known)
      if (below === 'outside-prefix') continue
      if (typeof below === 'string') {
        problem = below
        break
      }
      this.#last = place
      place.lines++
      if (rule.to === null) return 'not-chosen'
      this.hasLongName = paths.hasLongName
      if (place.below === below) return place.path
      place.below = below
      place.path = rule.to.length === 0 ? below : [...rule.to, ...below]
      return place.path
    }
    if (problem === 'outside-prefix') this.#note(units, from, to)
    return problem
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
    return this.#last?.paths.sharedUnits(units, from, to) ?? 0
  }

  /** Notes the root of a key that no rule is for. */
  #note(units: Uint16Array, from: number, to: number): void {
    const text = textOfRun(units, from, Math.min(to, from + MOST_UNITS))
    const [root = '', first = ''] = text.split(/\\+/)
    const long = upcase(root)
    const prefix = OF_HIVES.has(long) && first !== '' ? `${long}\\${first}` : long
    const known = this.#others.get(upcase(prefix))
    if (known !== undefined) known.lines++
    else if (this.#others.size < MOST_ROOTS) {
      this.#others.set(upcase(prefix), { prefix, lines: 1 })
    }
  }
}
