import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Panel, type PanelImperativeHandle } from 'react-resizable-panels'
import { useEnvironment } from '../../state/environment.ts'
import { registerPane } from '../../state/focus.ts'
import { notify } from '../../state/notices.ts'
import { hidePanel, isOpened, type PanelTab, usePanel, usePanelTab } from '../../state/panel.ts'
import { setShown, useSettings } from '../../state/settings.ts'
import { RESULTS } from '../../text/find.ts'
import { FRAME, PANEL_TITLES, paneHiddenText, resizePanelText } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { inOwnTask } from '../common/ownTask.tsx'
import { useIsActiveSide } from '../common/side.ts'
import { ValueGrid } from '../grid/ValueGrid.tsx'
import { DetailsPane } from '../panels/DetailsPane.tsx'
import { KeyTree } from '../tree/KeyTree.tsx'
import { BottomPanel } from './BottomPanel.tsx'
import { PaneGroup } from './PaneGroup.tsx'
import { Splitter } from './Splitter.tsx'
import styles from './Workspace.module.css'

/**
 * The minimum and initial widths of the three panes. The minimum widths add up to less than the
 * narrowest window that shows them side by side (`environment.ts`), and scale with the text as that
 * does.
 */
const WIDE = { keys: '12.5rem', values: '29rem', details: '12.5rem', firstKeys: '18.75rem' }
const MIDDLE = { keys: '10rem', values: '13.75rem', firstKeys: '13.75rem' }
const FIRST_DETAILS = '20.625rem'

/** The panel under the values: its name among the sizes that are kept, and its initial height. */
const LIST = { id: 'problems', layout: 'grid-panel', height: '12.5rem' }
const VIEW = { id: 'view', layout: 'grid-view', height: '65%' }

/** Values and details are drawn after the keys. */
const FirstValues = inOwnTask(ValueGrid)
const FirstDetails = inOwnTask(DetailsPane)

/** Keys, values over the bottom panel, details: resizable with mouse and keyboard. */
export function SplitPanes({ doc }: { readonly doc: DocId }) {
  const wide = useEnvironment((state) => state.width === 'wide')
  const details = useSettings((settings) => settings.details) && wide
  const tab = usePanelTab(doc)
  // A view that was opened has a picture or a comparison to show, and its own height.
  const size = tab !== null && isOpened(tab) ? VIEW : LIST
  const enlarged = usePanel((state) => state.enlarged) && tab !== null
  const least = wide ? WIDE : MIDDLE
  const splitter = useRef<HTMLDivElement>(null)
  const isActive = useIsActiveSide()
  useEffect(() => {
    if (!isActive) return
    return registerPane('splitter', () => splitter.current?.focus())
  }, [isActive])
  return (
    <PaneGroup name={details ? 'keys-values-details' : 'keys-values'} orientation="horizontal">
      <Panel
        id="keys"
        className={styles.pane}
        minSize={least.keys}
        defaultSize={least.firstKeys}
        groupResizeBehavior="preserve-pixel-size"
      >
        <KeyTree doc={doc} />
      </Panel>
      <Splitter ref={splitter} label={FRAME.resizeTree} />
      <Panel id="values" className={styles.pane} minSize={least.values}>
        {enlarged ? (
          <BottomPanel doc={doc} tab={tab} />
        ) : (
          <PaneGroup name={tab === null ? 'grid' : size.layout} orientation="vertical">
            <Panel id="grid" className={styles.pane} minSize="6.25rem">
              <FirstValues doc={doc} />
            </Panel>
            {tab !== null && (
              <HidablePane
                key={size.id}
                id={size.id}
                name={listName(tab)}
                label={resizePanelText(listName(tab))}
                hide={() => hidePanel(doc)}
                minSize="5rem"
                defaultSize={size.height}
              >
                <BottomPanel doc={doc} tab={tab} />
              </HidablePane>
            )}
          </PaneGroup>
        )}
      </Panel>
      {details && (
        <HidablePane
          id="details"
          name={FRAME.details}
          hide={() => setShown('details', false)}
          label={FRAME.resizeDetails}
          minSize={WIDE.details}
          defaultSize={FIRST_DETAILS}
        >
          <FirstDetails doc={doc} />
        </HidablePane>
      )}
    </PaneGroup>
  )
}

/** The name of a list in the bottom panel. */
function listName(tab: PanelTab): string {
  return typeof tab === 'number' ? RESULTS.label : PANEL_TITLES[tab]
}

interface HidablePaneProps {
  readonly id: string
  readonly name: string
  /** The name of its splitter. */
  readonly label: string
  readonly hide: () => void
  readonly minSize: string
  readonly defaultSize: string
  readonly children: ReactNode
}

/**
 * A pane with the splitter before it. Enter on the splitter hides the pane, and shows it again
 * while the splitter has the focus; once it loses the focus, the pane is hidden as by its command.
 */
function HidablePane({ id, name, label, hide, minSize, defaultSize, children }: HidablePaneProps) {
  const [hidden, setHidden] = useState(false)
  const pane = useRef<PanelImperativeHandle>(null)
  const splitter = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!hidden) return
    // This runs once the group knows that the pane may collapse.
    const timer = setTimeout(() => pane.current?.collapse())
    return () => clearTimeout(timer)
  }, [hidden])
  const toggle = () => {
    if (hidden) pane.current?.expand()
    setHidden(!hidden)
    notify({ kind: 'status', text: paneHiddenText(name, !hidden), topic: 'pane' })
  }
  const leave = () => {
    // Switching to another window does not count as leaving the splitter.
    if (!hidden || document.activeElement === splitter.current) return
    // The pane is expanded so that it has its size when it is shown again.
    pane.current?.expand()
    hide()
  }
  return (
    <>
      <Splitter ref={splitter} label={label} toggle={toggle} leave={leave} />
      <Panel
        id={id}
        className={styles.pane}
        minSize={minSize}
        defaultSize={defaultSize}
        groupResizeBehavior="preserve-pixel-size"
        // A splitter that is dragged too far stops there; only Enter hides the pane.
        collapsible={hidden}
        collapsedSize={0}
        panelRef={pane}
      >
        <div className={styles.hidable} inert={hidden}>
          {children}
        </div>
      </Panel>
    </>
  )
}
