/** Where a saved hive goes: the file it came from, a file the user picks, or a download. */

interface WritableHandle {
  queryPermission?(options: { readonly mode: 'readwrite' }): Promise<PermissionState>
  requestPermission?(options: { readonly mode: 'readwrite' }): Promise<PermissionState>
}

interface PickerWindow {
  showSaveFilePicker?(options: {
    readonly id: string
    readonly suggestedName: string
    readonly startIn?: FileSystemFileHandle
  }): Promise<FileSystemFileHandle>
}

/** How long a Blob URL stays valid after the download was started from it. */
const URL_LIFETIME_MS = 60_000

/** Asks for leave to write a file; call it inside the user's click or key press. */
export async function mayWrite(handle: FileSystemFileHandle): Promise<boolean> {
  const { queryPermission, requestPermission } = handle as WritableHandle
  if (!queryPermission || !requestPermission) return true
  const mode = { mode: 'readwrite' } as const
  try {
    if ((await queryPermission.call(handle, mode)) === 'granted') return true
    return (await requestPermission.call(handle, mode)) === 'granted'
  } catch {
    return false
  }
}

/** Whether the user can be asked where to save. */
export function canPickTarget(): boolean {
  return typeof (window as PickerWindow).showSaveFilePicker === 'function'
}

/** Asks where to save; null when the user cancels. */
export async function pickTarget(options: {
  readonly name: string
  readonly startIn: FileSystemFileHandle | null
}): Promise<FileSystemFileHandle | null> {
  const picker = (window as PickerWindow).showSaveFilePicker
  if (!picker) return null
  try {
    return await picker.call(window, {
      id: 'save-hive',
      suggestedName: options.name,
      ...(options.startIn ? { startIn: options.startIn } : {}),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

/** Downloads a Blob under a name. The browser alone knows whether the user keeps it. */
export function downloadBlob(blob: Blob, name: string): void {
  // Without a type Chromium guesses one and adds its extension: SYSTEM.txt.
  const url = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), URL_LIFETIME_MS)
}
