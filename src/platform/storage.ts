/** Settings in localStorage, which may be full, forbidden, or hold JSON that is not ours. */

/** The stored value; null when there is none or it cannot be parsed. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** Stores a value; false when the browser refuses, which loses a setting and nothing else. */
export function writeStored(key: string, value: unknown): boolean {
  return writeStoredText(key, JSON.stringify(value))
}

/** Stores plain text, for a reader that runs before the page's own scripts. */
export function writeStoredText(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}
