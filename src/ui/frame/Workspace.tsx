import { useEffect } from 'react'
import { titleOf } from '../../state/documents.ts'
import { useEnvironment } from '../../state/environment.ts'
import { useSettings } from '../../state/settings.ts'
import { markedText } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import { DetailsSheet } from './DetailsSheet.tsx'
import { NarrowPanes } from './NarrowPanes.tsx'
import { catchFocus } from './rowFocus.ts'
import { SplitPanes } from './SplitPanes.tsx'
import { TAB_PANEL_ID, tabId } from './TabBar.tsx'
import { answerTab } from './tabOrder.ts'
import styles from './Workspace.module.css'

/** The panes of one hive, as many side by side as the window has room for. */
export function Workspace({ doc }: { readonly doc: DocId }) {
  const width = useEnvironment((state) => state.width)
  const resets = useSettings((settings) => settings.layoutResets)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the panes drawn before these are gone
  useEffect(catchFocus, [doc, width, resets])
  return (
    <main className={styles.main}>
      <h1 className="sr-only">{markedText(titleOf(doc))}</h1>
      <div
        className={styles.panel}
        role="tabpanel"
        id={TAB_PANEL_ID}
        aria-labelledby={tabId(doc)}
        onKeyDown={answerTab}
      >
        {width === 'narrow' ? (
          <NarrowPanes doc={doc} />
        ) : (
          <SplitPanes key={`${width} ${resets}`} doc={doc} />
        )}
        {width !== 'wide' && <DetailsSheet doc={doc} />}
      </div>
    </main>
  )
}
