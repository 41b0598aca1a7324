/** Calls that search a hive. */

import { type Handlers, reading } from './handler.ts'

export const searchCalls = {
  search: (session, request, context) =>
    session.document(request.doc).searches.run(request, context),
  hits: reading((doc, { search, from, count }) => doc.searches.page(search, from, count)),
  hitsAround: reading((doc, { search, key, value }) => doc.searches.around(search, key, value)),
  endSearch: (session, { doc, search }) => session.document(doc).searches.end(search),
} satisfies Partial<Handlers>
