/** Calls that edit keys and values, and those about the history of edits. */

import { redoEdit, runEdit, undoEdit } from '../edits.ts'
import { goToStep, historyPage } from '../historyReplies.ts'
import { changing, type Handlers } from './handler.ts'

export const editingCalls = {
  edit: (session, { doc, edit }, context) => {
    const document = session.unlocked(doc)
    // Refused at once: there is no need to wait for the check of a hive that may not be edited.
    document.hive.requireEditable()
    return document.exclusive(context.signal, () => runEdit(document, edit, context))
  },
  undo: changing((doc, _, context) => undoEdit(doc, context)),
  redo: changing((doc, _, context) => redoEdit(doc, context)),
  history: (session, request) => historyPage(session.document(request.doc), request),
  stepPlaces: (session, { doc, steps }) => {
    const { history } = session.document(doc)
    const places = steps.map((step) => history.positionOf(step))
    return { position: history.position, newest: history.newestStep, places }
  },
  goToStep: changing((doc, { position }, context) => goToStep(doc, position, context)),
} satisfies Partial<Handlers>
