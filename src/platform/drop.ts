/** Files dropped on the window. */

import type { OpenedFile } from './open.ts'

interface EntryItem {
  webkitGetAsEntry?(): { readonly isDirectory: boolean; readonly name: string } | null
}

interface HandleItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
}

/** Whether a drag carries files; a drag of selected text does not concern us. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer !== null && [...transfer.types].includes('Files')
}

export interface Dropped {
  readonly files: readonly OpenedFile[]
  /** Names of the folders among what was dropped; what is in them is not looked at. */
  readonly folders: readonly string[]
}

/**
 * What was dropped. Must be called inside the event handler: a `DataTransfer` is emptied at the first
 * await, so handles and files of all items are asked for before anything is waited on.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const items = [...transfer.items].filter((item) => item.kind === 'file')
  const folders = items.flatMap((item) => folderName(item) ?? [])
  const opened = items
    .filter((item) => folderName(item) === null)
    .map((item) => ({ file: item.getAsFile(), handle: requestHandle(item) }))
    .map(async ({ file, handle }) => resolveItem(file, await handle))
  return { files: (await Promise.all(opened)).filter((one) => one !== null), folders }
}

function folderName(item: DataTransferItem): string | null {
  const entry = (item as EntryItem).webkitGetAsEntry?.()
  return entry?.isDirectory ? entry.name : null
}

/** A refused handle (a protected folder, a synthetic drop) leaves the plain file. */
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
