/** Calls that compare a document with another hive, and make one of them like the other. */

import { changesReport } from '../changesReport.ts'
import {
  applyDifferences,
  compare,
  differencePage,
  differencesText,
  pendingPage,
} from '../comparing.ts'
import type { Handlers } from './handler.ts'

export const comparisonCalls = {
  compare: (session, request, context) => compare(session, request, context),
  differences: (session, request) => differencePage(session, request),
  pendingRows: (session, request) => pendingPage(session, request),
  applyDifferences: (session, request, context) => applyDifferences(session, request, context),
  changesReport: (session, request, context) => changesReport(session, request, context),
  differencesText: (session, request, context) => differencesText(session, request, context),
  endCompare: (session, { doc }) => session.document(doc).comparisons.release(),
} satisfies Partial<Handlers>
