import type { DocId } from '../worker/protocol.ts'
import { focusPaneWhenShown } from './focus.ts'
import { type PanelTab, showPanelTab } from './panel.ts'

/** Shows a tab of the panel and moves the focus to its list, once that is on screen. */
export function goToPanelTab(doc: DocId, tab: PanelTab): void {
  showPanelTab(doc, tab)
  focusPaneWhenShown('panel')
}
