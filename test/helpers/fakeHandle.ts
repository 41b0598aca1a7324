/** A file in memory, with the part of a FileSystemFileHandle that saving uses. */

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

  constructor(name: string, bytes: Uint8Array<ArrayBuffer>) {
    this.name = name
    this.bytes = bytes
  }

  async getFile(): Promise<File> {
    return new File([this.bytes], this.name)
  }

  async isSameEntry(other: unknown): Promise<boolean> {
    return this === other
  }

  async createWritable() {
    await this.gate
    const chunks: Uint8Array<ArrayBuffer>[] = []
    return {
      write: async (chunk: Uint8Array<ArrayBuffer>) => {
        if (this.failure !== null) throw this.failure
        chunks.push(chunk.slice())
      },
      close: async () => {
        this.bytes = this.mangle(new Uint8Array(await new Blob(chunks).arrayBuffer()))
      },
      abort: async () => {
        this.aborted++
      },
    }
  }

  /** The file with the type that the engine requires; the engine uses only the methods that exist here. */
  get handle(): FileSystemFileHandle {
    return this as unknown as FileSystemFileHandle
  }
}
