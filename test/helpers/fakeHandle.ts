/** A file in memory, with the part of a FileSystemFileHandle that saving uses. */

/** What is done with a file. */
export type Access = 'getFile' | 'read' | 'createWritable' | 'write' | 'close'

export class FakeHandle {
  readonly kind = 'file'
  readonly name: string
  bytes: Uint8Array<ArrayBuffer>
  /** A function that replaces the next write. */
  failure: Error | null = null
  /** Changes bytes before they are stored. */
  mangle: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = (bytes) => bytes
  /** A promise that a write waits for before it begins. */
  gate: Promise<void> = Promise.resolve()
  aborted = 0
  /** Called before each access with its number, counted from 1 for each kind. It may throw, or change the file. */
  before: (access: Access, count: number) => void = () => {}
  readonly #counts = new Map<Access, number>()
  #lastModified = 1
  #isOpen = false

  constructor(name: string, bytes: Uint8Array<ArrayBuffer>) {
    this.name = name
    this.bytes = bytes
  }

  /** Starts to count accesses. */
  watch(before: (access: Access, count: number) => void): void {
    this.#counts.clear()
    this.before = before
  }

  /** Changes the file as another program does. */
  changeOutside(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes
    this.#lastModified++
  }

  #access(access: Access): void {
    const count = (this.#counts.get(access) ?? 0) + 1
    this.#counts.set(access, count)
    this.before(access, count)
  }

  async getFile(): Promise<File> {
    this.#access('getFile')
    const file = new File([this.bytes], this.name, { lastModified: this.#lastModified })
    const slice = (start?: number, end?: number) => {
      this.#access('read')
      return Blob.prototype.slice.call(file, start, end)
    }
    return Object.assign(file, { slice })
  }

  async isSameEntry(other: unknown): Promise<boolean> {
    return this === other
  }

  async createWritable() {
    await this.gate
    this.#access('createWritable')
    if (this.#isOpen) throw new DOMException('', 'NoModificationAllowedError')
    this.#isOpen = true
    const chunks: Uint8Array<ArrayBuffer>[] = []
    return {
      write: async (chunk: Uint8Array<ArrayBuffer>) => {
        this.#access('write')
        if (this.failure !== null) throw this.failure
        chunks.push(chunk.slice())
      },
      close: async () => {
        const written = this.mangle(new Uint8Array(await new Blob(chunks).arrayBuffer()))
        this.#isOpen = false
        this.#access('close')
        this.changeOutside(written)
      },
      abort: async () => {
        this.#isOpen = false
        this.aborted++
      },
    }
  }

  /** The file with the type that the engine requires; the engine uses only the methods that exist here. */
  get handle(): FileSystemFileHandle {
    return this as unknown as FileSystemFileHandle
  }
}
