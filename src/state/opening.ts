/** The ways files get in: the browser's picker, the page's file input, a drop on the window. */

import { carriesFiles, droppedFiles } from '../platform/drop.ts'
import { canPickWithHandles, filesOfInput, pickFiles } from '../platform/open.ts'
import { folderText } from '../text/page.ts'
import { openFiles } from './incoming.ts'
import { notify, showError } from './notices.ts'

let askInput: (() => void) | null = null

/** The file input that is always in the document says how to click it. */
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
    // A picker the browser does not let through still leaves the input.
    if (error instanceof DOMException && error.name === 'SecurityError') askInput?.()
    else showError(error)
  }
}

/** Opens what was chosen in the file input. */
export function openInputFiles(files: Iterable<File>): Promise<void> {
  return openFiles(filesOfInput(files))
}

/** Opens what was dropped. Must be called in the event handler itself. */
export async function openDropped(transfer: DataTransfer): Promise<void> {
  const { files, folders } = await droppedFiles(transfer)
  for (const name of folders) notify({ kind: 'alert', ...folderText(name) })
  await openFiles(files)
}

export { carriesFiles }
