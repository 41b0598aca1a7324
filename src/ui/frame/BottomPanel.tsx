import { X } from 'lucide-react'
import { useEffect } from 'react'
import { focusPane } from '../../state/focus.ts'
import { hidePanel, type PanelTab } from '../../state/panel.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { LazyChanges } from '../changes/LazyChanges.tsx'
import { IconButton } from '../common/Button.tsx'
import { LazyResults } from '../find/LazyFind.tsx'
import { LazyHistory } from '../history/LazyHistory.tsx'
import { ProblemsPanel } from '../panels/ProblemsPanel.tsx'
import { PANEL_ID, PanelTabs, tabId } from './PanelTabs.tsx'
import { catchFocus } from './rowFocus.ts'
import styles from './Workspace.module.css'

/** The panel under the values: one of the lists of the hive, or the results of a search. */
export function BottomPanel({ doc, tab }: { readonly doc: DocId; readonly tab: PanelTab }) {
  // A command or a splitter may close the panel while it has the focus.
  useEffect(() => catchFocus, [])
  const close = () => {
    // At once, so that the focus is not taken from where a next key puts it.
    focusPane('grid')
    hidePanel(doc)
  }
  const tabs = <PanelTabs doc={doc} />
  return (
    <div className={styles.bottom} role="tabpanel" id={PANEL_ID} aria-labelledby={tabId(tab)}>
      {tab === 'problems' && <ProblemsPanel doc={doc} tabs={tabs} />}
      {tab === 'changes' && <LazyChanges doc={doc} tabs={tabs} />}
      {tab === 'history' && <LazyHistory doc={doc} tabs={tabs} />}
      {typeof tab === 'number' && <LazyResults doc={doc} id={tab} tabs={tabs} />}
      <IconButton label={FRAME.closePanel} className={styles.closePanel} onClick={close}>
        <X size="0.9375rem" aria-hidden="true" />
      </IconButton>
    </div>
  )
}
