import type { ReactNode } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { setLayout, useSettings } from '../../state/settings.ts'
import { useSurroundings } from '../../state/surroundings.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { ValueGrid } from '../grid/ValueGrid.tsx'
import { DetailsPane } from '../panels/DetailsPane.tsx'
import { KeyTree } from '../tree/KeyTree.tsx'
import { BottomPanel } from './BottomPanel.tsx'
import styles from './Workspace.module.css'

/** Keys, values over the bottom panel, details: resizable with mouse and keyboard. */
export function SplitPanes({ doc }: { readonly doc: DocId }) {
  const wide = useSurroundings((state) => state.width === 'wide')
  const details = useSettings((settings) => settings.details) && wide
  const panel = useSettings((settings) => settings.panel)
  return (
    <PaneGroup name={details ? 'keys-values-details' : 'keys-values'} orientation="horizontal">
      <Panel
        id="keys"
        className={styles.pane}
        minSize={wide ? 200 : 160}
        defaultSize={wide ? 300 : 220}
        groupResizeBehavior="preserve-pixel-size"
      >
        <KeyTree doc={doc} />
      </Panel>
      <Separator className={styles.divider} aria-label={FRAME.resizeTree} />
      <Panel id="values" className={styles.pane} minSize={wide ? 490 : 220}>
        <PaneGroup name={panel ? 'grid-panel' : 'grid'} orientation="vertical">
          <Panel id="grid" className={styles.pane} minSize={100}>
            <ValueGrid doc={doc} />
          </Panel>
          {panel && <Separator className={styles.divider} aria-label={FRAME.resizePanel} />}
          {panel && (
            <Panel
              id="problems"
              className={styles.pane}
              minSize={80}
              defaultSize={200}
              groupResizeBehavior="preserve-pixel-size"
            >
              <BottomPanel doc={doc} />
            </Panel>
          )}
        </PaneGroup>
      </Panel>
      {details && <Separator className={styles.divider} aria-label={FRAME.resizeDetails} />}
      {details && (
        <Panel
          id="details"
          className={styles.pane}
          minSize={200}
          defaultSize={330}
          groupResizeBehavior="preserve-pixel-size"
        >
          <DetailsPane doc={doc} />
        </Panel>
      )}
    </PaneGroup>
  )
}

interface PaneGroupProps {
  /** Which panels it has: each combination remembers its own sizes. */
  readonly name: string
  readonly orientation: 'horizontal' | 'vertical'
  readonly children: ReactNode
}

function PaneGroup({ name, orientation, children }: PaneGroupProps) {
  return (
    <Group
      className={styles.group}
      orientation={orientation}
      defaultLayout={useSettings.getState().layouts[name]}
      onLayoutChanged={(layout, meta) => {
        if (meta.isUserInteraction) setLayout(name, layout)
      }}
    >
      {children}
    </Group>
  )
}
