/** Files dropped on the window, or pasted into it. */

import { type Folder, folderOfEntry, folderOfHandle } from './folder.ts'
import type { OpenedFile } from './open.ts'

interface EntryItem {
  webkitGetAsEntry?(): FileSystemEntry | null
}

interface HandleItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
}

/** Whether a drag carries files; a drag of selected text does not concern us. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer !== null && [...transfer.types].includes('Files')
}

/**
 * Whether files were pasted. Office programs add a picture to the text that they copy; file managers add the names of
 * the files as text.
 */
export function bringsFiles(transfer: DataTransfer): boolean {
  if (!carriesFiles(transfer)) return false
  const names = [...transfer.files].map(({ name }) => name)
  const lines = transfer.getData('text/plain').split(/[\r\n]+/)
  const isName = (line: string) => names.some((name) => line === name || line.endsWith(`/${name}`))
  return lines.every((line) => line === '' || isName(line))
}

export interface Dropped {
  readonly files: readonly OpenedFile[]
  readonly folders: readonly Folder[]
}

/**
 * The files and folders that were dropped or pasted. Must be called inside the event handler: a
 * `DataTransfer` is emptied at the first await, so the handles and files of all items are requested
 * before anything is awaited.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const items = [...transfer.items].filter((item) => item.kind === 'file')
  const dropped = items.map((item) => ({
    file: item.getAsFile(),
    entry: (item as EntryItem).webkitGetAsEntry?.() ?? null,
    handle: requestHandle(item),
  }))
  const folders = dropped
    .filter(({ entry }) => entry?.isDirectory)
    .map(async ({ entry, handle }) => resolveFolder(entry, await handle))
  const opened = dropped
    .filter(({ entry }) => !entry?.isDirectory)
    .map(async ({ file, handle }) => resolveItem(file, await handle))
  return {
    files: (await Promise.all(opened)).filter((one) => one !== null),
    folders: (await Promise.all(folders)).filter((one) => one !== null),
  }
}

/** A folder through its handle, so that its files can be saved in place; else only to be read. */
function resolveFolder(
  entry: FileSystemEntry | null,
  handle: FileSystemHandle | null,
): Folder | null {
  if (handle?.kind === 'directory') return folderOfHandle(handle as FileSystemDirectoryHandle)
  return entry?.isDirectory ? folderOfEntry(entry as FileSystemDirectoryEntry) : null
}

/**
 * The handle of an item; null when it is refused (a protected folder, a synthetic drop), which
 * leaves the plain file.
 */
function requestHandle(item: DataTransferItem): Promise<FileSystemHandle | null> {
  const request = (item as HandleItem).getAsFileSystemHandle
  if (!request) return Promise.resolve(null)
  try {
    return request.call(item).catch(() => null)
  } catch {
    return Promise.resolve(null)
  }
}

async function resolveItem(
  file: File | null,
  handle: FileSystemHandle | null,
): Promise<OpenedFile | null> {
  if (handle?.kind === 'directory') return null
  if (handle?.kind !== 'file') return file ? { file, handle: null } : null
  const fileHandle = handle as FileSystemFileHandle
  if (file) return { file, handle: fileHandle }
  try {
    return { file: await fileHandle.getFile(), handle: fileHandle }
  } catch {
    return null
  }
}
