/**
 * The innermost loops of the scan of the raw bytes, with the tables that they look units up in.
 *
 * All of it is in one function that runs once, because of the compiler: what a function closes over is a constant for it,
 * while a bundler makes variables of the constants of a module. With constant tables the checks of every look-up can be
 * left out, which makes the loops twice as fast.
 */

import type { Words } from '../regf/HiveImage.ts'
import { SIG } from '../regf/layout.ts'

/** What the table of 16-bit units says of the signature of a db record. */
export const BIG_DATA = 255

/**
 * Leaves out the case of the ASCII letters of a word, and some other bits.
 *
 * @param word - four bytes
 * @returns the bits by which words are looked up
 */
export function fold(word: number): number {
  return word & 0xdfdfdfdf
}

/** The tables and the loops, of which there is one set. */
export const SCANNER = createScanner()

function createScanner() {
  const FOLD = 0xdfdfdfdf | 0
  const FACTOR = 0x9e3779b1 | 0
  const HASH_SHIFT = 18
  const DB_SIGNATURE = SIG.DB
  /** By the hash of a word, and by a 16-bit unit: 0 if it is not wanted. */
  const WORDS_WANTED = new Uint8Array(1 << (32 - HASH_SHIFT))
  const UNITS_WANTED = new Uint8Array(1 << 16)

  function hashOf(word: number): number {
    return Math.imul(word & FOLD, FACTOR) >>> HASH_SHIFT
  }

  /** The index of the first of four words, two words apart, of which one is wanted; at least `end` if there is none. */
  function nextOfOddWords(words: Words, from: number, end: number): number {
    let at = from
    for (; at < end; at += 8) {
      const a = words[at] as number
      const b = words[at + 2] as number
      const c = words[at + 4] as number
      const d = words[at + 6] as number
      const found =
        (WORDS_WANTED[Math.imul(a & FOLD, FACTOR) >>> HASH_SHIFT] as number) |
        (WORDS_WANTED[Math.imul(b & FOLD, FACTOR) >>> HASH_SHIFT] as number) |
        (WORDS_WANTED[Math.imul(c & FOLD, FACTOR) >>> HASH_SHIFT] as number) |
        (WORDS_WANTED[Math.imul(d & FOLD, FACTOR) >>> HASH_SHIFT] as number)
      if (found !== 0) return at
      if ((a & 0xffff) === DB_SIGNATURE || (b & 0xffff) === DB_SIGNATURE) return at
      if ((c & 0xffff) === DB_SIGNATURE || (d & 0xffff) === DB_SIGNATURE) return at
    }
    return at
  }

  /** The same for four words in a row. */
  function nextOfWords(words: Words, from: number, end: number): number {
    let at = from
    for (; at < end; at += 4) {
      const a = words[at] as number
      const b = words[at + 1] as number
      const c = words[at + 2] as number
      const d = words[at + 3] as number
      const found =
        (WORDS_WANTED[Math.imul(a & FOLD, FACTOR) >>> HASH_SHIFT] as number) |
        (WORDS_WANTED[Math.imul(b & FOLD, FACTOR) >>> HASH_SHIFT] as number) |
        (WORDS_WANTED[Math.imul(c & FOLD, FACTOR) >>> HASH_SHIFT] as number) |
        (WORDS_WANTED[Math.imul(d & FOLD, FACTOR) >>> HASH_SHIFT] as number)
      if (found !== 0) return at
      // Payloads start at odd words.
      if ((b & 0xffff) === DB_SIGNATURE || (d & 0xffff) === DB_SIGNATURE) return at
    }
    return at
  }

  /** The same for four words in a row, of which the low halves are wanted. */
  function nextOfLowUnits(words: Words, from: number, end: number): number {
    let at = from
    for (; at < end; at += 4) {
      const found =
        (UNITS_WANTED[(words[at] as number) & 0xffff] as number) |
        (UNITS_WANTED[(words[at + 1] as number) & 0xffff] as number) |
        (UNITS_WANTED[(words[at + 2] as number) & 0xffff] as number) |
        (UNITS_WANTED[(words[at + 3] as number) & 0xffff] as number)
      if (found !== 0) return at
    }
    return at
  }

  /** The same for two words in a row, of which both halves are wanted. */
  function nextOfUnits(words: Words, from: number, end: number): number {
    let at = from
    for (; at < end; at += 2) {
      const a = words[at] as number
      const b = words[at + 1] as number
      const found =
        (UNITS_WANTED[a & 0xffff] as number) |
        (UNITS_WANTED[a >>> 16] as number) |
        (UNITS_WANTED[b & 0xffff] as number) |
        (UNITS_WANTED[b >>> 16] as number)
      if (found !== 0) return at
    }
    return at
  }

  return {
    words: WORDS_WANTED,
    units: UNITS_WANTED,
    hashOf,
    nextOfOddWords,
    nextOfWords,
    nextOfLowUnits,
    nextOfUnits,
  }
}
