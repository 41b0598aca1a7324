import { carriesFiles, droppedFiles } from '../platform/drop.ts'
import { canPickWithHandles, filesOfInput, pickFiles } from '../platform/open.ts'
import { folderText } from '../text/page.ts'
import { openFiles } from './incoming.ts'
import { notify, showError } from './notices.ts'

let askInput: (() => void) | null = null

/** Registers the function that clicks the page's file input. */
export function registerFileInput(ask: () => void): () => void {
  askInput = ask
  return () => {
    if (askInput === ask) askInput = null
  }
}

/** Asks the user for files, with handles where the browser has them. */
export async function openWithPicker(): Promise<void> {
  if (!canPickWithHandles()) {
    askInput?.()
    return
  }
  try {
    await openFiles(await pickFiles())
  } catch (error) {
    // Where the browser blocks the picker, the file input still works.
    if (error instanceof DOMException && error.name === 'SecurityError') askInput?.()
    else showError(error)
  }
}

/** Opens the files chosen in the file input. */
export function openInputFiles(files: Iterable<File>): Promise<void> {
  return openFiles(filesOfInput(files))
}

/** Opens the dropped files. Must be called in the event handler itself. */
export async function openDropped(transfer: DataTransfer): Promise<void> {
  const { files, folders } = await droppedFiles(transfer)
  for (const name of folders) notify({ kind: 'alert', ...folderText(name) })
  await openFiles(files)
}

export { carriesFiles }
