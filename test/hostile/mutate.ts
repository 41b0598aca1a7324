/**
 * Damages a hive as accidents and attackers do: single bits and bytes anywhere, and, more often than by chance,
 * fields of records set to values that break readers (regf-format section 8).
 */

import { SIG } from '../../src/regf/layout.ts'
import type { Random } from '../helpers/rng.ts'

/** Values that have broken readers: zero, ones, signs, alignments, edges of 16 and 32 bits. */
const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 0x1c, 0x20, 0x7f, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7ffffff8,
  0x7fffffff, 0x80000000, 0x80000001, 0x80000005, 0x80000020, 0xfffffff0, 0xfffffff8, 0xfffffffc,
  0xffffffff,
]
const SIGNATURES = new Set<number>(Object.values(SIG))

/** A copy of the hive with up to eight mutations. */
export function mutate(hive: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const cut = random.below(40) === 0 ? random.below(hive.length) : hive.length
  const bytes = Uint8Array.from(hive.subarray(0, cut))
  const count = 1 + random.below(8)
  const records = findRecords(bytes)
  const header = headerOf(bytes)
  for (let n = 0; n < count && bytes.length > 8; n++) mutateOnce(bytes, records, header, random)
  if (random.below(3) !== 0) fixChecksum(bytes)
  return bytes
}

function mutateOnce(
  bytes: Uint8Array,
  records: readonly number[],
  header: number,
  random: Random,
): void {
  const view = new DataView(bytes.buffer)
  const kind = random.below(10)
  if (kind === 0) {
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] as number) ^ (1 << random.below(8))
  } else if (kind === 1) {
    bytes[random.below(bytes.length)] = random.below(256)
  } else if (kind === 2) {
    setEdge(view, random.below(Math.min(bytes.length, 4096)) & ~3, random)
  } else if (kind === 3 && records.length > 1) {
    copyRecord(bytes, records, random)
  } else if (records.length > 0) {
    mutateRecord(view, records, header, random)
  }
}

/** Sets one field of a record to an edge value, to the offset of another record, or slightly off. */
function mutateRecord(
  view: DataView,
  records: readonly number[],
  header: number,
  random: Random,
): void {
  const record = random.pick(records)
  const at = record - header + 2 * random.below(44)
  if (at < 0 || at + 4 > view.byteLength) return
  const kind = random.below(5)
  if (kind === 0) setEdge(view, at, random)
  else if (kind === 1) view.setUint32(at, random.pick(records) - header - 4096, true)
  else if (kind === 2) view.setUint16(at, random.pick(EDGES) & 0xffff, true)
  else if (kind === 3) view.setInt32(at, view.getInt32(at, true) + random.below(33) - 16, true)
  else setSize(view, record - header, 8 * (random.below(9) - 4))
}

function setSize(view: DataView, at: number, more: number): void {
  view.setInt32(at, view.getInt32(at, true) + more, true)
}

function setEdge(view: DataView, at: number, random: Random): void {
  if (at + 4 <= view.byteLength) view.setUint32(at, random.pick(EDGES), true)
}

function copyRecord(bytes: Uint8Array, records: readonly number[], random: Random): void {
  const from = random.pick(records)
  const to = random.pick(records)
  const length = Math.min(8 + random.below(80), bytes.length - Math.max(from, to))
  if (length > 0) bytes.copyWithin(to, from, from + length)
}

/** File offsets of data that looks like a record after a cell header. */
function findRecords(bytes: Uint8Array): number[] {
  const found: number[] = []
  for (let at = 4096 + 32 + headerOf(bytes); at + 2 < bytes.length; at += 8) {
    const signature = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    if (SIGNATURES.has(signature)) found.push(at)
  }
  return found
}

/** Bytes of a cell before its record; eight in versions 1.0 and 1.1. */
function headerOf(bytes: Uint8Array): number {
  return bytes.length > 28 && new DataView(bytes.buffer).getUint32(24, true) < 2 ? 8 : 4
}

function fixChecksum(bytes: Uint8Array): void {
  if (bytes.length < 512) return
  const view = new DataView(bytes.buffer)
  let sum = 0
  for (let at = 0; at < 508; at += 4) sum ^= view.getUint32(at, true)
  sum >>>= 0
  view.setUint32(508, sum === 0 ? 1 : sum === 0xffffffff ? 0xfffffffe : sum, true)
}
