/** Journals in the origin private file system of the browser, and locks by which tabs tell theirs apart. */

import type { ByteFile } from '../../journal/ByteFile.ts'
import { type JournalFolder, type JournalStorage, LOCK } from './JournalStorage.ts'

/** What only workers have. */
interface SyncAccessHandle {
  getSize(): number
  write(bytes: Uint8Array, options: { readonly at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}

interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle?(): Promise<SyncAccessHandle>
}

const FOLDER = 'journals'
/** How often, and after how many milliseconds, a file that is held is tried again. */
const TRIES = 40
const TRY_MS = 50
const LOG = 'log'
/** An empty file, of which only the time counts. */
const OFFERED = 'offered'
const COPIES = { hive: 'original', file: 'file' } as const

/** The storage of this origin. */
export function originStorage(): JournalStorage {
  const isThere = navigator.storage?.getDirectory !== undefined && navigator.locks !== undefined
  return isThere ? { list, open, folder, find, remove, claim } : NO_STORAGE
}

/** What a browser has that keeps nothing, such as on plain http. */
const NO_STORAGE: JournalStorage = {
  list: async () => [],
  open: async () => new Set(),
  folder: async () => {
    throw new DOMException('there is no storage', 'NotSupportedError')
  },
  find: async () => null,
  remove: async () => {},
  claim: async () => () => {},
}

/** The folder of all journals; null if nothing is kept. */
async function journals(): Promise<FileSystemDirectoryHandle | null> {
  const root = await navigator.storage.getDirectory()
  return missing(() => root.getDirectoryHandle(FOLDER))
}

async function list(): Promise<readonly string[]> {
  const found = await journals()
  const ids: string[] = []
  if (found !== null) for await (const id of found.keys()) ids.push(id)
  return ids
}

async function open(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query()
  const names = held.flatMap(({ name = '' }) => (name.startsWith(LOCK) ? [name] : []))
  return new Set(names.map((name) => name.slice(LOCK.length)))
}

async function folder(id: string): Promise<JournalFolder> {
  // Another tab may remove the folder of all journals in between, when it has removed the last one.
  const made = (await missing(() => make(id))) ?? (await make(id))
  return filesIn(id, made)
}

async function make(id: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  const parent = await root.getDirectoryHandle(FOLDER, { create: true })
  return parent.getDirectoryHandle(id, { create: true })
}

async function find(id: string): Promise<JournalFolder | null> {
  // Where nothing was kept, looking must not keep anything either.
  const parent = await journals()
  const found = parent && (await missing(() => parent.getDirectoryHandle(id)))
  return found && filesIn(id, found)
}

function filesIn(id: string, directory: FileSystemDirectoryHandle): JournalFolder {
  const read = async (name: string) => {
    const handle = await missing(() => directory.getFileHandle(name))
    return handle === null ? null : handle.getFile()
  }
  return {
    id,
    openLog: async () => openSync(await directory.getFileHandle(LOG, { create: true })),
    readLog: () => read(LOG),
    readSnapshot: (of) => read(COPIES[of]),
    async writeSnapshot(of) {
      const handle = await directory.getFileHandle(COPIES[of], { create: true })
      const file = await handle.createWritable()
      return {
        write: (bytes) => file.write(bytes),
        close: () => file.close(),
        abort: () => file.abort(),
      }
    },
    async offered() {
      const handle = await directory.getFileHandle(OFFERED, { create: true })
      return (await handle.getFile()).lastModified
    },
    exists: async () => (await missing(() => directory.getFileHandle(LOG))) !== null,
  }
}

async function openSync(handle: WorkerFileHandle): Promise<ByteFile> {
  if (handle.createSyncAccessHandle === undefined) {
    throw new DOMException('files cannot be written at once', 'NotSupportedError')
  }
  const open = handle.createSyncAccessHandle.bind(handle)
  const file = await onceFree(open)
  return {
    get size() {
      return file.getSize()
    },
    write(bytes, at) {
      // Chromium 156 does not throw when there is no room: it returns its error, -8, as 4294967288 bytes.
      if (file.write(bytes, { at }) !== bytes.length) {
        throw new DOMException('not all bytes were written', 'QuotaExceededError')
      }
    },
    truncate: (size) => file.truncate(size),
    flush: () => file.flush(),
    close: () => file.close(),
  }
}

/** Waits for a file that a worker held which has just ended. */
async function onceFree<T>(open: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await open()
    } catch (error) {
      const isHeld = error instanceof DOMException && error.name === 'NoModificationAllowedError'
      if (!isHeld || left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, TRY_MS))
    }
  }
}

async function remove(id: string): Promise<void> {
  const parent = await journals()
  if (parent === null) return
  await missing(() => parent.removeEntry(id, { recursive: true }))
  // The last one takes their folder with it, so that nothing at all is left.
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(FOLDER).catch(() => {})
}

/** The result of looking for something; null when it is not there. */
async function missing<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null
    throw error
  }
}

function claim(name: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    const hold = (lock: Lock | null) => {
      if (lock === null) {
        resolve(null)
        return undefined
      }
      return new Promise<void>((release) => resolve(release))
    }
    navigator.locks.request(name, { ifAvailable: true }, hold).catch(reject)
  })
}
