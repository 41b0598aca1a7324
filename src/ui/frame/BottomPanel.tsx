import { Maximize2, Minimize2, X } from 'lucide-react'
import { useEffect } from 'react'
import { useEnvironment } from '../../state/environment.ts'
import { focusPane } from '../../state/focus.ts'
import { hidePanel, type PanelTab, usePanel } from '../../state/panel.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { LazyResults } from '../find/LazyFind.tsx'
import { ProblemsPanel } from '../panels/ProblemsPanel.tsx'
import { CommandButton } from './CommandButton.tsx'
import { PanelTabs, panelId, tabId } from './PanelTabs.tsx'
import { PanelView } from './PanelView.tsx'
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
  const isNarrow = useEnvironment(({ width }) => width === 'narrow')
  const Icon = usePanel(({ enlarged }) => enlarged) ? Minimize2 : Maximize2
  const tabs = <PanelTabs doc={doc} />
  return (
    <div
      className={styles.bottom}
      role="tabpanel"
      id={panelId(doc)}
      aria-labelledby={tabId(doc, tab)}
    >
      {tab === 'problems' ? (
        <ProblemsPanel doc={doc} tabs={tabs} />
      ) : typeof tab === 'number' ? (
        <LazyResults doc={doc} id={tab} tabs={tabs} />
      ) : (
        <PanelView key={`${tab} ${doc}`} doc={doc} tab={tab} tabs={tabs} />
      )}
      <div className={styles.panelButtons}>
        {!isNarrow && (
          <CommandButton
            id="view.enlargePanel"
            icon={<Icon size="0.9375rem" aria-hidden="true" />}
          />
        )}
        <IconButton label={FRAME.closePanel} onClick={close}>
          <X size="0.9375rem" aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  )
}
