/** A file inside an archive or a folder. Its path is only shown: nothing is ever written to it. */

/** Why the content of a file is not read. `method`: a compression that is not supported. */
export type Unreadable = 'encrypted' | 'method' | 'too-large' | 'damaged'

export interface ReadOptions {
  readonly signal: AbortSignal
  /** Called with the fraction done. */
  readonly progress?: (done: number) => void
}

export interface ArchivedFile {
  /** Folders and name as they are written, with slashes between them. */
  readonly path: string
  /** Bytes, as the archive declares them. */
  readonly size: number
  /** null if the content can be read, as far as that is known. */
  readonly unreadable: Unreadable | null
  /** The handle of a file in a folder. */
  readonly handle: FileSystemFileHandle | null
  /** The first bytes, at most `count`. */
  head(count: number, options: ReadOptions): Promise<Uint8Array>
  /** All bytes. */
  content(options: ReadOptions): Promise<File>
}

/** The name without the folders. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folders of a path, without the name; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** A file whose bytes are at hand. */
export function fileOf(
  path: string,
  blob: Blob,
  handle: FileSystemFileHandle | null,
): ArchivedFile {
  return {
    path,
    size: blob.size,
    unreadable: null,
    handle,
    head: async (count) => new Uint8Array(await blob.slice(0, count).arrayBuffer()),
    content: async () => (blob instanceof File ? blob : new File([blob], nameOf(path))),
  }
}
