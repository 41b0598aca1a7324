/** Calls that search hives, and list what was found. */

import { deletedHits } from '../deletingHits.ts'
import { arranged, foundPage, hitIdsOf, hitPage, hitsNextTo, writtenHits } from '../listedHits.ts'
import type { ReplyOf } from '../protocol.ts'
import { replacedHits } from '../replacingHits.ts'
import type { Handlers } from './handler.ts'

export const searchCalls = {
  search: (session, request, context) =>
    session.document(request.doc).searches.run(request, context),
  hits: hitPage,
  foundHits: foundPage,
  arrangeHits: arranged,
  hitIds: Object.assign(hitIdsOf, {
    transfer: (ids: ReplyOf<'hitIds'>) => [ids.buffer],
  }),
  hitsAround: hitsNextTo,
  writeHits: writtenHits,
  deleteHits: deletedHits,
  replaceHits: replacedHits,
  endSearch: (session, { doc, search }) => session.document(doc).searches.end(search),
} satisfies Partial<Handlers>
