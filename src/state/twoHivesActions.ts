/** What can be done with the differences of two hives: going to them, taking them over, copying and exporting them. */

import { HiveError } from '../errors.ts'
import { downloadBlob } from '../platform/save.ts'
import { UNDO } from '../text/edits.ts'
import { leftText, TOO_MANY_CHANGES } from '../text/pending.ts'
import {
  differencesFile,
  exportedDifferencesText,
  notChangeableText,
  notOpenText,
  notThereText,
  patchFile,
  patchText,
  TWO_HIVES,
  takenText,
} from '../text/twoHives.ts'
import type {
  ComparisonId,
  DifferencesText,
  DocId,
  SideName,
  TwoHivesRow,
} from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import { copy, MOST_TEXT } from './copying.ts'
import {
  activate,
  activeDocument,
  applyResult,
  documentOf,
  editTopic,
  titleOf,
} from './documents.ts'
import { undo } from './edits.ts'
import { engine } from './engine.ts'
import { IdSet } from './IdSet.ts'
import { whileShown } from './longEdits.ts'
import { goToHit } from './navigation.ts'
import { needsNoMessage, notify, sayWhyNot, showError } from './notices.ts'
import { enlargePanel } from './panel.ts'
import { comparisonOf, documentOn, hivesOf, nameOn, otherSide } from './twoHives.ts'
import { differenceList, nextDifference, report } from './twoHivesRuns.ts'

/** Shows the place of a row in one of the hives. */
export async function goToSide(
  id: ComparisonId,
  row: TwoHivesRow,
  side: SideName,
  takesFocus = true,
): Promise<void> {
  const comparison = comparisonOf(id)
  if (comparison === undefined) return
  try {
    const place = await engine().rowPlace({ comparison: id, row: row.id, side })
    if (place === null) {
      return sayWhyNot(notOpenText(nameOn(comparison[side])), activeDocument()?.info.doc)
    }
    const { doc, key, value, found } = place
    activate(doc)
    if (takesFocus) enlargePanel(false)
    await goToHit(doc, { key, value }, takesFocus)
    if (!found) {
      const text = notThereText(row.names.at(-1) ?? '', titleOf(doc))
      notify({ kind: 'status', text, doc, topic: 'difference' })
    }
  } catch (error) {
    report(id, error)
  }
}

/** The side that an open hive is on; that of the other one if it is on neither. */
export function sideOf(id: ComparisonId, doc: DocId): SideName {
  const comparison = comparisonOf(id)
  return comparison !== undefined && documentOn(comparison.left) === doc ? 'left' : 'right'
}

/** Selects the next or previous difference, and shows its place in the hive on screen if its keys are on screen. */
export async function goToDifference(
  id: ComparisonId,
  step: 1 | -1,
  follows: boolean,
): Promise<void> {
  const row = await nextDifference(id, step)
  const doc = activeDocument()?.info.doc
  const comparison = comparisonOf(id)
  if (row === null || doc === undefined || comparison === undefined || !follows) return
  const side = sideOf(id, doc)
  if (documentOn(comparison[side]) === doc) await goToSide(id, row, side, false)
}

/** Takes differences over into one of the hives, as one step: those of some rows, or all that are listed (null). */
export async function takeDifferences(
  id: ComparisonId,
  rows: Uint32Array | null,
  to: SideName,
): Promise<void> {
  const comparison = comparisonOf(id)
  if (comparison === undefined) return
  const doc = documentOn(comparison[to])
  const here = activeDocument()?.info.doc
  if (doc === null) return sayWhyNot(notChangeableText(nameOn(comparison[to])), here)
  if ((comparison.state?.outdated.length ?? 0) > 0) return sayWhyNot(TWO_HIVES.outdated, here)
  const arrived = differenceList(id)?.selectedRows ?? []
  const selected = rows?.length === arrived.length ? arrived : []
  if (selected.length > 0 && selected.every(({ inside }) => inside)) {
    return sayWhyNot(TWO_HIVES.isInside, here)
  }
  await actNext(doc, async () => {
    const topic = editTopic(doc)
    const before = documentOf(doc)?.state.revision
    const takenBefore = comparisonOf(id)?.state?.taken ?? 0
    try {
      const result = await whileShown(doc, TWO_HIVES.taking, (call) =>
        engine().takeDifferences({ comparison: id, rows, to }, call),
      )
      applyResult(doc, result)
      const detail = leftText([...result.left], result.leftTotal)
      if (result.state.revision === before) {
        const text = TWO_HIVES.nothingTaken
        notify({ kind: 'alert', text, detail, doc, topic, transient: true })
        return
      }
      const count = (comparisonOf(id)?.state?.taken ?? 0) - takenBefore
      const [only] = selected
      const name = count === 1 && only?.below === 0 ? (only.names.at(-1) ?? null) : null
      const text = takenText(count, titleOf(doc), name)
      const action = { label: UNDO, run: () => void undo(doc) }
      notify({ kind: 'status', text, detail, action, doc, topic })
    } catch (error) {
      if (isStale(error)) sayWhyNot(TWO_HIVES.outdated, here)
      else showError(error, titleOf(doc), { doc, topic })
    }
  })
}

/** Copies the selected differences: as lines with tabs between the columns. */
export async function copyDifferences(id: ComparisonId): Promise<void> {
  const rows = selectedIds(id)
  await write(id, async () => {
    const { blob, count } = await engine().writeDifferences({
      comparison: id,
      rows,
      format: 'text',
    })
    if (blob.size > MOST_TEXT) return sayWhyNot(TOO_MANY_CHANGES, activeDocument()?.info.doc)
    await copy(await blob.text(), { what: 'changes', count })
  })
}

/** Downloads the differences that are listed. */
export async function exportDifferences(id: ComparisonId, format: 'csv' | 'json'): Promise<void> {
  const comparison = comparisonOf(id)
  const [doc] = comparison === undefined ? [] : hivesOf(comparison)
  if (comparison === undefined || doc === undefined) return
  await write(id, async () => {
    const request = { comparison: id, rows: null, format }
    const { blob, count } = await whileShown(doc, TWO_HIVES.writing, (call) =>
      engine().writeDifferences(request, call),
    )
    const file = differencesFile(fileName(id, 'left'), fileName(id, 'right'), format)
    downloadBlob(blob, file)
    notify({ kind: 'status', text: exportedDifferencesText(count, file), topic: 'export' })
  })
}

/**
 * Makes the .reg text that makes one of the hives like the other: in some rows, or in all that are listed (null).
 *
 * @param how - whether it is downloaded or copied
 */
export async function givePatch(
  id: ComparisonId,
  rows: Uint32Array | null,
  to: SideName,
  how: 'download' | 'copy',
): Promise<void> {
  const comparison = comparisonOf(id)
  const [doc] = comparison === undefined ? [] : hivesOf(comparison)
  if (comparison === undefined || doc === undefined) return
  await write(id, async () => {
    const request = { comparison: id, rows, to, prefix: prefixOf(id, to) }
    const written = await whileShown(doc, TWO_HIVES.writing, (call) =>
      engine().comparisonText(request, call),
    )
    if (how === 'copy') return copyPatch(written)
    const file = patchFile(fileName(id, to), fileName(id, otherSide(to)))
    downloadBlob(written.blob, file)
    const text = patchText(file, nameOn(comparison[to]), nameOn(comparison[otherSide(to)]))
    const detail = leftText([...written.left], written.leftTotal)
    notify({ kind: 'status', text, detail, topic: 'export' })
  })
}

async function copyPatch({ blob, left, leftTotal }: DifferencesText): Promise<void> {
  // .reg text is UTF-16.
  if (blob.size > MOST_TEXT * 2) return sayWhyNot(TOO_MANY_CHANGES, activeDocument()?.info.doc)
  const text = new TextDecoder('utf-16le').decode(await blob.arrayBuffer())
  await copy(text, { what: 'text', count: 1 })
  const detail = leftText([...left], leftTotal)
  if (detail !== undefined) notify({ kind: 'status', text: detail, topic: 'export' })
}

/** The registry path of the root of a side: that of the other one for a file. */
function prefixOf(id: ComparisonId, side: SideName): string {
  const comparison = comparisonOf(id)
  if (comparison === undefined) return ''
  const docs = [comparison[side], comparison[otherSide(side)]].flatMap(({ hive }) =>
    hive.kind === 'file' ? [] : [hive.doc],
  )
  const [doc] = docs
  return (doc === undefined ? undefined : documentOf(doc)?.info.prefix) ?? ''
}

/** The name of the file of a side. */
function fileName(id: ComparisonId, side: SideName): string {
  const hive = comparisonOf(id)?.[side].hive
  if (hive === undefined) return ''
  return hive.kind === 'file' ? hive.name : (documentOf(hive.doc)?.info.name ?? '')
}

/** The ids of the selected rows. */
export function selectedIds(id: ComparisonId): Uint32Array<ArrayBuffer> {
  const selection = differenceList(id)?.view.selection
  return selection instanceof IdSet ? selection.toArray() : Uint32Array.from(selection ?? [])
}

async function write(id: ComparisonId, job: () => Promise<void>): Promise<void> {
  try {
    await job()
  } catch (error) {
    if (!needsNoMessage(error)) report(id, error)
  }
}

function isStale(error: unknown): boolean {
  return error instanceof HiveError && error.code === 'stale'
}
