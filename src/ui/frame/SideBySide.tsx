import type { ReactNode } from 'react'
import { Panel } from 'react-resizable-panels'
import type { Sides } from '../../state/sides.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { PaneGroup } from './PaneGroup.tsx'
import { Splitter } from './Splitter.tsx'
import styles from './Workspace.module.css'

interface Props {
  readonly sides: Sides
  readonly panel: (doc: DocId) => ReactNode
}

/** Two hives, with a line between them that can be moved. */
export function SideBySide({ sides: [left, right], panel }: Props) {
  return (
    <PaneGroup name="sides" orientation="horizontal">
      <Panel id="left" className={styles.pane} minSize="24rem">
        {panel(left)}
      </Panel>
      <Splitter label={FRAME.resizeSides} />
      <Panel id="right" className={styles.pane} minSize="24rem">
        {panel(right)}
      </Panel>
    </PaneGroup>
  )
}
