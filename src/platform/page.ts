/** The browser tab around the page: its title and the question before it closes. */

let guarded = false

/**
 * Makes the browser ask before the tab closes, or no longer. A page without the listener stays
 * eligible for the back/forward cache, so it is there only while it is needed.
 */
export function guardUnload(options: { readonly unsaved: boolean }): void {
  if (options.unsaved === guarded) return
  guarded = options.unsaved
  if (guarded) window.addEventListener('beforeunload', askBeforeUnload)
  else window.removeEventListener('beforeunload', askBeforeUnload)
}

function askBeforeUnload(event: BeforeUnloadEvent): void {
  event.preventDefault()
}

export function setPageTitle(title: string): void {
  document.title = title
}

/** Loads the page anew. */
export function reloadPage(): void {
  location.reload()
}
