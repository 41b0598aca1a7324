/** The files that were opened last, with the handles by which a browser opens them again; kept in IndexedDB. */

import { type IDBPDatabase, openDB } from 'idb'

/** A handle with the permissions that only some browsers ask for. */
interface AskedHandle extends FileSystemFileHandle {
  queryPermission?(options: { readonly mode: 'read' }): Promise<PermissionState>
  requestPermission?(options: { readonly mode: 'read' }): Promise<PermissionState>
}

/** A file that was opened before. */
export interface RecentFile {
  readonly name: string
  readonly handle: FileSystemFileHandle
  /** When it was opened, in milliseconds since 1970-01-01. */
  readonly openedAt: number
}

const DATABASE = 'propolis'
const STORE = 'recent-files'
/** The one entry of the store: a list, which is replaced as a whole. */
const LIST = 'list'

function open(): Promise<IDBPDatabase> {
  return openDB(DATABASE, 1, { upgrade: (database) => void database.createObjectStore(STORE) })
}

/** The files that were opened last, the newest first; none where the browser keeps nothing. */
export async function readRecentFiles(): Promise<readonly RecentFile[]> {
  try {
    const database = await open()
    const stored: unknown = await database.get(STORE, LIST)
    database.close()
    return Array.isArray(stored) ? stored.filter(isRecentFile) : []
  } catch {
    return []
  }
}

/** Keeps a list of files in place of the one before; nothing where the browser keeps nothing. */
export async function writeRecentFiles(files: readonly RecentFile[]): Promise<void> {
  try {
    const database = await open()
    if (files.length === 0) await database.delete(STORE, LIST)
    else await database.put(STORE, files, LIST)
    database.close()
  } catch {
    // The list is a convenience.
  }
}

/**
 * The file of a handle as it is now. The browser may ask the user, so this must be called in answer to a click or key.
 *
 * @throws DOMException when the user refuses, or the file is gone
 */
export async function fileOf(handle: FileSystemFileHandle): Promise<File> {
  const { queryPermission, requestPermission } = handle as AskedHandle
  const mode = { mode: 'read' } as const
  const isAllowed =
    (await queryPermission?.call(handle, mode)) === 'granted' ||
    (await requestPermission?.call(handle, mode)) === 'granted'
  if (!isAllowed) throw new DOMException('the user did not allow it', 'NotAllowedError')
  return handle.getFile()
}

function isRecentFile(value: unknown): value is RecentFile {
  if (typeof value !== 'object' || value === null) return false
  const { name, handle, openedAt } = value as Partial<Record<keyof RecentFile, unknown>>
  return (
    typeof name === 'string' &&
    typeof openedAt === 'number' &&
    handle instanceof FileSystemFileHandle
  )
}
