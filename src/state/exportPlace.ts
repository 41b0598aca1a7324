/** Where an export begins. */

import type { DocId, KeyId } from '../worker/protocol.ts'

/** A key that may be exported, with the hive that it is in. */
export interface ExportPlace {
  readonly doc: DocId
  /** The selected key, and its path from the root. */
  readonly key: KeyId
  readonly path: readonly string[]
  /** Whether it is in the control set that CurrentControlSet stands for. */
  readonly isCurrent: boolean
}
