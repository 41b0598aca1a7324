/** Calls about what is no longer part of a hive: deleted records, and what a salvage finds. */

import {
  deletedDetails,
  deletedPage,
  deletedSoFar,
  exportDeleted,
  findDeleted,
  listDeleted,
  listedIds,
  listedPage,
  restoreDeleted,
} from '../deletedReplies.ts'
import type { ReplyOf } from '../protocol.ts'
import { lossPage, salvageDocument, salvageSummary } from '../salvaging.ts'
import { type Handlers, reading } from './handler.ts'

export const lostCalls = {
  findDeleted: (session, { doc }, context) => findDeleted(session.document(doc), context),
  deletedRows: (session, request, context) =>
    deletedPage(session.document(request.doc), request, context),
  deletedSoFar: reading(deletedSoFar),
  listDeleted: (session, request, context) =>
    listDeleted(session.document(request.doc), request, context),
  listedDeleted: reading(listedPage),
  listedIds: Object.assign(reading(listedIds), {
    transfer: (ids: ReplyOf<'listedIds'>) => [ids.buffer],
  }),
  exportDeleted: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () => exportDeleted(document, request, context))
  },
  deletedDetails: Object.assign(
    (...[session, request, context]: Parameters<Handlers['deletedDetails']>) =>
      deletedDetails(session.document(request.doc), request, context),
    {
      transfer: ({ bytes, data }: ReplyOf<'deletedDetails'>) => [bytes.buffer, data.buffer],
    },
  ),
  restoreDeleted: (session, request, context) => {
    const document = session.unlocked(request.doc)
    document.hive.requireEditable()
    return document.exclusive(context.signal, () => restoreDeleted(document, request, context))
  },
  salvage: (session, request, context) => salvageDocument(session, request, context),
  salvageSummary: (session, { doc }) => salvageSummary(session.document(doc)),
  losses: (session, request) => lossPage(session.document(request.doc), request),
} satisfies Partial<Handlers>
