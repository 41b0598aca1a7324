/** Files the user picks. A file that comes with a handle can be saved in place. */

/** A file to open and, where the browser gives one, the handle it can be written back through. */
export interface OpenedFile {
  readonly file: File
  readonly handle: FileSystemFileHandle | null
}

interface PickerWindow {
  showOpenFilePicker?(options: {
    readonly multiple: boolean
    readonly id: string
  }): Promise<readonly FileSystemFileHandle[]>
}

/** Whether the browser's picker gives handles. If not, the page uses its file input. */
export function canPickWithHandles(): boolean {
  return typeof (window as PickerWindow).showOpenFilePicker === 'function'
}

/**
 * Asks for files; empty when the user cancels. There is no type filter, since hives such as SYSTEM
 * have no extension.
 */
export async function pickFiles(): Promise<readonly OpenedFile[]> {
  const picker = (window as PickerWindow).showOpenFilePicker
  if (!picker) return []
  let handles: readonly FileSystemFileHandle[]
  try {
    handles = await picker.call(window, { multiple: true, id: 'open-hive' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return []
    throw error
  }
  return Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle })))
}

/** The files of an `<input type=file>`, which come without handles. */
export function filesOfInput(files: Iterable<File>): readonly OpenedFile[] {
  return [...files].map((file) => ({ file, handle: null }))
}

/** Asks for one file that is only read; null when the user cancels. */
export async function pickFile(): Promise<File | null> {
  return (await pickWithInput(false))[0] ?? null
}

/** Asks for files, which come without handles; empty when the user cancels. */
export function pickWithInput(multiple = true): Promise<readonly File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = multiple
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}
