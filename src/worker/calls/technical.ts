/** Calls that read the structures of a hive file. */

import { blockPage, bytePage, cellPage, fieldPage, filePlace } from '../technicalReplies.ts'
import { type Handlers, reading } from './handler.ts'

export const technicalCalls = {
  fileBlocks: (session, request, context) =>
    blockPage(session.document(request.doc), request, context),
  fileCells: (session, request, context) =>
    cellPage(session.document(request.doc), request, context),
  fileFields: (session, request, context) =>
    fieldPage(session.document(request.doc), request, context),
  filePlace: (session, request, context) =>
    filePlace(session.document(request.doc), request, context),
  fileBytes: reading(bytePage),
} satisfies Partial<Handlers>
