/** Finding a key by its path: part of the protocol. */

import type { KeyId, ValueId } from './documents.ts'

/**
 * How a path was read. `relative`: as names below the root. `absolute`: with the path of the root
 * before it. `loaded`: with a path any hive can be loaded under by hand. `above`: it ends before it
 * comes to the root. `elsewhere`: it is in another hive, and the names are where it leaves ours.
 */
export type PathKind = 'relative' | 'absolute' | 'loaded' | 'above' | 'elsewhere'

export interface PathMatch {
  readonly revision: number
  /** The deepest key that exists along the path. */
  readonly key: KeyId
  /** A last segment that named a value of that key. */
  readonly value: ValueId | null
  /** The first segment that does not exist, null when all do. */
  readonly missing: string | null
  readonly kind: PathKind
}
