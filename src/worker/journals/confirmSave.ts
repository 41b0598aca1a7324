import type { UnconfirmedSave } from '../../journal/JournalSummary.ts'
import { contentOfBlob, findFingerprint } from '../Fingerprint.ts'

/**
 * Looks whether a save was finished although nobody lived to note that.
 *
 * @param save - what was about to be written; null if nothing was
 * @param handle - the file
 * @param step - called before each slice; it may throw to end the work
 * @returns the number of records before it in the journal; null if the file holds something else, or cannot be read now
 */
export async function confirmSave(
  save: UnconfirmedSave | null,
  handle: FileSystemFileHandle | null,
  step: () => void,
): Promise<number | null> {
  if (save === null || handle === null) return null
  try {
    // Without permission this rejects. Nobody is asked before they save.
    const file = await handle.getFile()
    const found = await findFingerprint(contentOfBlob(file), [save.file], step)
    return found === null ? null : save.index
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}
