/** Files that the operating system opens with the installed page. */

interface LaunchWindow {
  readonly launchQueue?: {
    setConsumer(receive: (launch: { readonly files?: readonly FileSystemHandle[] }) => void): void
  }
}

/**
 * Calls `open` with the handles of the files of each launch. The browser keeps launches until this is called. A start
 * from a menu has no files.
 */
export function listenToLaunches(open: (handles: readonly FileSystemFileHandle[]) => void): void {
  ;(window as LaunchWindow).launchQueue?.setConsumer(({ files = [] }) => {
    const handles = files.filter((handle) => handle.kind === 'file')
    if (handles.length > 0) open(handles as FileSystemFileHandle[])
  })
}
