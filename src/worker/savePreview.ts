/** Finds out what a save would write, and whether it would be refused, before anything is written. */

import type { Hive } from '../offreg/Hive.ts'
import { gateSteps } from '../offreg/saveGate.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { RequestOf, SavePreview } from './protocol.ts'
import { isRestored } from './restore.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/**
 * Makes what a save would write and checks it. Must be called within `exclusive`.
 *
 * @throws HiveError the codes of `CALLS.previewSave`
 */
export async function previewSave(
  session: Session,
  doc: HiveDocument,
  { layout }: RequestOf<'previewSave'>,
  context: CallContext,
): Promise<SavePreview> {
  const hive =
    layout === 'kept'
      ? await keptHive(doc, context)
      : await doc.copy.make(layout, session.withRoom.bind(session), context)
  const { keys, values } = hive.survey()
  return { revision: doc.revision, size: hive.image.length, keys, values }
}

/** The hive in the bytes that a save with the layout kept would write. */
async function keptHive(doc: HiveDocument, { signal, progress }: CallContext): Promise<Hive> {
  const { hive } = doc
  if (isRestored(doc)) return hive
  hive.requireEditable()
  const opened = await doc.surveyedBefore()
  const { result: bytes, inverse } = hive.image.transact(() => hive.finish())
  try {
    return await runInSlices(gateSteps(opened, bytes), { signal, onProgress: progress })
  } finally {
    hive.image.applyPatch(inverse)
  }
}
