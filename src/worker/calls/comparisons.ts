/** Calls about the changes of a document since it was saved or opened. */

import { changesReport } from '../changesReport.ts'
import { compare, differencesText, pendingPage, revertChanges } from '../comparing.ts'
import type { Handlers } from './handler.ts'

export const comparisonCalls = {
  compare: (session, request, context) => compare(session, request, context),
  pendingRows: (session, request) => pendingPage(session, request),
  revertChanges: (session, request, context) => revertChanges(session, request, context),
  changesReport: (session, request, context) => changesReport(session, request, context),
  differencesText: (session, request, context) => differencesText(session, request, context),
  endCompare: (session, { doc }) => session.document(doc).comparisons.release(),
} satisfies Partial<Handlers>
