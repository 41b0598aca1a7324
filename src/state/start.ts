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
import { engine, setEngine } from './engine.ts'
import { watchEnvironment } from './environment.ts'
import { documentListener } from './follow.ts'
import { loadModule } from './loadModule.ts'
import { loadResuming } from './loadResuming.ts'
import { showError, watchScreen } from './notices.ts'
import { watchPageAddress } from './pageAddress.ts'
import { useSettings } from './settings.ts'
import { watchSides } from './sides.ts'

/**
 * Connects the stores with the engine, with each other and with the browser tab. Must be called
 * once, before anything is drawn.
 *
 * @param restart - starts another engine when this one has stopped
 */
export function startState(
  client: EngineClient,
  restart: (() => Promise<EngineClient>) | null = null,
): void {
  connectEngine(client, restart)
  listenToDocuments(documentListener)
  watchScreen({ active: () => useDocuments.getState().active, title: titleOf })
  watchEnvironment()
  watchPageAddress()
  watchSides()
  loadModule(() => import('./recentFiles.ts'))
    .then(({ startRecentFiles }) => startRecentFiles())
    .catch(showError)
  useDocuments.subscribe(markPage)
  useDocuments.subscribe(({ active }, before) => {
    if (active !== before.active && before.active !== null) endNaming(before.active)
  })
}

function connectEngine(client: EngineClient, restart: (() => Promise<EngineClient>) | null): void {
  setEngine(client)
  client.onEvent(receiveEvent)
  client.onEvent((event) => {
    if (event.type === 'journal') withResuming(({ receiveNews }) => receiveNews(event))
  })
  client.onStopped(() => {
    engineStopped()
    if (restart === null) return
    const start = async () => connectEngine(await restart(), restart)
    loadModule(() => import('./reviving.ts'))
      .then(({ revive }) => revive(start))
      .catch(showError)
  })
  // An engine that has stopped says so itself.
  if (!useSettings.getState().keepsEdits) client.keepEdits({ keep: false }).catch(() => {})
}

/** Offers the edits that are kept on this device, once the page is drawn. */
export async function offerKeptEdits(): Promise<void> {
  try {
    const list = await engine().keptEdits({})
    const isEmpty = list.kept.length + list.expired.length === 0
    if (!isEmpty) withResuming(({ offerKept }) => offerKept(list))
  } catch {
    // Where nothing can be kept, the first edit says so.
  }
}

function withResuming(act: (resuming: Awaited<ReturnType<typeof loadResuming>>) => unknown): void {
  loadResuming().then(act).catch(showError)
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
