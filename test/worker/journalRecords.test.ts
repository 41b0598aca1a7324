import { expect, it } from 'vitest'
import { compareImages } from '../../src/journal/Difference.ts'
import { encodeChanged, encodeJson } from '../../src/journal/encode.ts'
import { requireFits } from '../../src/journal/fits.ts'
import { LogReader } from '../../src/journal/LogReader.ts'
import { LogWriter } from '../../src/journal/LogWriter.ts'
import { KIND } from '../../src/journal/layout.ts'
import type { ChangedBytes } from '../../src/journal/records.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { runToEnd } from '../../src/work.ts'

/** A file in memory. */
class Written {
  size = 0
  writes = 0
  readonly bytes = new Uint8Array(1 << 20)

  write(bytes: Uint8Array, at: number): void {
    this.writes++
    this.bytes.set(bytes, at)
    this.size = Math.max(this.size, at + bytes.length)
  }

  truncate(size: number): void {
    this.size = size
  }

  flush(): void {}

  close(): void {}
}

/** Writes a change as the only record, and reads it. */
function written(old: HiveImage, now: HiveImage): { changed: ChangedBytes; writes: number } {
  const file = new Written()
  const log = new LogWriter(file)
  log.append(KIND.START, encodeJson({ name: '', size: 0, head: '', at: 0 }))
  file.writes = 0
  log.append(KIND.HEADER, encodeChanged({}, now, runToEnd(compareImages(old, now))))
  const { writes } = file
  const records = [...new LogReader(file.size).push(file.bytes.slice(0, file.size))]
  const last = records.at(-1)
  if (last?.kind !== 'header') throw new Error('no record')
  return { changed: last.changed, writes }
}

function imageOf(bytes: Uint8Array): HiveImage {
  return new HiveImage(bytes.slice().buffer)
}

function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * seed + (at >>> 8)) & 0xff)
}

it.each([
  ['the same length', 8192, 8192],
  ['growth by whole words', 8192, 12288],
  ['growth of a file that ends in the middle of a word', 8190, 12285],
  ['growth within one word', 8189, 8191],
  ['a shorter file', 12288, 8190],
])('a record has all bytes that changed: %s', (_, before, after) => {
  const old = pattern(before, 7)
  const now = pattern(after, 7)
  for (const at of [0, 100, 101, 4096, after - 1]) now[at] = (now[at] as number) ^ 0x5a
  // Zeros in what follows the end are left out, wherever they begin and end.
  if (after > before + 2000) now.fill(0, before + 1001, before + 1500)
  const { changed, writes } = written(imageOf(old), imageOf(now))
  const made = new Uint8Array(after)
  made.set(old.subarray(0, Math.min(before, after)))
  const { runs, bytes, length } = changed.bytes
  let from = 0
  for (let run = 0; run < runs.length; run += 2) {
    const [at, count] = [runs[run] as number, runs[run + 1] as number]
    made.set(bytes.subarray(from, from + count), at)
    from += count
  }
  expect(length).toBe(after)
  expect(made).toEqual(now)
  requireFits(imageOf(old), changed)
  expect(writes).toBe(1)
})

it('bytes too many for the buffer of a record are all there', () => {
  const old = new Uint8Array(300_000)
  const now = pattern(300_000, 13)
  const { changed } = written(imageOf(old), imageOf(now))
  expect(changed.bytes.bytes.length).toBeGreaterThan(250_000)
  requireFits(imageOf(old), changed)
})

it('text and words longer than the buffer are whole, and the next record is not touched by them', () => {
  const file = new Written()
  const log = new LogWriter(file)
  const digest = 'ü€😀'.repeat(30_000)
  log.append(KIND.START, encodeJson({ name: 'TEST', size: 0, head: '', at: 0 }))
  log.append(KIND.NOTE, encodeJson({ digest }))
  log.append(KIND.NOTE, encodeJson({ digest: 'ß' }))
  const records = [...new LogReader(file.size).push(file.bytes.slice(0, file.size))]
  expect(records).toMatchObject([
    { kind: 'start', start: { name: 'TEST' } },
    { kind: 'note', note: { digest } },
    { kind: 'note', note: { digest: 'ß' } },
  ])
})
