/** Salvaging a damaged hive into a new one, which opens in a tab of its own with a report of what was lost. */

import { create } from 'zustand'
import { salvagedText } from '../text/salvaging.ts'
import type { DocId, SalvageFrom } from '../worker/protocol.ts'
import { addDocument, documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { goToPanelTab } from './goToPanel.ts'
import { notify, showError } from './notices.ts'
import { startOpening } from './openings.ts'

/** The hive that each salvaged one was made of; null for a file that is not open. */
export const useSalvaged = create<{ readonly from: Readonly<Record<DocId, DocId | null>> }>(() => ({
  from: {},
}))

/** Salvages the file of a hive as it was opened. The hive stays as it is. */
export function salvageHive(doc: DocId): Promise<void> {
  const name = documentOf(doc)?.info.name ?? ''
  return salvage({ kind: 'document', doc }, name, doc)
}

/** Salvages a file that could not be opened. */
export function salvageFile(file: File): Promise<void> {
  return salvage({ kind: 'file', name: file.name, file }, file.name, null)
}

async function salvage(from: SalvageFrom, name: string, source: DocId | null): Promise<void> {
  const opening = startOpening(name)
  const { signal, onProgress } = opening
  opening.show()
  try {
    const info = await engine().salvage({ from }, { signal, onProgress })
    useSalvaged.setState((state) => ({ from: { ...state.from, [info.doc]: source } }))
    addDocument(info, null)
    goToPanelTab(info.doc, 'salvage')
    notify({ kind: 'status', ...salvagedText(titleOf(info.doc)), doc: info.doc })
  } catch (error) {
    showError(error, name, source === null ? {} : { doc: source })
  } finally {
    opening.end()
  }
}
