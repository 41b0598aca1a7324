/** Calls about the file of a document: its original bytes, and saving. */

import { originalOf } from '../original.ts'
import { isRestored, saveAsOpened } from '../restore.ts'
import { saveDocument } from '../save.ts'
import { saveCopy } from '../saveCopy.ts'
import { previewSave } from '../savePreview.ts'
import type { Handlers } from './handler.ts'

export const savingCalls = {
  digest: (session, { doc }) => session.document(doc).digest(),
  original: (session, { doc }, context) => originalOf(session.document(doc), context),
  hasChanges: (session, { doc }, context) => {
    const document = session.document(doc)
    return document.exclusive(context.signal, () => document.hasChanges)
  },
  save: (session, request, context) => {
    const document = session.unlocked(request.doc)
    const { layout } = request
    if (layout !== undefined && layout !== 'kept') {
      return document.exclusive(context.signal, () =>
        saveCopy(session, document, { ...request, layout }, context),
      )
    }
    if (!isRestored(document)) document.hive.requireEditable()
    return document.exclusive(context.signal, () => {
      const save = isRestored(document) ? saveAsOpened : saveDocument
      return save(document, request, context)
    })
  },
  previewSave: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () =>
      previewSave(session, document, request, context),
    )
  },
  dropCopy: (session, { doc }) => session.document(doc).copy.drop(),
  markSaved: (session, { doc, revision }) => {
    const document = session.document(doc)
    // After another edit the saved bytes are no longer the current ones, so the document stays
    // unsaved.
    if (revision === document.revision) document.markSaved('download')
    return document.state
  },
} satisfies Partial<Handlers>
