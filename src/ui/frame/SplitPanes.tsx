import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { Group, Panel, type PanelImperativeHandle, Separator } from 'react-resizable-panels'
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
 * Keys, values over the bottom panel, details: resizable with mouse and keyboard. Enter on a splitter takes
 * away the pane it is for: the keys until it is pressed again, the others as their command does.
 */
export function SplitPanes({ doc }: { readonly doc: DocId }) {
  const wide = useSurroundings((state) => state.width === 'wide')
  const details = useSettings((settings) => settings.details) && wide
  const panel = useSettings((settings) => settings.panel)
  const keys = useRef<PanelImperativeHandle>(null)
  /** Of the keys in CSS pixels, as they were last seen. */
  const width = useRef(0)
  const splitter = useRef<HTMLDivElement>(null)
  useEffect(() => registerPane('splitter', () => splitter.current?.focus()), [])
  return (
    <PaneGroup name={details ? 'keys-values-details' : 'keys-values'} orientation="horizontal">
      <Panel
        id="keys"
        className={styles.pane}
        minSize={wide ? 200 : 160}
        defaultSize={wide ? 300 : 220}
        groupResizeBehavior="preserve-pixel-size"
        collapsible
        panelRef={keys}
        onResize={({ inPixels }) => {
          if (inPixels > 0) width.current = inPixels
        }}
        // Nothing that has the focus is out of sight.
        onFocus={() => {
          if (keys.current?.isCollapsed()) keys.current.resize(width.current)
        }}
      >
        <KeyTree doc={doc} />
      </Panel>
      <Splitter ref={splitter} label={FRAME.resizeTree} />
      <Panel id="values" className={styles.pane} minSize={wide ? 490 : 220}>
        <PaneGroup name={panel ? 'grid-panel' : 'grid'} orientation="vertical">
          <Panel id="grid" className={styles.pane} minSize={100}>
            <ValueGrid doc={doc} />
          </Panel>
          {panel && <Splitter label={FRAME.resizePanel} closing="view.problems" />}
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
      {details && <Splitter label={FRAME.resizeDetails} closing="view.details" />}
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
        // A pane that is collapsed is back the next time.
        if (meta.isUserInteraction && !Object.values(layout).includes(0)) setLayout(name, layout)
      }}
    >
      {children}
    </Group>
  )
}
