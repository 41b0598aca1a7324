/** The part of the page's address after `#`. It stays in the browser: no request contains it. */

/** The characters of a path that need not be written as numbers in an address. */
const PLAIN = /%(?:5C|3A|7B|7D|2C|40|24|26|3D|2B)/g

/** What the page wrote last, which is no news. */
let written: string | null = null

/** What the page's address has after `#`, as it was written; null if there is nothing that can be read. */
export function readFragment(): string | null {
  const text = location.hash.slice(1)
  if (text === '') return null
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** Replaces what the page's address has after `#`; null removes it. The entry of the tab's history stays the same. */
export function writeFragment(text: string | null): void {
  written = text
  if (text === readFragment()) return
  const address = new URL(location.href)
  address.hash = text === null ? '' : encodeURIComponent(text).replace(PLAIN, decodeURIComponent)
  history.replaceState(history.state, '', address)
}

/** Calls `changed` when the user enters another text after `#`, or follows a link that has one. */
export function watchFragment(changed: (text: string) => void): void {
  window.addEventListener('hashchange', () => {
    // Entries that the page made itself have a state.
    const text = history.state === null ? readFragment() : null
    if (text !== null && text !== written) changed(text)
  })
}
