/** What the browser keeps of the page itself, and how much room there is. */

/** The name of every entry of localStorage and its size in bytes; none where storage is forbidden. */
export function storedEntries(): ReadonlyMap<string, number> {
  const entries = new Map<string, number>()
  try {
    for (let at = 0; at < localStorage.length; at++) {
      const key = localStorage.key(at)
      if (key === null) continue
      // Browsers count two bytes for each unit.
      entries.set(key, 2 * (key.length + (localStorage.getItem(key)?.length ?? 0)))
    }
  } catch {
    // Nothing is kept where it cannot be read.
  }
  return entries
}

/** Removes an entry of localStorage. */
export function removeStored(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // Nothing is kept where it cannot be removed.
  }
}

/** The files of the page that are kept so that it works offline: their number and bytes. */
export async function keptPage(): Promise<{ readonly files: number; readonly bytes: number }> {
  let files = 0
  let bytes = 0
  try {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        const answer = await cache.match(request)
        if (answer === undefined) continue
        files++
        bytes += (await answer.blob()).size
      }
    }
  } catch {
    // On plain http there are no caches.
  }
  return { files, bytes }
}
