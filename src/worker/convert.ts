/**
 * Converts a hive of version 1.0 or 1.1, which is read-only, to 1.3: the converted copy is checked
 * and becomes the current hive as one step. The file does not change (regf-format 1.6).
 */

import { HiveError } from '../errors.ts'
import { compactCheckedSteps } from '../offreg/saveGate.ts'
import { BASE } from '../regf/layout.ts'
import { swapHive } from './edits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { EditResult } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

const MINOR = 3

/** Must be called within `exclusive`. Throws the codes that `CALLS.convert` lists. */
export async function convert(
  doc: HiveDocument,
  { signal, progress }: CallContext,
): Promise<EditResult> {
  const { hive: old } = doc
  if (old.access !== 'old-version') {
    throw new HiveError('unknown-version', `version ${old.version} is not converted`, {
      offset: BASE.MINOR,
      actual: old.version,
    })
  }
  await doc.surveyed()
  const work = compactCheckedSteps(old, { minor: MINOR })
  const hive = await runInSlices(work, { signal, onProgress: progress })
  // A save of the new hive needs a higher sequence number than the old file.
  doc.logs.outnumber(old.image.u32(BASE.PRIMARY_SEQUENCE))
  if (doc.logs.isDirty) doc.logs.unfinished.add(hive)
  return swapHive(doc, hive, { kind: 'convert', name: hive.version, count: 1 })
}
