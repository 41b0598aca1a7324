/** Calls that search hives, and list what was found. */

import { deleteHits } from '../deletingHits.ts'
import { arrangeHits, foundPage, hitIds, hitPage, hitsAround, writtenHits } from '../listedHits.ts'
import type { Handlers } from './handler.ts'

export const searchCalls = {
  search: (session, request, context) =>
    session.document(request.doc).searches.run(request, context),
  hits: hitPage,
  foundHits: foundPage,
  writeHits: writtenHits,
  deleteHits,
  arrangeHits,
  hitIds: Object.assign(hitIds, {
    transfer: (ids: Uint32Array<ArrayBuffer>) => [ids.buffer],
  }),
  hitsAround,
  endSearch: (session, { doc, search }) => session.document(doc).searches.end(search),
} satisfies Partial<Handlers>
