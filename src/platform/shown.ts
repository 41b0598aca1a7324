/** Calls a function each time the page comes back into view, such as when another tab was closed. */
export function whenShown(act: () => void): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') act()
  })
}
