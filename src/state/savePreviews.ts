/** What a save would write, for the dialog that asks how. */

import type { CallOptions, DocId, SaveLayout, SavePreview } from '../worker/protocol.ts'
import { engine } from './engine.ts'

/** Has the engine make and check what a save would write. Rejects with the reason why it would be refused. */
export function previewSave(
  doc: DocId,
  layout: SaveLayout,
  options: CallOptions,
): Promise<SavePreview> {
  return engine().previewSave({ doc, layout }, options)
}
