/** The letters that the records of keys and values begin with, found in raw bytes. */

import { SIG } from '../regf/layout.ts'
import type { Words } from '../regf/words.ts'

/** The second letter of both, in the second and in the fourth byte of a word. */
const LOW_K = 0x6b00
const HIGH_K = 0x6b000000

/**
 * Finds the next `nk` or `vk` at an even file offset.
 *
 * @param words - the bytes of the file as little-endian words
 * @param from - file offset to start at, an even number
 * @param to - file offset at which to stop
 * @returns the file offset of the letters, which begin before `to`; -1 if there are none
 */
export function nextMark(words: Words, from: number, to: number): number {
  let word = from >>> 2
  if ((from & 2) !== 0) {
    if (from < to && isMark((words[word] as number) >>> 16)) return from
    word++
  }
  const last = (to + 3) >>> 2
  for (; word < last; word++) {
    const bytes = words[word] as number
    if ((bytes & 0xff00) === LOW_K && isMark(bytes & 0xffff)) return within(word * 4, to)
    if ((bytes & 0xff000000) === HIGH_K && isMark(bytes >>> 16)) return within(word * 4 + 2, to)
  }
  return -1
}

function isMark(letters: number): boolean {
  return letters === SIG.NK || letters === SIG.VK
}

function within(at: number, to: number): number {
  return at < to ? at : -1
}
