/** The database of the page in IndexedDB: file handles, which no other storage of a browser can hold. */

import { type IDBPDatabase, openDB } from 'idb'

const DATABASE = 'propolis'
/** The one store of the database. */
export const STORE = 'recent-files'

/** The database, which stays open so that a file is noted at once. */
let opened: Promise<IDBPDatabase> | null = null

/**
 * Opens the database.
 *
 * @throws DOMException where the browser keeps nothing
 */
export function database(): Promise<IDBPDatabase> {
  opened ??= openDB(DATABASE, 1, {
    upgrade: (made) => void made.createObjectStore(STORE),
    // The database is to be removed or replaced.
    blocking: close,
    terminated: close,
  })
  opened.catch(close)
  return opened
}

function close(): void {
  void opened?.then(
    (open) => open.close(),
    () => {},
  )
  opened = null
}
