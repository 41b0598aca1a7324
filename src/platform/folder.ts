/** Folders that the user picks or drops, and the files in them and below. */

/** A file of a folder. */
export interface FolderFile {
  /** The folders from the top one down, and the name, with slashes between them. */
  readonly path: string
  readonly handle: FileSystemFileHandle | null
  file(): Promise<File>
}

export interface Folder {
  readonly name: string
  /** Lists the files in it and below. One that cannot be read is left out. */
  files(): AsyncGenerator<FolderFile>
}

interface PickerWindow {
  showDirectoryPicker?(options: { readonly id: string }): Promise<FileSystemDirectoryHandle>
}

/** Asks for a folder; null when the user cancels. */
export async function pickFolder(): Promise<Folder | null> {
  const picker = (window as PickerWindow).showDirectoryPicker
  if (!picker) return askInput()
  try {
    return folderOfHandle(await picker.call(window, { id: 'open-hives' }))
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    if (error.name === 'AbortError') return null
    // Where the browser blocks the picker, the file input still works.
    if (error.name === 'SecurityError') return askInput()
    throw error
  }
}

/** Asks for a folder with a file input; its files can only be read. */
function askInput(): Promise<Folder | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.webkitdirectory = true
  return new Promise((resolve) => {
    input.addEventListener('cancel', () => resolve(null))
    input.addEventListener('change', () => resolve(folderOfFiles([...(input.files ?? [])])))
    input.click()
  })
}

function folderOfFiles(files: readonly File[]): Folder | null {
  const [first] = files
  if (first === undefined) return null
  return {
    name: first.webkitRelativePath.split('/')[0] ?? '',
    async *files() {
      for (const file of files) {
        yield { path: file.webkitRelativePath, handle: null, file: async () => file }
      }
    },
  }
}

/** A folder whose files can be saved in place. */
export function folderOfHandle(handle: FileSystemDirectoryHandle): Folder {
  return { name: handle.name, files: () => filesOfHandle(handle, handle.name) }
}

async function* filesOfHandle(
  folder: FileSystemDirectoryHandle,
  path: string,
): AsyncGenerator<FolderFile> {
  for await (const handle of readable(folder.values())) {
    const inside = `${path}/${handle.name}`
    if (handle.kind === 'directory') yield* filesOfHandle(handle, inside)
    else yield { path: inside, handle, file: () => handle.getFile() }
  }
}

/** A folder that can only be read. */
export function folderOfEntry(entry: FileSystemDirectoryEntry): Folder {
  return { name: entry.name, files: () => filesOfEntry(entry, entry.name) }
}

async function* filesOfEntry(
  folder: FileSystemDirectoryEntry,
  path: string,
): AsyncGenerator<FolderFile> {
  const reader = folder.createReader()
  const read = () =>
    new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
  for (;;) {
    // A folder that cannot be read counts as empty. Browsers return its entries a hundred at a time.
    const entries = await read().catch(() => [])
    if (entries.length === 0) return
    for (const entry of entries) {
      const inside = `${path}/${entry.name}`
      if (entry.isDirectory) yield* filesOfEntry(entry as FileSystemDirectoryEntry, inside)
      else
        yield { path: inside, handle: null, file: () => fileOfEntry(entry as FileSystemFileEntry) }
    }
  }
}

function fileOfEntry(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

/** The entries of a folder; those of a folder that cannot be read are left out. */
async function* readable<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* entries
  } catch {
    // Windows refuses some folders even to those who may read the one above.
  }
}
