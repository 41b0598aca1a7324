/** Reading streams in pieces, so that the page stays responsive and memory stays bounded. */

import type { ReadOptions } from './ArchivedFile.ts'
import { ArchiveError } from './limits.ts'

/** Milliseconds after which the page gets its turn. */
const SLICE_MS = 8
/** Bytes that are collected before they are handed to the browser, which may keep them on the disk. */
const PIECE_BYTES = 8 * 1024 * 1024

let sliceBegan = 0

/** Lets the page draw and answer, if it has waited for some time. */
export async function breathe(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (performance.now() - sliceBegan < SLICE_MS) return
  await new Promise((resolve) => setTimeout(resolve))
  sliceBegan = performance.now()
  signal.throwIfAborted()
}

/** Collects bytes into a Blob. */
export class Collected {
  readonly #blobs: Blob[] = []
  #parts: Uint8Array<ArrayBuffer>[] = []
  #partBytes = 0
  /** The number of bytes. */
  size = 0

  add(chunk: Uint8Array<ArrayBuffer>): void {
    this.#parts.push(chunk)
    this.#partBytes += chunk.length
    this.size += chunk.length
    if (this.#partBytes >= PIECE_BYTES) this.#flush()
  }

  end(): Blob {
    this.#flush()
    return new Blob(this.#blobs)
  }

  #flush(): void {
    this.#blobs.push(new Blob(this.#parts))
    this.#parts = []
    this.#partBytes = 0
  }
}

/** The chunks of a stream. It is cancelled when the reader of the chunks stops early. */
async function* chunksOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader()
  let isDone = false
  try {
    for (;;) {
      await breathe(signal)
      const { done, value } = await reader.read()
      isDone = done
      if (done) return
      yield value
    }
  } finally {
    // What went wrong before counts, not that the stream could not be cancelled.
    if (!isDone) await reader.cancel().catch(() => {})
  }
}

/**
 * The first bytes of a stream, and a Blob of all of it if `keeps` says so once they are known.
 *
 * @param most - the most bytes it may have
 * @throws ArchiveError `too-large` when it has more
 */
export async function readStream(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  {
    headBytes,
    most,
    keeps,
  }: {
    readonly headBytes: number
    readonly most: number
    readonly keeps: (head: Uint8Array) => boolean
  },
  options: ReadOptions & { readonly took: (bytes: number) => void },
): Promise<{ readonly head: Uint8Array; readonly blob: Blob | null; readonly size: number }> {
  const all = new Collected()
  let head = new Uint8Array()
  let isKept: boolean | null = null
  let size = 0
  for await (const chunk of chunksOf(stream, options.signal)) {
    options.took(chunk.length)
    size += chunk.length
    if (size > most) throw new ArchiveError('too-large', 'the file is longer than it may be')
    if (head.length < headBytes) head = joined(head, chunk.subarray(0, headBytes - head.length))
    if (isKept === null && head.length === headBytes) isKept = keeps(head)
    if (isKept !== false) all.add(chunk)
    else break
  }
  isKept ??= keeps(head)
  return { head, blob: isKept ? all.end() : null, size }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

/** The first bytes of a stream, at least `count` if it has so many, and a stream of all of it. */
export async function peek(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  count: number,
): Promise<{ readonly head: Uint8Array; readonly whole: ReadableStream<Uint8Array<ArrayBuffer>> }> {
  const reader = stream.getReader()
  const first: Uint8Array<ArrayBuffer>[] = []
  let head = new Uint8Array()
  while (head.length < count) {
    const { done, value } = await reader.read()
    if (done) break
    first.push(value)
    head = joined(head, value)
  }
  const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = first.length > 0 ? next(first) : await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return { head, whole }
}

function next(first: Uint8Array<ArrayBuffer>[]) {
  const value = first.shift() ?? new Uint8Array()
  return { done: false, value } as const
}
