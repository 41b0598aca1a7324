/** Calls that edit keys and values, and those about the history of edits. */

import { redoEdit, runEdit, undoEdit } from '../edits.ts'
import { shownLabel } from '../shown.ts'
import { changing, type Handlers } from './handler.ts'

export const editingCalls = {
  edit: (session, { doc, edit }, context) => {
    const document = session.unlocked(doc)
    // Said at once: a hive that may not be edited need not be checked for it.
    document.hive.requireEditable()
    return document.exclusive(context.signal, () => runEdit(document, edit, context))
  },
  undo: changing((doc, _, context) => undoEdit(doc, context)),
  redo: changing((doc, _, context) => redoEdit(doc, context)),
  changes: (session, { doc, limit }) => {
    const { history, revision } = session.document(doc)
    const steps = history
      .unsavedSteps(limit)
      .map(({ label, undone }) => ({ label: shownLabel(label), undone }))
    return { revision, total: history.unsaved, steps }
  },
} satisfies Partial<Handlers>
