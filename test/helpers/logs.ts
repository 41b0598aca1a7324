/**
 * Writes transaction logs as Windows does, byte by byte, with their hives: successive states of one hive, of which the
 * first is on the disk and the others are in the logs.
 */

import { marvin32 } from '../../src/logs/marvin32.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE } from '../../src/regf/layout.ts'
import { corrupt } from './corrupt.ts'
import { hiveOfEverything, NOW, text } from './hives.ts'

type Bytes = Uint8Array<ArrayBuffer>

const HEADER = 512
const BINS = 4096
const PAGE = 4096

/** A run of pages, and their offset in the hive bins. */
export interface WrittenPage {
  readonly to: number
  readonly data: Uint8Array
}

export interface WrittenEntry {
  readonly sequence: number
  readonly dataSize: number
  readonly pages: readonly WrittenPage[]
  readonly flags?: number
  /** Changes the entry before its hashes are computed. */
  readonly forge?: (entry: DataView) => void
}

/** A hive, and its state after each edit. The sequence numbers of all are 10 and 10. */
export function versions(...edits: readonly ((hive: Hive) => void)[]): Bytes[] {
  const hive = Hive.open(hiveOfEverything().bytes.slice())
  hive.clock = () => NOW
  const copies = [stateOf(hive)]
  for (const edit of edits) {
    edit(hive)
    copies.push(stateOf(hive))
  }
  return copies
}

/** The states after three edits, of which the second makes the hive grow. */
export function someVersions(): Bytes[] {
  return versions(
    (hive) => void hive.key('Witness').set('First', 1, text('1')),
    (hive) =>
      void hive.key('Alpha').create('Grown').set('Large', 3, new Uint8Array(30_000).fill(7)),
    (hive) => hive.key('Beta').delete(),
  )
}

function stateOf({ image }: Hive): Bytes {
  return withNumbers(image.bytesCopy(0, image.length), 10, 10)
}

/** A copy with other sequence numbers and a right checksum. */
export function withNumbers(bytes: Uint8Array, primary: number, secondary: number): Bytes {
  return corrupt(
    bytes,
    { at: BASE.PRIMARY_SEQUENCE, u32: primary },
    { at: BASE.SECONDARY_SEQUENCE, u32: secondary },
  )
}

/** The file on the disk while the newer states are in logs. */
export function dirty(bytes: Uint8Array, sequence = 10): Bytes {
  return withNumbers(bytes, sequence + 1, sequence)
}

/** The bytes of the hive bins. */
export function binsOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(BINS, BINS + dataSizeOf(bytes))
}

export function dataSizeOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(BASE.DATA_SIZE, true)
}

/** The differences between a state and the one before it, as whole pages. */
export function changedPages(before: Uint8Array, after: Uint8Array, size = PAGE): WrittenPage[] {
  const pages: WrittenPage[] = []
  for (let to = 0; to < dataSizeOf(after); to += size) {
    const data = after.slice(BINS + to, BINS + to + size)
    if (Buffer.compare(data, before.subarray(BINS + to, BINS + to + size)) !== 0) {
      pages.push({ to, data })
    }
  }
  return pages
}

/** The entries that lead from each state to the next. */
export function entriesOf(states: readonly Uint8Array[], sequence: number): WrittenEntry[] {
  return states.slice(1).map((after, index) => ({
    sequence: sequence + index,
    dataSize: dataSizeOf(after),
    pages: changedPages(states[index] as Uint8Array, after),
  }))
}

/** A log of the new format: entries that end on 4096-byte boundaries of the file, followed by zeros. */
export function newLog(base: Uint8Array, entries: readonly WrittenEntry[], room = 0): Bytes {
  const parts = [logHeader(base, { type: 6, sequence: entries[0]?.sequence ?? 0 })]
  for (const entry of entries) parts.push(entryBytes(entry, length(parts)))
  parts.push(new Uint8Array(room))
  return joined(parts)
}

/** One entry, for an offset in a file. */
export function entryBytes(entry: WrittenEntry, at = HEADER): Bytes {
  const { pages } = entry
  const used = 40 + pages.length * 8 + pages.reduce((sum, { data }) => sum + data.length, 0)
  const bytes = new Uint8Array(Math.ceil((at + used) / PAGE) * PAGE - at)
  const view = new DataView(bytes.buffer)
  const { flags = 0, sequence, dataSize } = entry
  for (const [index, word] of [0x454c7648, bytes.length, flags, sequence, dataSize].entries()) {
    view.setUint32(index * 4, word, true)
  }
  view.setUint32(20, pages.length, true)
  let from = 40 + pages.length * 8
  for (const [index, { to, data }] of pages.entries()) {
    view.setUint32(40 + index * 8, to, true)
    view.setUint32(44 + index * 8, data.length, true)
    bytes.set(data, from)
    from += data.length
  }
  entry.forge?.(view)
  hashEntry(bytes)
  return bytes
}

/** Corrects both hashes of an entry. */
export function hashEntry(entry: Uint8Array): void {
  const view = new DataView(entry.buffer, entry.byteOffset)
  for (const [to, bytes] of [
    [24, entry.subarray(40)],
    [32, entry.subarray(0, 32)],
  ] as const) {
    const { low, high } = marvin32(bytes)
    view.setUint32(to, low, true)
    view.setUint32(to + 4, high, true)
  }
}

/** A log of the old format: all differences of a state from the one on the disk. */
export function oldLog(
  base: Uint8Array,
  pages: readonly WrittenPage[],
  options: { readonly type?: 1 | 2; readonly sequence?: number; readonly dataSize?: number } = {},
): Bytes {
  const { type = 1, sequence = 10, dataSize = dataSizeOf(base) } = options
  const header = logHeader(base, { type, sequence }, { at: BASE.DATA_SIZE, u32: dataSize })
  const bitmap = new Uint8Array(4 + dataSize / PAGE)
  bitmap.set(Buffer.from('DIRT'))
  const data: Uint8Array[] = []
  for (const page of pages) {
    for (let at = 0; at < page.data.length; at += 512) {
      const bit = (page.to + at) / 512
      bitmap[4 + (bit >>> 3)] = (bitmap[4 + (bit >>> 3)] as number) | (1 << (bit & 7))
      data.push(page.data.subarray(at, at + 512))
    }
  }
  const padding = new Uint8Array((512 - (bitmap.length % 512)) % 512)
  return joined([header, bitmap, padding, ...data])
}

function logHeader(
  base: Uint8Array,
  { type, sequence }: { readonly type: number; readonly sequence: number },
  ...more: Parameters<typeof corrupt>[1][]
): Bytes {
  return corrupt(
    base.subarray(0, HEADER),
    { at: BASE.TYPE, u32: type },
    { at: BASE.PRIMARY_SEQUENCE, u32: sequence },
    { at: BASE.SECONDARY_SEQUENCE, u32: sequence },
    ...more,
  )
}

function length(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

/** Concatenates arrays. */
export function joined(parts: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(length(parts))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
