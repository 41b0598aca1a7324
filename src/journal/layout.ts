/**
 * The layout of a journal. All numbers are little-endian words of 32 bits.
 *
 * A journal begins with `MAGIC` and the version of its format. Records follow: the length of the payload in bytes,
 * the number of the record from 0, its kind, the payload, padded to a multiple of 4, and two words of checksum. The
 * checksum of a record covers all of it and the checksum before, so that a record counts only after those before it.
 *
 * A payload is JSON (its length in bytes, then UTF-8, padded to a multiple of 4). Records with bytes of a hive have after
 * it: the counts of `COUNTS`, events, references (cell and change), runs (file offset and length), and the bytes of the runs.
 */

import type { Marvin32 } from '../logs/marvin32.ts'
import { marvin32 } from '../logs/marvin32.ts'

/** `PROPJRNL` */
const MAGIC = [0x504f5250, 0x4c4e524a] as const
const VERSION = 1

/** Bytes before the first record. */
export const PREAMBLE = 16
/** Bytes before the payload of a record, and after it. */
export const FRAME_HEAD = 12
export const FRAME_SUM = 8

export const KIND = {
  START: 1,
  EDIT: 2,
  UNDO: 3,
  REDO: 4,
  SWAP: 5,
  HEADER: 6,
  SAVED: 7,
  NOTE: 8,
  SAVING: 9,
} as const

/** The words after the JSON of a record with bytes, in this order. */
export const COUNTS = {
  /** Length of the file in bytes before and after. */
  BEFORE: 0,
  AFTER: 1,
  /** Bytes of hive bins after; 0 if the record has no events and references. */
  DATA_SIZE: 2,
  /** The checksum of the bytes that the runs replace, two words. */
  REPLACED_LOW: 3,
  REPLACED_HIGH: 4,
  EVENTS: 5,
  REFERENCES: 6,
  /** The first runs replace bytes, the others follow the end of the file. */
  REPLACING: 7,
  RUNS: 8,
  BYTES: 9,
  WORDS: 10,
} as const

/** The checksum before the first record. */
export const FIRST_SUM: Marvin32 = { low: VERSION, high: 0 }

/** A record is hashed in pieces of this many bytes, each seeded with the hash of the one before. */
export const PIECE = 1 << 16

/** Continues a checksum with the whole bytes of a record or with its bytes so far, a piece at a time. */
export function sumOf(bytes: Uint8Array, before: Marvin32): Marvin32 {
  let sum = before
  for (let at = 0; at < bytes.length; at += PIECE) {
    sum = marvin32(bytes.subarray(at, at + PIECE), sum)
  }
  return sum
}

/** The bytes before the first record. */
export function preamble(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint32Array.of(...MAGIC, VERSION, 0).buffer)
}

/** Whether a file begins as a journal of this version does. */
export function isJournal(head: Uint8Array): boolean {
  const wanted = preamble()
  return head.length >= PREAMBLE && wanted.every((byte, at) => head[at] === byte)
}

/** A length rounded up to whole words. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4
}
