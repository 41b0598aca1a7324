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
import { type Handlers, reading, readingKey } from './handler.ts'

export const keyCalls = {
  visibleRows: reading(treePage),
  setExpanded: reading(setExpanded),
  expandAll: reading(expandAll),
  sortKeys: reading(sortKeys),
  filterKeys: (session, request, context) =>
    filterKeys(session.document(request.doc), request, context, session.send),
  nearestRow: reading(nearestRow),
  reveal: reading(reveal),
  typeAhead: reading(typeAhead),
  subkeys: readingKey(subkeyPage),
  subkeyIndex: readingKey(subkeyIndex),
  keyDetails: readingKey(keyDetails),
  keyPath: readingKey(keyPath),
  freeName: readingKey(freeName),
} satisfies Partial<Handlers>
