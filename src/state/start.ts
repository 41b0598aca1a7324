import { guardUnload, setPageTitle } from '../platform/page.ts'
import { pageTitle } from '../text/page.ts'
import type { EngineClient } from '../worker/protocol.ts'
import { endNaming } from './activity.ts'
import {
  activeDocument,
  engineStopped,
  hasUnsaved,
  listenToDocuments,
  receiveEvent,
  titleOf,
  useDocuments,
} from './documents.ts'
import { setEngine } from './engine.ts'
import { watchEnvironment, watchMissingParts } from './environment.ts'
import { documentListener } from './follow.ts'
import { showError, showMissingPart, watchScreen } from './notices.ts'
import { watchPageAddress } from './pageAddress.ts'
import { watchSides } from './sides.ts'

/**
 * Connects the stores with the engine, with each other and with the browser tab. Must be called
 * once, before anything is drawn.
 */
export function startState(client: EngineClient): void {
  setEngine(client)
  client.onEvent(receiveEvent)
  client.onStopped(engineStopped)
  listenToDocuments(documentListener)
  watchScreen({ active: () => useDocuments.getState().active, title: titleOf })
  watchEnvironment()
  watchMissingParts(showMissingPart)
  watchPageAddress()
  watchSides()
  import('./recentFiles.ts').then(({ startRecentFiles }) => startRecentFiles()).catch(showError)
  useDocuments.subscribe(markPage)
  useDocuments.subscribe(({ active }, before) => {
    if (active !== before.active && before.active !== null) endNaming(before.active)
  })
}

/**
 * Marks the browser tab while there are unsaved changes, and makes the browser ask before it closes
 * the tab.
 */
function markPage(): void {
  const unsaved = hasUnsaved()
  const doc = activeDocument()
  setPageTitle(pageTitle(doc ? titleOf(doc.info.doc) : null, { unsaved }))
  guardUnload({ unsaved })
}
