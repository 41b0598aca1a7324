import { X } from 'lucide-react'
import { focusPane } from '../../state/focus.ts'
import { hidePanel, type PanelTab } from '../../state/panel.ts'
import { useSearchesOf } from '../../state/searches.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { LazyResults } from '../find/LazyFind.tsx'
import { ProblemsPanel } from '../panels/ProblemsPanel.tsx'
import { PANEL_ID, PanelTabs, tabId } from './PanelTabs.tsx'
import styles from './Workspace.module.css'

/** The panel under the values: the problems that the check found, or the results of a search. */
export function BottomPanel({ doc, tab }: { readonly doc: DocId; readonly tab: PanelTab }) {
  const close = () => {
    hidePanel(doc)
    setTimeout(() => focusPane('grid'))
  }
  const hasTabs = useSearchesOf(doc).some(({ listed }) => listed)
  const tabs = <PanelTabs doc={doc} />
  const role = hasTabs
    ? ({ role: 'tabpanel', id: PANEL_ID, 'aria-labelledby': tabId(tab) } as const)
    : {}
  return (
    <div className={styles.bottom} {...role}>
      {tab === 'problems' ? (
        <ProblemsPanel doc={doc} tabs={tabs} />
      ) : (
        <LazyResults doc={doc} id={tab} tabs={tabs} />
      )}
      <IconButton label={FRAME.closePanel} className={styles.closePanel} onClick={close}>
        <X size="0.9375rem" aria-hidden="true" />
      </IconButton>
    </div>
  )
}
