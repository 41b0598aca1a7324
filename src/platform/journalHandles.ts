/**
 * The files of hives whose edits are kept, by their journals, so that resumed edits can be saved to the same file.
 * They are kept in IndexedDB. Without one, a resumed hive is saved like one that has no file.
 */

import { database, STORE } from './database.ts'

const PREFIX = 'journal '

/**
 * Notes the file of a journal.
 *
 * @param handle - null if it has none any more
 */
export async function noteHandle(
  journal: string,
  handle: FileSystemFileHandle | null,
): Promise<void> {
  try {
    const store = await database()
    if (handle === null) await store.delete(STORE, PREFIX + journal)
    else await store.put(STORE, handle, PREFIX + journal)
  } catch {
    // The edits are kept all the same.
  }
}

/** The file of a journal; null if none was noted. */
export async function notedHandle(journal: string): Promise<FileSystemFileHandle | null> {
  try {
    const stored: unknown = await (await database()).get(STORE, PREFIX + journal)
    return stored instanceof FileSystemFileHandle ? stored : null
  } catch {
    return null
  }
}

/** The journals that files were noted for. */
export async function notedJournals(): Promise<readonly string[]> {
  try {
    const keys = await (await database()).getAllKeys(STORE)
    return keys.flatMap((key) =>
      typeof key === 'string' && key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : [],
    )
  } catch {
    return []
  }
}
