/** Calls that read the key tree and single keys. */

import { filterKeys } from '../filtering.ts'
import {
  expandAll,
  freeName,
  keyDetails,
  keyPath,
  nearestRow,
  reveal,
  setExpanded,
  sortKeys,
  subkeyIndex,
  subkeyPage,
  treePage,
  typeAhead,
} from '../treeReplies.ts'
import { beforeAll, type Handlers, reading, readingKey } from './handler.ts'

const readDetails = readingKey(keyDetails)

export const keyCalls = {
  visibleRows: beforeAll((arrival, request) => arrival.rows(request), reading(treePage)),
  setExpanded: beforeAll((arrival, request) => arrival.expand(request), reading(setExpanded)),
  expandAll: reading(expandAll),
  sortKeys: reading(sortKeys),
  filterKeys: (session, request, context) =>
    filterKeys(session.document(request.doc), request, context, session.send),
  nearestRow: reading(nearestRow),
  reveal: reading(reveal),
  typeAhead: reading(typeAhead),
  subkeys: readingKey(subkeyPage),
  subkeyIndex: readingKey(subkeyIndex),
  keyDetails: (session, request) => {
    const details = readDetails(session, request)
    if (details.owner === null) return details
    const asked = session.document(request.doc)
    const hives = [asked, ...session.documents.filter((other) => other !== asked)]
    const name = session.accounts.nameOf(details.owner.sid, hives)
    return { ...details, owner: { ...details.owner, name } }
  },
  keyPath: readingKey(keyPath),
  freeName: readingKey(freeName),
} satisfies Partial<Handlers>
