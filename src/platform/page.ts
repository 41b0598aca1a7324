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

/** Whether any menu is open, those of the menu bar included. */
export function isMenuOpen(): boolean {
  return document.querySelector('[role=menu]') !== null
}

/** Overrides the system's colour scheme; null follows the system. */
export function setColorScheme(scheme: 'light' | 'dark' | null): void {
  const { dataset } = document.documentElement
  if (scheme) dataset.theme = scheme
  else delete dataset.theme
}

/** Whether the page runs on a Mac, where keys have other names. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent)
}

/** Watches a media query: whether it matches now, and a callback for each change. */
export function watchMedia(query: string): {
  matches(): boolean
  subscribe(changed: () => void): () => void
} {
  const list = window.matchMedia(query)
  return {
    matches: () => list.matches,
    subscribe(changed) {
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
  }
}

/** A request the browser has recorded. */
export interface RecordedRequest {
  /** It went to the page's own origin. */
  readonly own: boolean
  /** Milliseconds since the page began to load. */
  readonly at: number
}

/** Requests of any kind that the browser has recorded since the page began to load. */
export function recordedRequests(): readonly RecordedRequest[] {
  const entries = [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ]
  return entries
    .filter((entry) => !/^(blob|data):/.test(entry.name))
    .map(({ name, startTime }) => ({
      own: new URL(name, location.href).origin === location.origin,
      at: startTime,
    }))
}

/** Calls `changed` whenever a request has been recorded. Returns a function that stops watching. */
export function watchRequests(changed: () => void): () => void {
  if (typeof PerformanceObserver === 'undefined') return () => {}
  const observer = new PerformanceObserver(changed)
  observer.observe({ type: 'resource' })
  return () => observer.disconnect()
}

/** The content security policy in the page's own HTML; null when only headers can set one. */
export function pagePolicy(): string | null {
  const meta = document.querySelector('meta[http-equiv="Content-Security-Policy"]')
  return meta?.getAttribute('content') ?? null
}

export function reloadPage(): void {
  location.reload()
}
