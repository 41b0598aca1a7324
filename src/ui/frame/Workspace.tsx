import { useEffect, useRef } from 'react'
import { activate, titleOf } from '../../state/documents.ts'
import { useEnvironment } from '../../state/environment.ts'
import { hiveOf } from '../../state/places.ts'
import { useSettings } from '../../state/settings.ts'
import { useShownSides } from '../../state/sides.ts'
import { markedText } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import { hivePanelId, tabId } from '../common/hiveIds.ts'
import { ActiveSide } from '../common/side.ts'
import { DetailsSheet } from './DetailsSheet.tsx'
import { NarrowPanes } from './NarrowPanes.tsx'
import { catchFocus, keepPane } from './rowFocus.ts'
import { SideBySide } from './SideBySide.tsx'
import { SplitPanes } from './SplitPanes.tsx'
import { answerTab } from './tabOrder.ts'
import styles from './Workspace.module.css'

/** The hives on screen: the active one, or two side by side. */
export function Workspace({ doc }: { readonly doc: DocId }) {
  const sides = useShownSides()
  return (
    <main className={styles.main}>
      {sides === null ? (
        <HivePanel key={doc} doc={doc} />
      ) : (
        <SideBySide sides={sides} panel={(side) => <Side doc={side} active={side === doc} />} />
      )}
    </main>
  )
}

interface SideProps {
  readonly doc: DocId
  readonly active: boolean
}

/** One of two hives. It becomes the active one when the focus or a click comes into it. */
function Side({ doc, active }: SideProps) {
  const enter = () => {
    if (!active) activate(doc)
  }
  return (
    <ActiveSide value={active}>
      <div
        className={active ? styles.activeSide : styles.side}
        onFocusCapture={enter}
        onPointerDownCapture={enter}
      >
        <HivePanel key={doc} doc={doc} />
      </div>
    </ActiveSide>
  )
}

/** The panes of one hive, as many side by side as there is room for. */
function HivePanel({ doc }: { readonly doc: DocId }) {
  const width = useEnvironment((state) => state.width)
  const resets = useSettings((settings) => settings.layoutResets)
  const drawn = useRef<DocId | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the panes drawn before these are gone
  useEffect(() => {
    if (drawn.current === doc) keepPane(doc)
    else catchFocus()
    drawn.current = doc
  }, [doc, width, resets])
  return (
    <div
      className={styles.panel}
      role="tabpanel"
      id={hivePanelId(doc)}
      aria-labelledby={tabId(hiveOf(doc))}
      onKeyDown={answerTab}
    >
      <h1 className="sr-only">{markedText(titleOf(doc))}</h1>
      {width === 'narrow' ? (
        <NarrowPanes doc={doc} />
      ) : (
        <SplitPanes key={`${width} ${resets}`} doc={doc} />
      )}
      {width !== 'wide' && <DetailsSheet doc={doc} />}
    </div>
  )
}
