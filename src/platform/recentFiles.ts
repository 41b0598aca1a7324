/** The files that were opened last, with the handles by which a browser opens them again; kept in IndexedDB. */

import { database, STORE } from './database.ts'

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
  /** The tab of the browser that has it open, or had it open when it was last reloaded or restored. */
  readonly tab?: string | null
}

/** The entry of the store that is a list, which is replaced as a whole. */
const LIST = 'list'
const TAB = 'propolis.tab'

/** The name of this tab, which it keeps when it is reloaded, and when the browser restores it; null if it has none. */
export function tabName(): string | null {
  try {
    return sessionStorage.getItem(TAB)
  } catch {
    return null
  }
}

/** Gives this tab a name, if it has none. */
export function nameTab(): void {
  if (tabName() !== null) return
  try {
    sessionStorage.setItem(TAB, crypto.getRandomValues(new Uint32Array(2)).join('-'))
  } catch {
    // Then its files are not opened again after a reload.
  }
}

/** Forgets the name, so that the tab is like a new one. */
export function forgetTabName(): void {
  try {
    sessionStorage.removeItem(TAB)
  } catch {
    // Then there is none.
  }
}

/** The files that were opened last, the newest first; none where the browser keeps nothing. */
export async function readRecentFiles(): Promise<readonly RecentFile[]> {
  return (await readStored()) ?? []
}

async function readStored(): Promise<readonly RecentFile[] | null> {
  try {
    const stored: unknown = await (await database()).get(STORE, LIST)
    return Array.isArray(stored) ? stored.filter(isRecentFile) : []
  } catch {
    return null
  }
}

/**
 * Changes the list, which all tabs of the page share.
 *
 * @param known - the list as this tab knows it, where the browser keeps nothing
 * @param change - returns the new list
 * @returns that list
 */
export async function changeRecentFiles(
  known: readonly RecentFile[],
  change: (files: readonly RecentFile[]) => Promise<readonly RecentFile[]>,
): Promise<readonly RecentFile[]> {
  const files = await change((await readStored()) ?? known)
  await writeStored(files)
  return files
}

async function writeStored(files: readonly RecentFile[]): Promise<void> {
  try {
    const store = await database()
    if (files.length === 0) await store.delete(STORE, LIST)
    else await store.put(STORE, files, LIST)
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
