/** Saves a compacted copy of a document, in the format of a version. */

import type { NewMinor } from '../offreg/create.ts'
import { BASE } from '../regf/layout.ts'
import { countChanges } from './comparing.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { RequestOf, SaveResult } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { deliver } from './save.ts'

/** The progress once the changes are counted, and once the copy is made and checked; writing takes the rest. */
const COUNTED = 0.1
const COPIED = 0.6

/**
 * Writes a compacted copy. Must be called within `exclusive`.
 *
 * @throws HiveError the codes of `CALLS.previewSave`; `write-failed`, `cancelled`
 */
export async function saveCopy(
  session: Session,
  doc: HiveDocument,
  request: RequestOf<'save'> & { readonly layout: NewMinor },
  context: CallContext,
): Promise<SaveResult> {
  const from = (start: number, end: number): CallContext => ({
    signal: context.signal,
    progress: (done) => context.progress(start + done * (end - start)),
  })
  const withRoom = session.withRoom.bind(session)
  const hive = await doc.copy.make(request.layout, withRoom, from(COUNTED, COPIED))
  const changes = await countChanges(doc, from(0, COUNTED))
  doc.logs.outnumber(hive.image.u32(BASE.PRIMARY_SEQUENCE))
  try {
    return await deliver(doc, request, { hive, changes }, from(COPIED, 1))
  } finally {
    doc.copy.drop()
  }
}
