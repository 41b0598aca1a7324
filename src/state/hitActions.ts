/** What can be done with results of a search: copying, exporting and deleting them. The engine makes the text. */

import { HiveError } from '../errors.ts'
import { downloadBlob } from '../platform/save.ts'
import { deletedText, UNDO } from '../text/edits.ts'
import { exportedText, HIT_STATES, RESULTS, resultsFile, TOO_MANY_RESULTS } from '../text/find.ts'
import type { DocId, HitFormat, SearchId, WrittenHits } from '../worker/protocol.ts'
import { copy, MOST_TEXT } from './copying.ts'
import { applyResult, documentOf, editTopic, titleOf } from './documents.ts'
import { undo } from './edits.ts'
import { engine } from './engine.ts'
import { hitList, hitsBegun } from './hitLists.ts'
import { IdSet } from './IdSet.ts'
import { whileShown } from './longEdits.ts'
import { notify, sayWhyNot, showError } from './notices.ts'
import { searchOf } from './searches.ts'

/** Copies the selected hits as rows with tabs between the columns, or as .reg text. */
export async function copyHits(id: SearchId, format: 'text' | 'reg'): Promise<void> {
  const written = await writeHits(id, format, selectedHits(id))
  if (written !== null) await copyWritten(written, format)
}

/** Copies all hits that are listed. */
export async function copyAllHits(id: SearchId): Promise<void> {
  const written = await writeHits(id, 'text', null)
  if (written !== null) await copyWritten(written, 'text')
}

/** Copies the paths of the keys of the selected hits, a line each. */
export async function copyHitPaths(id: SearchId): Promise<void> {
  const written = await writeHits(id, 'paths', selectedHits(id))
  if (written === null) return
  if (written.blob.size === 0) return sayWhyNot(HIT_STATES.gone, searchOf(id)?.docs[0])
  await copyWritten(written, 'text', 'paths')
}

/** Writes all hits that are listed into a file. */
export async function exportHits(id: SearchId, format: HitFormat): Promise<void> {
  const written = await writeHits(id, format, null)
  if (written === null) return
  downloadBlob(written.blob, resultsFile(format))
  notify({
    kind: 'status',
    text: exportedText(format, written),
    topic: 'export results',
  })
}

/** Deletes the keys and values of the selected hits: one step in each hive. */
export async function deleteHits(id: SearchId): Promise<void> {
  const search = searchOf(id)
  const hits = selectedHits(id)
  if (search === undefined || hits.length === 0) return
  const { docs } = search
  const begun = hitsBegun(id)
  let isNothing = true
  for (const doc of docs) {
    try {
      const request = { docs, search: id, doc, hits, begun }
      const result = await whileShown(doc, RESULTS.deleting, (call) =>
        engine().deleteHits(request, call),
      )
      if (result === null) continue
      isNothing = false
      applyResult(doc, result)
      const action = { label: UNDO, run: () => void undo(doc) }
      const text = deletedText(result)
      notify({ kind: 'status', text, doc, topic: editTopic(doc), action })
    } catch (error) {
      isNothing = false
      showError(error, titleOf(doc), { doc, topic: editTopic(doc) })
    }
  }
  if (isNothing) sayWhyNot(HIT_STATES.gone, docs[0])
}

/** The ids of the selected hits, in the order of the list as far as it is known. */
function selectedHits(id: SearchId): Uint32Array {
  const selection = hitList(id)?.view.selection
  return selection instanceof IdSet ? selection.toArray() : Uint32Array.from(selection ?? [])
}

async function writeHits(
  id: SearchId,
  format: HitFormat,
  hits: Uint32Array | null,
): Promise<WrittenHits | null> {
  const { docs } = searchOf(id) ?? { docs: [] }
  const [doc] = docs
  if (doc === undefined) return null
  try {
    const request = { docs, search: id, format, hits }
    return await whileShown(doc, RESULTS.exporting, (call) => engine().writeHits(request, call))
  } catch (error) {
    if (documentOf(doc) !== undefined) showWhy(doc, error)
    return null
  }
}

function showWhy(doc: DocId, error: unknown): void {
  if (error instanceof HiveError && error.code === 'result-too-large') {
    sayWhyNot(TOO_MANY_RESULTS, doc)
  } else showError(error, titleOf(doc), { doc })
}

async function copyWritten(
  { blob, count }: WrittenHits,
  format: 'text' | 'reg',
  what: 'results' | 'paths' = 'results',
): Promise<void> {
  // Text is UTF-8, .reg text is UTF-16.
  if (blob.size > MOST_TEXT * 2) return sayWhyNot(TOO_MANY_RESULTS)
  const bytes = await blob.arrayBuffer()
  const text = new TextDecoder(format === 'reg' ? 'utf-16le' : 'utf-8').decode(bytes)
  await copy(text, { what, count })
}
