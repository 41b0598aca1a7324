/**
 * The targets of a save: the file that the hive came from, a file that the user picks, or a
 * download.
 */

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

/** Milliseconds that a Blob URL stays valid after a download was started from it. */
const URL_LIFETIME_MS = 60_000

/**
 * Whether a file may be written: `granted`; `refused` by the user, who can be asked again; `forbidden`, so that the
 * user cannot be asked; `unasked`, because browsers ask only in answer to a click or a key press.
 */
export type WriteAnswer = 'granted' | 'refused' | 'forbidden' | 'unasked'

/**
 * Asks for permission to write a file. Must be called while the user's click or key press is being
 * handled, and before anything that takes long: browsers forget a click after some seconds.
 */
export async function mayWrite(handle: FileSystemFileHandle): Promise<WriteAnswer> {
  const { queryPermission, requestPermission } = handle as WritableHandle
  if (!queryPermission || !requestPermission) return 'granted'
  const mode = { mode: 'readwrite' } as const
  try {
    const known = await queryPermission.call(handle, mode)
    if (known === 'granted') return 'granted'
    if (known === 'denied') return 'forbidden'
    return (await requestPermission.call(handle, mode)) === 'granted' ? 'granted' : 'refused'
  } catch (error) {
    return error instanceof DOMException && error.name === 'SecurityError' ? 'unasked' : 'refused'
  }
}

/** Whether the browser has a save dialog. */
export function canPickTarget(): boolean {
  return typeof (window as PickerWindow).showSaveFilePicker === 'function'
}

/** Asks where to save; null when the user cancels. */
export async function pickTarget(options: {
  readonly name: string
  readonly startIn: FileSystemFileHandle | null
  /** The browser remembers a folder for each. */
  readonly use?: 'save-hive' | 'export'
}): Promise<FileSystemFileHandle | null> {
  const picker = (window as PickerWindow).showSaveFilePicker
  if (!picker) return null
  try {
    return await picker.call(window, {
      id: options.use ?? 'save-hive',
      suggestedName: options.name,
      ...(options.startIn ? { startIn: options.startIn } : {}),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

/** Downloads a Blob under a name. Only the browser knows whether the user keeps it. */
export function downloadBlob(blob: Blob, name: string): void {
  // Without a type Chromium guesses one and adds its extension: SYSTEM.txt.
  const url = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), URL_LIFETIME_MS)
}
