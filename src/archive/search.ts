/** Searches archives and folders for the files that hives and their logs begin like. */

import { type ArchivedFile, fileOf, type Unreadable } from './ArchivedFile.ts'
import { type ArchiveKind, archiveKind, isRegf, SNIFFED } from './archiveKind.ts'
import { ArchiveError, Budget, MOST_DEPTH, MOST_FILE, MOST_FILES } from './limits.ts'
import { breathe, peek, readStream } from './streams.ts'
import { gunzipped, tarFiles } from './tar.ts'
import { zipFiles } from './zip.ts'

/** A file that begins like a hive, and its first bytes. */
export interface Candidate {
  readonly file: ArchivedFile
  readonly head: Uint8Array
}

/** What a search reports as it goes on. */
export type SearchEvent =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  /** A file that was not looked at, or an archive that was not read to its end. */
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason }
  | { readonly kind: 'looked'; readonly files: number }

export type SkipReason = Unreadable | 'not-an-archive' | 'too-much' | 'too-many' | 'nested'

export interface SearchOptions {
  readonly signal: AbortSignal
  /** The number of first bytes that a candidate is reported with. */
  readonly headBytes: number
}

const NESTED = /\.(?:zip|gz|tgz|tar)$/i

/** Whether a file of an archive that is read once is kept. */
function keeps(path: string, head: Uint8Array): boolean {
  return isRegf(head) || (NESTED.test(path) && archiveKind(head) !== null)
}

/** One search: it counts what it reads, whatever the archives declare. */
export class Search {
  readonly #options: SearchOptions
  readonly #budget = new Budget()
  #files = 0

  constructor(options: SearchOptions) {
    this.#options = options
  }

  /** Searches an archive, and archives in it. */
  async *archive(name: string, blob: Blob, depth = 0): AsyncGenerator<SearchEvent> {
    try {
      const head = new Uint8Array(await blob.slice(0, SNIFFED).arrayBuffer())
      yield* this.#archiveOf(archiveKind(head), name, blob, depth)
    } catch (error) {
      yield* this.#failed(name, error)
    }
  }

  /** Searches the files of a folder, but no archives in it. */
  async *folder(files: AsyncIterable<ArchivedFile>): AsyncGenerator<SearchEvent> {
    yield* this.#each(files, '', null)
  }

  async *#archiveOf(
    kind: ArchiveKind | null,
    name: string,
    blob: Blob,
    depth: number,
  ): AsyncGenerator<SearchEvent> {
    const { signal, headBytes } = this.#options
    const prefix = depth === 0 ? '' : `${name}/`
    if (kind === 'zip') {
      yield* this.#each(zipFiles(blob, this.#budget, { signal }), prefix, depth)
    } else if (kind === 'tar') {
      const files = tarFiles(blob.stream(), this.#budget, { signal, headBytes, keeps })
      yield* this.#each(files, prefix, depth)
    } else if (kind === 'gzip') {
      yield* this.#gzip(name, blob, depth)
    } else {
      throw new ArchiveError('not-an-archive', name)
    }
  }

  async *#gzip(name: string, blob: Blob, depth: number): AsyncGenerator<SearchEvent> {
    const { signal, headBytes } = this.#options
    const { head, whole } = await peek(gunzipped(blob), SNIFFED)
    const kind = archiveKind(head)
    if (kind === 'tar') {
      const files = tarFiles(whole, this.#budget, { signal, headBytes, keeps })
      yield* this.#each(files, depth === 0 ? '' : `${name}/`, depth)
      return
    }
    const isWanted = isRegf(head) || kind !== null
    const options = { headBytes, most: MOST_FILE, keeps: () => isWanted }
    const took = (bytes: number) => this.#budget.unpack(bytes)
    const read = await readStream(whole, options, { signal, took })
    if (read.blob !== null) this.#budget.keep(read.blob.size)
    const inner = name.replace(/\.tgz$/i, '.tar').replace(/\.gz$/i, '')
    yield* this.#each(only(fileOf(inner, read.blob ?? new Blob(), null)), '', depth)
  }

  /** Looks at files. `depth` is null where archives are not searched. */
  async *#each(
    files: AsyncIterable<ArchivedFile>,
    prefix: string,
    depth: number | null,
  ): AsyncGenerator<SearchEvent> {
    const { signal } = this.#options
    for await (const inside of files) {
      await breathe(signal)
      const file = prefix === '' ? inside : { ...inside, path: prefix + inside.path }
      this.#files++
      if (this.#files > MOST_FILES) {
        yield { kind: 'skipped', path: file.path, reason: 'too-many' }
        return
      }
      yield { kind: 'looked', files: this.#files }
      try {
        yield* this.#look(file, depth)
      } catch (error) {
        yield* this.#failed(file.path, error)
      }
    }
  }

  async *#look(file: ArchivedFile, depth: number | null): AsyncGenerator<SearchEvent> {
    const { signal, headBytes } = this.#options
    const { path, unreadable } = file
    if (unreadable !== null) {
      yield { kind: 'skipped', path, reason: unreadable }
      return
    }
    if (file.size === 0) return
    const begin = await file.head(SNIFFED, { signal })
    if (isRegf(begin)) {
      const head = await file.head(headBytes, { signal })
      yield { kind: 'candidate', candidate: { file, head } }
      return
    }
    const kind = NESTED.test(path) ? archiveKind(begin) : null
    if (kind === null) return
    if (depth === null || depth + 1 >= MOST_DEPTH) {
      yield { kind: 'skipped', path, reason: 'nested' }
      return
    }
    this.#budget.keep(file.size)
    const blob = await file.content({ signal })
    yield* this.#archiveOf(kind, path, blob, depth + 1)
  }

  /** @throws the reason of the signal, when the search was cancelled */
  *#failed(path: string, error: unknown): Generator<SearchEvent> {
    this.#options.signal.throwIfAborted()
    const reason = error instanceof ArchiveError ? error.reason : 'damaged'
    yield { kind: 'skipped', path, reason }
  }
}

async function* only(file: ArchivedFile): AsyncGenerator<ArchivedFile> {
  yield file
}
