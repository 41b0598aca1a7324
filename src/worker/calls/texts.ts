/** Calls that read .reg text into a document, and write it from one. */

import { exportAs, leftOutPage } from '../exporting.ts'
import { acceptImport, applyImport, importPage, previewImport } from '../importing.ts'
import { openText, textLines, textSource } from '../openingText.ts'
import { applyReplace, previewReplace } from '../replacingKey.ts'
import { changing, type Handlers } from './handler.ts'

export const textCalls = {
  openText: (session, request, context) => openText(session, request, context),
  textSource: (session, { doc }) => textSource(session.document(doc)),
  textLines: (session, request) => textLines(session.document(request.doc), request),
  previewImport: (session, request, context) => {
    const document = session.document(request.doc)
    document.hive.requireEditable()
    return document.exclusive(context.signal, () => previewImport(document, request, context))
  },
  importRows: (session, request, context) =>
    importPage(session.document(request.doc), request, context),
  acceptImport: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () => acceptImport(document, request, context))
  },
  endImport: (session, { doc }) => {
    session.document(doc).texts.imported = null
  },
  applyImport: changing((doc, _, context) => applyImport(doc, context)),
  previewReplace: (session, request, context) => previewReplace(session, request, context),
  applyReplace: changing((doc, request, context) => {
    doc.hive.requireEditable()
    return applyReplace(doc, request, context)
  }),
  endReplace: (session, { doc }) => {
    session.document(doc).texts.replacement = null
  },
  exportAs: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () => exportAs(document, request, context))
  },
  leftOutRows: (session, request) => leftOutPage(session.document(request.doc), request),
} satisfies Partial<Handlers>
