import { ChevronLeft, ChevronRight } from 'lucide-react'
import { showNarrow, useEnvironment } from '../../state/environment.ts'
import { focusPane } from '../../state/focus.ts'
import { usePanelTab } from '../../state/panel.ts'
import { useKeyDetails } from '../../state/tree.ts'
import { backToKeysText, FRAME, toValuesText } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { ValueGrid } from '../grid/ValueGrid.tsx'
import { KeyTree } from '../tree/KeyTree.tsx'
import { BottomPanel } from './BottomPanel.tsx'
import styles from './Workspace.module.css'

/** The panes of a narrow window or a page at 400% zoom: either the keys or the values. */
export function NarrowPanes({ doc }: { readonly doc: DocId }) {
  const view = useEnvironment((state) => state.narrowView)
  const tab = usePanelTab(doc)
  const details = useKeyDetails(doc)
  const show = (next: 'keys' | 'values') => {
    showNarrow(next)
    setTimeout(() => focusPane(next === 'keys' ? 'tree' : 'grid'))
  }
  if (tab !== null) return <BottomPanel doc={doc} tab={tab} />
  if (view === 'keys') {
    return (
      <div className={styles.stack}>
        <div className={styles.pane}>
          <KeyTree doc={doc} />
        </div>
        <Button className={styles.forward} look="quiet" onClick={() => show('values')}>
          <span>{details ? toValuesText(details.name, details.values) : FRAME.values}</span>
          <ChevronRight size="1rem" aria-hidden="true" />
        </Button>
      </div>
    )
  }
  return (
    <div className={styles.stack}>
      <Button className={styles.back} look="quiet" onClick={() => show('keys')}>
        <ChevronLeft size="1rem" aria-hidden="true" />
        <span>{backToKeysText(details?.name ?? null)}</span>
      </Button>
      <div className={styles.pane}>
        <ValueGrid doc={doc} />
      </div>
    </div>
  )
}
