/**
 * A newer version of the page. Starting it loads the page anew, and with that every open hive is closed:
 * that is asked about first, and a hive that nobody was asked about keeps the page from being loaded.
 */

import { openDialog } from './dialogs.ts'
import { useDocuments } from './documents.ts'
import { reloadPage, useSurroundings } from './surroundings.ts'

/** What loading the page anew would close, and what would be lost with it. */
function openHives(): readonly { readonly doc: number; readonly revision: number }[] {
  const { docs } = useDocuments.getState()
  return docs.map(({ info, state }) => ({ doc: info.doc, revision: state.revision }))
}

/** Applies the update that is there, after asking where hives are open. */
export function askUpdate(): void {
  if (openHives().length > 0) openDialog({ type: 'update' })
  else void applyUpdate()
}

/** Starts the newer version. What was opened or edited since the user agreed stays open: asked again then. */
export async function applyUpdate(): Promise<void> {
  const { startUpdate } = useSurroundings.getState()
  if (startUpdate === null) return
  const agreed = openHives()
  await startUpdate()
  const isAgreed = openHives().every((now) =>
    agreed.some(({ doc, revision }) => doc === now.doc && revision === now.revision),
  )
  if (isAgreed && useDocuments.getState().opening.length === 0) reloadPage()
}
