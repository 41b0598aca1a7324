/** Calls that read .reg text into a document, and write it from one. */

import { exportText, leftOutPage } from '../exporting.ts'
import { applyImport, changePage, previewImport, skippedPage } from '../importing.ts'
import { changing, type Handlers } from './handler.ts'

export const textCalls = {
  previewImport: (session, request, context) => {
    const document = session.document(request.doc)
    document.hive.requireEditable()
    return document.exclusive(context.signal, () => previewImport(document, request, context))
  },
  importRows: (session, request) => changePage(session.document(request.doc), request),
  skippedLines: (session, request) => skippedPage(session.document(request.doc), request),
  applyImport: changing((doc, _, context) => applyImport(doc, context)),
  exportText: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () => exportText(document, request, context))
  },
  leftOutRows: (session, request) => leftOutPage(session.document(request.doc), request),
} satisfies Partial<Handlers>
