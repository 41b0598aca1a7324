import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { runCommand } from '../../commands/dispatch.ts'
import { commandOf } from '../../commands/registry.ts'
import { registerPane } from '../../state/focus.ts'
import { setLayout, useSettings } from '../../state/settings.ts'
import { useSurroundings } from '../../state/surroundings.ts'
import type { CommandId } from '../../text/commands.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { ValueGrid } from '../grid/ValueGrid.tsx'
import { DetailsPane } from '../panels/DetailsPane.tsx'
import { KeyTree } from '../tree/KeyTree.tsx'
import { BottomPanel } from './BottomPanel.tsx'
import { catchFocus } from './catchFocus.ts'
import styles from './Workspace.module.css'

/**
 * The least widths of the three panes and their first ones. The least of a row add up to less than
 * the narrowest window that shows the row (`surroundings.ts`), and grow with the text as that does.
 */
const WIDE = { keys: '12.5rem', values: '29rem', details: '12.5rem', firstKeys: '18.75rem' }
const MIDDLE = { keys: '10rem', values: '13.75rem', firstKeys: '13.75rem' }
const FIRST_DETAILS = '20.625rem'

/**
 * Keys, values over the bottom panel, details: resizable with mouse and keyboard. Keys and values are
 * always there; Enter on a splitter takes the other panes away, as their commands do.
 */
export function SplitPanes({ doc }: { readonly doc: DocId }) {
  const wide = useSurroundings((state) => state.width === 'wide')
  const details = useSettings((settings) => settings.details) && wide
  const panel = useSettings((settings) => settings.panel)
  const least = wide ? WIDE : MIDDLE
  const splitter = useRef<HTMLDivElement>(null)
  useEffect(() => registerPane('splitter', () => splitter.current?.focus()), [])
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
        <PaneGroup name={panel ? 'grid-panel' : 'grid'} orientation="vertical">
          <Panel id="grid" className={styles.pane} minSize="6.25rem">
            <ValueGrid doc={doc} />
          </Panel>
          {panel && <Splitter label={FRAME.resizePanel} closing="view.problems" />}
          {panel && (
            <Panel
              id="problems"
              className={styles.pane}
              minSize="5rem"
              defaultSize="12.5rem"
              groupResizeBehavior="preserve-pixel-size"
            >
              <BottomPanel doc={doc} />
            </Panel>
          )}
        </PaneGroup>
      </Panel>
      {details && <Splitter label={FRAME.resizeDetails} closing="view.details" />}
      {details && (
        <Panel
          id="details"
          className={styles.pane}
          minSize={WIDE.details}
          defaultSize={FIRST_DETAILS}
          groupResizeBehavior="preserve-pixel-size"
        >
          <DetailsPane doc={doc} />
        </Panel>
      )}
    </PaneGroup>
  )
}

interface SplitterProps {
  readonly label: string
  readonly ref?: RefObject<HTMLDivElement | null>
  /** Closes the pane behind it. */
  readonly closing?: CommandId & `view.${string}`
}

function Splitter({ label, ref, closing }: SplitterProps) {
  useEffect(() => catchFocus, [])
  const onKeyDown = (event: KeyboardEvent) => {
    // To the library it means the next splitter.
    if (event.key === 'F6') {
      event.preventDefault()
      runCommand(commandOf(event.shiftKey ? 'go.previousPane' : 'go.nextPane'))
    } else if (event.key === 'Enter' && closing !== undefined) runCommand(commandOf(closing))
  }
  return (
    <Separator
      elementRef={ref}
      className={styles.divider}
      aria-label={label}
      onKeyDownCapture={onKeyDown}
    />
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
