/**
 * The innermost loops of the scan of the raw bytes, with the tables that they look units up in.
 *
 * All of it is in one function that runs once, because of the compiler: what a function closes over is a constant for it,
 * while a bundler makes variables of the constants of a module. With constant tables the checks of every look-up can be
 * left out, which makes the loops twice as fast.
 */

import { SIG } from '../regf/layout.ts'
import type { Words } from '../regf/words.ts'

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
  const SECOND_FACTOR = 0x85ebca6b | 0
  const SECOND_SHIFT = 16
  const DB_SIGNATURE = SIG.DB
  const VK_SIGNATURE = SIG.VK
  /** By the hash of a word, and by another hash for the few that have the first one by chance: 0 if it is not wanted. */
  const WORDS_WANTED = new Uint8Array(1 << (32 - HASH_SHIFT))
  const SURELY_WANTED = new Uint8Array(1 << (32 - SECOND_SHIFT))
  /** By a 16-bit unit, and by the one after it: both together are wanted if they have a bit in common. */
  const UNITS_WANTED = new Uint8Array(1 << 16)
  const NEXT_WANTED = new Uint8Array(1 << 16)

  function hashOf(word: number): number {
    return Math.imul(word & FOLD, FACTOR) >>> HASH_SHIFT
  }

  function secondHashOf(word: number): number {
    return Math.imul(word & FOLD, SECOND_FACTOR) >>> SECOND_SHIFT
  }

  function isSure(word: number): boolean {
    return WORDS_WANTED[hashOf(word)] !== 0 && SURELY_WANTED[secondHashOf(word)] !== 0
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
      if (found !== 0 && (isSure(a) || isSure(b) || isSure(c) || isSure(d))) return at
      if ((a & 0xffff) === DB_SIGNATURE || (b & 0xffff) === DB_SIGNATURE) return at
      if ((c & 0xffff) === DB_SIGNATURE || (d & 0xffff) === DB_SIGNATURE) return at
    }
    return at
  }

  /** The bits that the halves of a word have in common: 0 if they are not wanted. */
  function isWanted(word: number): number {
    return (UNITS_WANTED[word & 0xffff] as number) & (NEXT_WANTED[word >>> 16] as number)
  }

  /** The same for four words in a row, of which the low halves are wanted. */
  function nextOfLowUnits(words: Words, from: number, end: number): number {
    let at = from
    for (; at < end; at += 4) {
      const a = words[at] as number
      const b = words[at + 1] as number
      const c = words[at + 2] as number
      const d = words[at + 3] as number
      const found =
        ((UNITS_WANTED[a & 0xffff] as number) & (NEXT_WANTED[a >>> 16] as number)) |
        ((UNITS_WANTED[b & 0xffff] as number) & (NEXT_WANTED[b >>> 16] as number)) |
        ((UNITS_WANTED[c & 0xffff] as number) & (NEXT_WANTED[c >>> 16] as number)) |
        ((UNITS_WANTED[d & 0xffff] as number) & (NEXT_WANTED[d >>> 16] as number))
      if (found !== 0) return at
    }
    return at
  }

  /** The same for two words in a row, of which both halves are wanted. Another word has to follow them. */
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
      if (found === 0) continue
      const next = words[at + 2] as number
      const sure =
        isWanted(a) |
        isWanted((a >>> 16) | (b << 16)) |
        isWanted(b) |
        isWanted((b >>> 16) | (next << 16))
      if (sure !== 0) return at
    }
    return at
  }

  /** The index of the first word in which a unit begins that is wanted, at any of its bytes. Another word has to follow. */
  function nextOfBytes(words: Words, from: number, end: number): number {
    let at = from
    for (; at < end; at++) {
      const word = words[at] as number
      const next = words[at + 1] as number
      const found =
        (UNITS_WANTED[word & 0xffff] as number) |
        (UNITS_WANTED[(word >>> 8) & 0xffff] as number) |
        (UNITS_WANTED[word >>> 16] as number) |
        (UNITS_WANTED[(word >>> 24) | ((next & 0xff) << 8)] as number)
      if (found === 0) continue
      const sure =
        isWanted(word) |
        isWanted((word >>> 8) | (next << 24)) |
        isWanted((word >>> 16) | (next << 16)) |
        (UNITS_WANTED[(word >>> 24) | ((next & 0xff) << 8)] as number)
      if (sure !== 0) return at
    }
    return at
  }

  /**
   * The index of the first word, two words apart, that is the start of a value of which the data has as many bytes as
   * asked for, or less, but some; at least `end` if there is none. Its size is in the word that follows.
   */
  function nextOfShortData(words: Words, from: number, end: number, most: number): number {
    let at = from
    for (; at < end; at += 2) {
      if (((words[at] as number) & 0xffff) !== VK_SIGNATURE) continue
      // The highest bit says where the data is.
      const size = (words[at + 1] as number) & 0x7fffffff
      if (size <= most && size > 0) return at
    }
    return at
  }

  return {
    words: WORDS_WANTED,
    sure: SURELY_WANTED,
    units: UNITS_WANTED,
    next: NEXT_WANTED,
    hashOf,
    secondHashOf,
    nextOfOddWords,
    nextOfLowUnits,
    nextOfUnits,
    nextOfBytes,
    nextOfShortData,
  }
}
