/** Calls that write a document for other programs, list its last writes, and measure what takes its space. */

import { type Handlers, reading } from './handler.ts'

export const exchangeCalls = {
  timeline: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () =>
      document.timeline.find(request.plausible, context),
    )
  },
  timelineBins: reading((doc, request) => doc.timeline.bins(request)),
  timelineRows: reading((doc, request) => doc.timeline.page(request)),
  timelineText: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () => document.timeline.text(request.span, context))
  },
  usage: (session, { doc }, context) => {
    const document = session.document(doc)
    return document.exclusive(context.signal, () => document.measures.measure(context))
  },
  keyUsage: (session, { doc, key }, context) => {
    const document = session.document(doc)
    return document.exclusive(context.signal, () =>
      document.measures.measureKey(document.keyCell(key), context),
    )
  },
  usageRows: reading((doc, { key, ...page }) => doc.measures.usagePage(doc.keyCell(key), page)),
  usagePicture: reading((doc, { key, most }) => doc.measures.picture(doc.keyCell(key), most)),
  usageMap: (session, request, context) =>
    session.document(request.doc).measures.map(request, context),
  usageRuns: reading((doc, request) => doc.measures.runs(request)),
} satisfies Partial<Handlers>
