/** A hive file that is about to be restored over a key. */

import type { KeyId } from '../worker/protocol.ts'

export interface Restoring {
  readonly key: KeyId
  /** The path of the key in the registry, spelled. */
  readonly path: string
  readonly file: File
}
