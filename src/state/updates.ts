/**
 * A newer version of the page. Starting it reloads the page, which closes every open hive: the user is asked
 * first, and a hive that was opened or edited after the question prevents the reload.
 */

import { create } from 'zustand'
import { openDialog } from './dialogs.ts'
import { hasUnsaved, useDocuments } from './documents.ts'
import { reloadPage, useEnvironment } from './environment.ts'

interface Update {
  /** Whether the newer version is to be offered again once nothing is unsaved. */
  readonly afterSaving: boolean
}

export const useUpdate = create<Update>(() => ({ afterSaving: false }))

let stopWaiting = () => {}

/** Applies the update once nothing is unsaved, after asking if hives are open then; or no longer. */
export function updateAfterSaving(afterSaving: boolean): void {
  stopWaiting()
  useUpdate.setState({ afterSaving })
  if (!afterSaving) return
  stopWaiting = useDocuments.subscribe(() => {
    if (hasUnsaved()) return
    updateAfterSaving(false)
    askUpdate()
  })
}

/** The hives that reloading the page would close, each with its revision. */
function openHives(): readonly { readonly doc: number; readonly revision: number }[] {
  const { docs } = useDocuments.getState()
  return docs.map(({ info, state }) => ({ doc: info.doc, revision: state.revision }))
}

/** Applies the waiting update, after asking if hives are open. */
export function askUpdate(): void {
  if (openHives().length > 0) openDialog({ type: 'update' })
  else void applyUpdate()
}

/** Starts the newer version. Does not reload if a hive was opened or edited since the user agreed. */
export async function applyUpdate(): Promise<void> {
  const { startUpdate } = useEnvironment.getState()
  if (startUpdate === null) return
  const agreed = openHives()
  await startUpdate()
  const isAgreed = openHives().every((now) =>
    agreed.some(({ doc, revision }) => doc === now.doc && revision === now.revision),
  )
  if (isAgreed && useDocuments.getState().opening.length === 0) reloadPage()
}
