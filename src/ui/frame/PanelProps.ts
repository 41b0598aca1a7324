import type { ReactNode } from 'react'
import type { DocId } from '../../worker/protocol.ts'

/** What a list or view of the bottom panel is drawn with. */
export interface PanelProps {
  readonly doc: DocId
  /** The tabs of the panel, drawn in the bar of the list. */
  readonly tabs: ReactNode
}
