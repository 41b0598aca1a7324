import type { DocId, KeyId, ValueId } from '../worker/protocol.ts'
import { titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { showError } from './notices.ts'

/** All of a value's data; null when it cannot be read, which a notice has said. */
export async function loadValueData(
  doc: DocId,
  key: KeyId,
  value: ValueId,
): Promise<{ readonly type: number; readonly data: Uint8Array } | null> {
  try {
    return await engine().valueData({ doc, key, value })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
    return null
  }
}
