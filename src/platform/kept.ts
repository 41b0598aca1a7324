/** What the browser keeps of the page itself, and how much room there is. */

import { openDB } from 'idb'

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

/** Removes the copy of the page, so that it is loaded from the network again. */
export async function removePage(): Promise<void> {
  try {
    for (const name of await caches.keys()) await caches.delete(name)
    await (await navigator.serviceWorker.getRegistration())?.unregister()
  } catch {
    // On plain http the browser does not keep a copy of the page.
  }
}

/** Removes the databases of the page; one that another tab has open goes when that tab closes it. */
export async function removeDatabases(): Promise<void> {
  for (const name of await databaseNames()) {
    await new Promise<void>((resolve) => {
      const request = indexedDB.deleteDatabase(name)
      for (const type of ['success', 'error', 'blocked']) {
        request.addEventListener(type, () => resolve(), { once: true })
      }
    })
  }
}

/** How much there is in each kind of storage, as the browser tells it. */
export interface StorageLeft {
  readonly entries: number
  /** Records of databases. */
  readonly records: number
  readonly files: number
  /** Copies of the page. */
  readonly copies: number
}

/** Reads all kinds of storage that a page has. */
export async function storageLeft(): Promise<StorageLeft> {
  return {
    entries: storedEntries().size,
    records: await orNone(countRecords),
    files: await orNone(async () => {
      let files = 0
      for await (const _ of (await navigator.storage.getDirectory()).keys()) files++
      return files
    }),
    copies: await orNone(async () => (await caches.keys()).length),
  }
}

/** Bytes that are used, and that may be used, as the browser estimates them; null where it does not. */
export async function storageRoom(): Promise<{
  readonly used: number
  readonly most: number
} | null> {
  try {
    const { usage, quota } = await navigator.storage.estimate()
    return usage === undefined || quota === undefined ? null : { used: usage, most: quota }
  } catch {
    return null
  }
}

async function countRecords(): Promise<number> {
  let records = 0
  for (const name of await databaseNames()) {
    const database = await openDB(name)
    for (const store of database.objectStoreNames) records += await database.count(store)
    database.close()
  }
  return records
}

async function databaseNames(): Promise<readonly string[]> {
  try {
    return (await indexedDB.databases()).flatMap(({ name }) => (name === undefined ? [] : [name]))
  } catch {
    return []
  }
}

async function orNone(count: () => Promise<number>): Promise<number> {
  try {
    return await count()
  } catch {
    // A browser without this storage keeps nothing in it.
    return 0
  }
}
