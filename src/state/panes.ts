/** Keeps the stores of the panes in step with the open documents and their edits. */

import type { DocId } from '../worker/protocol.ts'
import { checkAfterEdit, dropCheck } from './checks.ts'
import { type DocumentListener, useDocuments } from './documents.ts'
import { dropFindings } from './findings.ts'
import { applyTreeEdit } from './followEdits.ts'
import { followSwap } from './followSwap.ts'
import { dropLogs, logsGiven } from './logs.ts'
import { dropTree, initTree, refreshRows } from './tree.ts'
import { dropValueDetails } from './valueDetails.ts'
import { applyValueEdit, refreshValues } from './values.ts'

/** The listener of `documents.ts` for the stores of tree and values. */
export const paneListener: DocumentListener = {
  opened: (info) => {
    void initTree(info.doc, info)
    awaitCheck(info.doc)
  },
  logsGiven,
  edited: (doc, result) => {
    checkAfterEdit(doc)
    if (result.swapped !== null) {
      void followSwap(doc, result.swapped.root)
      return
    }
    void applyValueEdit(doc, result)
    void applyTreeEdit(doc, result)
  },
  closed: (doc) => {
    waiting.get(doc)?.()
    waiting.delete(doc)
    dropCheck(doc)
    dropFindings(doc)
    dropTree(doc)
    dropValueDetails(doc)
    dropLogs(doc)
  },
}

/** Documents whose first check is not done, each with the function that stops waiting for it. */
const waiting = new Map<DocId, () => void>()

/**
 * Waits for the first check and then fetches the rows again, since rows from before it do not show
 * damage.
 */
function awaitCheck(doc: DocId): void {
  waiting.get(doc)?.()
  const stop = useDocuments.subscribe(({ docs }) => {
    const check = docs.find((one) => one.info.doc === doc)?.check
    if (!check) return
    stop()
    waiting.delete(doc)
    if (check.errors === 0) return
    void refreshRows(doc)
    void refreshValues(doc)
  })
  waiting.set(doc, stop)
}
