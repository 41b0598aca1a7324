/** Part of the protocol: finding a key by its path. */

import type { HiveKind } from '../../offreg/hiveKind.ts'
import type { KeyId, ValueId } from './documents.ts'

/**
 * How a path was read. `relative`: names below the root. `absolute`: it begins with the path of the
 * root. `loaded`: it begins with a path that any hive can be loaded under by hand. `above`: it ends
 * above the root. `elsewhere`: it leads into another hive, and the names show where it leaves this
 * one.
 */
export type PathKind = 'relative' | 'absolute' | 'loaded' | 'above' | 'elsewhere'

export interface PathMatch {
  readonly revision: number
  /** The deepest key that exists along the path. */
  readonly key: KeyId
  /** The value of that key that the last segment names; null when it names none. */
  readonly value: ValueId | null
  /** The first segment that does not exist; null when all do. */
  readonly missing: string | null
  /** That segment and those after it, if they can be created below the key; otherwise empty. */
  readonly rest: readonly string[]
  readonly kind: PathKind
}

/** Keys that regedit lists as favorites, by the hives that hold them. */
export interface RegeditFavorites {
  readonly favorites: readonly {
    readonly name: string
    readonly kind: HiveKind
    /** Names from the root of the hive (not included) down to the key. */
    readonly path: readonly string[]
  }[]
  /** The number of favorites that no file on the disk holds, or that are too many. */
  readonly others: number
}
