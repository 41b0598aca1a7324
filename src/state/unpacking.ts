/** Opening hives that were found in archives and folders. */

import type { ArchivedFile } from '../archive/ArchivedFile.ts'
import { HiveError } from '../errors.ts'
import type { DocId } from '../worker/protocol.ts'
import type { ChosenHive } from './foundHives.ts'
import { showError } from './notices.ts'
import { offerLogs, openFile, refusalOf } from './openFiles.ts'
import { startOpening } from './openings.ts'

/** Opens hives that come out of an archive or a folder, one after the other, with their logs. */
export async function openUnpacked(hives: readonly ChosenHive[]): Promise<void> {
  const withLogs: DocId[] = []
  for (const { file, logs } of hives) {
    const unpacked = await unpack([file, ...logs])
    const [hive, ...rest] = unpacked ?? []
    if (hive === undefined) continue
    const named = rest.map((log) => ({ name: log.name, file: log }))
    const doc = await openFile({ file: hive, handle: file.handle }, named)
    if (doc !== null && named.length > 0) withLogs.push(doc)
  }
  void offerLogs(withLogs)
}

/** Unpacks a hive and its logs, shown like a hive that is being opened; null when that failed or was cancelled. */
async function unpack(files: readonly ArchivedFile[]): Promise<readonly File[] | null> {
  const [{ path } = { path: '' }] = files
  const name = path.slice(path.lastIndexOf('/') + 1)
  const opening = startOpening(name)
  const { signal, onProgress } = opening
  opening.show()
  try {
    const unpacked: File[] = []
    for (const [at, file] of files.entries()) {
      const progress = (done: number) => onProgress((at + done) / files.length)
      unpacked.push(await file.content({ signal, progress }))
    }
    return unpacked
  } catch (error) {
    if (!signal.aborted) {
      const failure = new HiveError('read-failed', String(error))
      showError(error instanceof HiveError ? error : failure, name, { topic: refusalOf(name) })
    }
    return null
  } finally {
    opening.end()
  }
}
