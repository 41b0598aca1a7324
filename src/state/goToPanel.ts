import type { DocId } from '../worker/protocol.ts'
import { activate, useDocuments } from './documents.ts'
import { focusPaneWhenShown } from './focus.ts'
import { type PanelTab, showPanelTab } from './panel.ts'
import { hiveOf } from './places.ts'

/**
 * Shows a tab of the panel and moves the focus to its list, once that is on screen. The focus stays where it is while
 * another hive is in front.
 */
export function goToPanelTab(place: DocId, tab: PanelTab): void {
  const doc = hiveOf(place)
  // The panel is with the first place of the hive.
  if (doc !== place) activate(doc)
  showPanelTab(doc, tab)
  if (useDocuments.getState().active === doc) focusPaneWhenShown('panel')
}
