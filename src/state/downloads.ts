/** Files about a hive that the engine writes: made, downloaded, and announced. */

import { downloadBlob } from '../platform/save.ts'
import type { CallOptions, DocId } from '../worker/protocol.ts'
import { titleOf } from './documents.ts'
import { whileShown } from './longEdits.ts'
import { needsNoMessage, notify, showError } from './notices.ts'

interface Download {
  /** What is being done, for its progress. */
  readonly working: string
  write(options: CallOptions): Promise<Blob>
  /** The name of the file. */
  readonly file: string
  /** The notice once it is downloaded. */
  readonly done: string
}

/**
 * Has the engine write a file, and downloads it.
 *
 * @returns false if that failed or was cancelled, which a notice says
 */
export async function download(doc: DocId, job: Download): Promise<boolean> {
  try {
    const blob = await whileShown(doc, job.working, (options) => job.write(options))
    downloadBlob(blob, job.file)
    notify({ kind: 'status', text: job.done, doc, topic: 'export' })
    return true
  } catch (error) {
    if (!needsNoMessage(error)) showError(error, titleOf(doc), { doc, topic: 'export' })
    return false
  }
}
