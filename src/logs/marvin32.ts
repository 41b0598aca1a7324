/**
 * The hash of new-format log entries: Marvin32 with the seed Windows uses for them (regf-format 4.3).
 * All arithmetic is modulo 2^32.
 */

/** The seed 0x82EF4D887A4E55C5, low half first. */
const SEED_LOW = 0x7a4e55c5
const SEED_HIGH = 0x82ef4d88

/** A 64-bit hash as its two halves. */
export interface Marvin32 {
  readonly low: number
  readonly high: number
}

/** Hashes bytes of any length. */
export function marvin32(bytes: Uint8Array): Marvin32 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length & ~3
  let low = SEED_LOW
  let high = SEED_HIGH
  for (let at = 0; at <= whole + 4; at += 4) {
    let word = 0
    if (at < whole) word = view.getInt32(at, true)
    else if (at === whole) word = lastWord(bytes, whole)
    low = (low + word) | 0
    high ^= low
    low = (((low << 20) | (low >>> 12)) + high) | 0
    high = ((high << 9) | (high >>> 23)) ^ low
    low = (((low << 27) | (low >>> 5)) + high) | 0
    high = (high << 19) | (high >>> 13)
  }
  return { low: low >>> 0, high: high >>> 0 }
}

/** The left-over bytes with 0x80 behind them. */
function lastWord(bytes: Uint8Array, from: number): number {
  let word = 0x80 << ((bytes.length - from) * 8)
  for (let at = from; at < bytes.length; at++) {
    word |= (bytes[at] as number) << ((at - from) * 8)
  }
  return word
}
