/** Storage for journals in memory, which can be full, forbidden, slow, emptied and cut, and survives its engine. */

import type { ByteFile } from '../../src/journal/ByteFile.ts'
import {
  type JournalFolder,
  type JournalStorage,
  LOCK,
} from '../../src/worker/journals/JournalStorage.ts'

interface Files {
  log: Uint8Array<ArrayBuffer>
  logWritten: number
  snapshot: Uint8Array<ArrayBuffer> | null
  /** When it was offered first. */
  offered?: number | undefined
  /** The copy of the file that the hive was made of with its logs. */
  file?: Uint8Array<ArrayBuffer>
}

export class MemoryStorage implements JournalStorage {
  /** Bytes that there is room for. */
  quota = Infinity
  /** The browser forbids storage. */
  isDenied = false
  /** Logs can be read and not written. */
  isReadOnly = false
  /** The time that files are written at. */
  now = () => Date.now()
  /** Called with the number of bytes of each write to a log. */
  writing: (bytes: number) => void = () => {}
  /** Snapshots wait for this before they are written. */
  gate: Promise<void> = Promise.resolve()
  /** Journals wait for this before they are opened. */
  opening: Promise<void> = Promise.resolve()
  /** The journals with a file that is being written. As in browsers, these cannot be removed. */
  readonly #written = new Map<string, number>()
  readonly journals = new Map<string, Files>()
  readonly claims = new Set<string>()
  /** The number of times that the disk was waited for. */
  flushes = 0
  /** The number of logs that were closed after they had been removed, from which Chromium never returns. */
  hangs = 0

  /** The only journal. */
  get only(): Files {
    const [files] = this.journals.values()
    if (files === undefined || this.journals.size !== 1) throw new Error('not one journal')
    return files
  }

  get onlyId(): string {
    const [id] = this.journals.keys()
    if (id === undefined) throw new Error('no journal')
    return id
  }

  /** Ends all tabs at once. */
  crash(): void {
    this.claims.clear()
    this.#written.clear()
  }

  /** Ends the tab that has a journal. */
  close(id: string): void {
    this.claims.delete(`${LOCK}${id}`)
    this.#written.delete(id)
  }

  async list(): Promise<readonly string[]> {
    return [...this.journals.keys()]
  }

  async open(): Promise<ReadonlySet<string>> {
    const names = [...this.claims].filter((name) => name.startsWith(LOCK))
    return new Set(names.map((name) => name.slice(LOCK.length)))
  }

  async remove(id: string): Promise<void> {
    if (this.journals.has(id) && (this.#written.get(id) ?? 0) > 0) {
      throw new DOMException('it is being written', 'NoModificationAllowedError')
    }
    this.journals.delete(id)
  }

  #count(id: string, by: 1 | -1): void {
    this.#written.set(id, Math.max(0, (this.#written.get(id) ?? 0) + by))
  }

  async claim(name: string): Promise<(() => void) | null> {
    if (this.claims.has(name)) return null
    this.claims.add(name)
    return () => this.claims.delete(name)
  }

  async folder(id: string): Promise<JournalFolder> {
    await this.opening
    if (this.isDenied) throw new DOMException('denied', 'SecurityError')
    const known = this.journals.get(id)
    const files = known ?? { log: new Uint8Array(), logWritten: this.now(), snapshot: null }
    this.journals.set(id, files)
    return {
      id,
      openLog: async () => this.#log(id, files),
      readLog: async () => file('log', files.log, files.logWritten),
      readSnapshot: async (of) => {
        const bytes = of === 'file' ? files.file : files.snapshot
        return bytes == null ? null : file(of, bytes, files.logWritten)
      },
      offered: async () => {
        files.offered ??= this.now()
        return files.offered
      },
      exists: async () => this.journals.has(id),
      writeSnapshot: async (of) => {
        this.#count(id, 1)
        await this.gate
        const parts: Uint8Array<ArrayBuffer>[] = []
        return {
          write: async (bytes) => {
            this.#require(parts.reduce((sum, part) => sum + part.length, bytes.length))
            parts.push(bytes)
          },
          close: async () => {
            const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
            if (of === 'file') files.file = bytes
            else files.snapshot = bytes
            this.#count(id, -1)
          },
          abort: async () => this.#count(id, -1),
        }
      },
    }
  }

  async find(id: string): Promise<JournalFolder | null> {
    return this.journals.has(id) ? this.folder(id) : null
  }

  #log(id: string, files: Files): ByteFile {
    const storage = this
    this.#count(id, 1)
    return {
      get size() {
        return files.log.length
      },
      write(bytes, at) {
        storage.#requireWritable()
        storage.writing(bytes.length)
        const more = at + bytes.length - files.log.length
        if (more > 0) {
          storage.#require(more)
          const longer = new Uint8Array(at + bytes.length)
          longer.set(files.log)
          files.log = longer
        }
        files.log.set(bytes, at)
        files.logWritten = storage.now()
      },
      truncate(size) {
        storage.#requireWritable()
        files.log = files.log.slice(0, size)
      },
      flush() {
        storage.flushes++
      },
      close: () => {
        if (!this.journals.has(id)) this.hangs++
        this.#count(id, -1)
      },
    }
  }

  #requireWritable(): void {
    if (this.isReadOnly) throw new DOMException('read only', 'NoModificationAllowedError')
  }

  #require(more: number): void {
    let used = more
    for (const { log, snapshot } of this.journals.values()) {
      used += log.length + (snapshot?.length ?? 0)
    }
    if (used > this.quota) throw new DOMException('no room', 'QuotaExceededError')
  }
}

function file(name: string, bytes: Uint8Array<ArrayBuffer>, lastModified: number): File {
  return new File([bytes.slice()], name, { lastModified })
}
