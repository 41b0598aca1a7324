/** Files dropped on the window. */

import type { OpenedFile } from './open.ts'

interface HandleItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
}

/** Whether a drag carries files; a drag of selected text does not concern us. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer !== null && [...transfer.types].includes('Files')
}

/**
 * The files of a drop. Must be called inside the event handler: a `DataTransfer` is emptied at the
 * first await, so handles and files of all items are asked for before anything is waited on.
 * Folders are left out.
 */
export function droppedFiles(transfer: DataTransfer): Promise<readonly OpenedFile[]> {
  const pending = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ file: item.getAsFile(), handle: requestHandle(item) }))
  return Promise.all(pending.map(async ({ file, handle }) => resolveItem(file, await handle))).then(
    (opened) => opened.filter((one) => one !== null),
  )
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
