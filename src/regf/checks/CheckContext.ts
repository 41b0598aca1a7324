/** The state that the parts of a check share. */

import type { CellStore } from '../CellStore.ts'
import type { CellMap } from './CellMap.ts'
import type { Findings } from './Findings.ts'

export interface CheckContext {
  readonly cells: CellStore
  readonly map: CellMap
  readonly findings: Findings
}
