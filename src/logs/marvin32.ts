/**
 * The hash of new-format log entries: Marvin32 with the seed Windows uses for them (regf-format 4.3).
 * All arithmetic is modulo 2^32.
 */

import type { Work } from '../work.ts'

/** A 64-bit hash as its two halves. */
export interface Marvin32 {
  readonly low: number
  readonly high: number
}

/** 0x82EF4D887A4E55C5 */
const SEED: Marvin32 = { low: 0x7a4e55c5, high: 0x82ef4d88 }

/** Bytes that take about a millisecond to hash. */
const PIECE = 1 << 20

/**
 * Computes the hash of bytes.
 *
 * @param bytes - the bytes, of any length
 * @param seed - the seed, if it is not that of log entries
 * @returns the hash
 */
export function marvin32(bytes: Uint8Array, seed: Marvin32 = SEED): Marvin32 {
  return unsigned(mix(viewOf(bytes), { at: 0, length: bytes.length }, 0, endOf(bytes.length), seed))
}

/**
 * Hashes runs of bytes that follow one another, each seeded with the hash of the one before.
 *
 * @param bytes - the bytes of all runs
 * @param lengths - the length of each run in bytes
 * @param seed - the seed of the first
 * @returns the hash of the last; the seed if there is none
 */
export function marvin32OfRuns(
  bytes: Uint8Array,
  lengths: readonly number[],
  seed: Marvin32,
): Marvin32 {
  const view = viewOf(bytes)
  let state = seed
  let from = 0
  for (const length of lengths) {
    state = mix(view, { at: from, length }, 0, endOf(length), state)
    from += length
  }
  return unsigned(state)
}

/**
 * Computes `marvin32` in steps.
 *
 * @param bytes - the bytes, of any length
 * @returns the hash
 */
export function* marvin32Steps(bytes: Uint8Array): Work<Marvin32> {
  const end = endOf(bytes.length)
  const view = viewOf(bytes)
  let state = SEED
  for (let at = 0; at < end; at += PIECE) {
    const to = Math.min(at + PIECE, end)
    state = mix(view, { at: 0, length: bytes.length }, at, to, state)
    if (to < end) yield to / end
  }
  return unsigned(state)
}

/** The whole words are followed by the left-over bytes and a word of zeros. */
function endOf(length: number): number {
  return (length & ~3) + 8
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Continues with the words from one offset to another. */
function mix(
  view: DataView,
  run: { readonly at: number; readonly length: number },
  from: number,
  to: number,
  state: Marvin32,
): Marvin32 {
  const start = run.at
  const whole = run.length & ~3
  let { low, high } = state
  for (let at = from; at < to; at += 4) {
    let word = 0
    if (at < whole) word = view.getInt32(start + at, true)
    else if (at === whole) word = lastWord(view, start + whole, start + run.length)
    low = (low + word) | 0
    high ^= low
    low = (((low << 20) | (low >>> 12)) + high) | 0
    high = ((high << 9) | (high >>> 23)) ^ low
    low = (((low << 27) | (low >>> 5)) + high) | 0
    high = (high << 19) | (high >>> 13)
  }
  return { low, high }
}

function unsigned({ low, high }: Marvin32): Marvin32 {
  return { low: low >>> 0, high: high >>> 0 }
}

/** The left-over bytes, followed by 0x80. */
function lastWord(view: DataView, from: number, end: number): number {
  let word = 0x80 << ((end - from) * 8)
  for (let at = from; at < end; at++) word |= view.getUint8(at) << ((at - from) * 8)
  return word
}
