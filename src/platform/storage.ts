/** Settings in localStorage, which may be full, forbidden or hold something else's JSON. */

/** The stored value, null when there is none that can be read. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** Stores a value; false when the browser refuses, which costs the user a setting and nothing more. */
export function writeStored(key: string, value: unknown): boolean {
  return writeStoredText(key, JSON.stringify(value))
}

/** Stores plain text, for what is read before any script of ours is there. */
export function writeStoredText(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}
