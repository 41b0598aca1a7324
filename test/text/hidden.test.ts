/** One rule says which characters are hidden, and the page, spelled paths and the command all follow it. */

import { describe, expect, it } from 'vitest'
import { readName, spellName } from '../../src/bytes/spelling.ts'
import { oneLine } from '../../src/cli/Io.ts'
import { formatName, parseName } from '../../src/cli/names.ts'
import { escapeHidden, hasHiddenCharacter } from '../../src/text/hidden.ts'
import { dataParts, hasHidden, visibleParts } from '../../src/text/visibleText.ts'

/** The planes that Unicode gives characters to. */
const PLANES = [0, 1, 2, 3, 14]

function* codePoints(): Generator<string> {
  for (const plane of PLANES) {
    for (let low = 0; low <= 0xffff; low++) yield String.fromCodePoint(plane * 0x10000 + low)
  }
}

/** Drawn as nothing although Unicode counts them among letters, marks and signs. */
const BLANKS = ['\u2800', '\u{1d159}', '\u{13441}', '\u{13442}', '\u{16fe4}']

describe('hidden characters', () => {
  it('are controls, format characters, what may be ignored, odd spaces, lone surrogates and blanks', () => {
    const hidden = [...codePoints()].filter(hasHiddenCharacter)
    const expected = [...codePoints()].filter((character) => {
      if (character === ' ') return false
      return (
        /^[\p{Cc}\p{Cf}\p{Cs}\p{Z}]$/u.test(character) ||
        /^\p{Default_Ignorable_Code_Point}$/u.test(character) ||
        BLANKS.includes(character)
      )
    })
    expect(hidden).toEqual(expected)
    for (const one of [
      '\xad',
      '\u034f',
      '\u115f',
      '\u1160',
      '\u17b4',
      '\u17b5',
      '\u180b',
      '\u180f',
    ]) {
      expect(hidden).toContain(one)
    }
    for (const one of [
      '\u2060',
      '\u2065',
      '\u206f',
      '\u3164',
      '\ufe00',
      '\ufe0f',
      '\uffa0',
      '\ufff0',
    ]) {
      expect(hidden).toContain(one)
    }
    for (const one of ['\u{e0000}', '\u{e0041}', '\u{e0100}', '\u{e01ef}', '\u{e0fff}']) {
      expect(hidden).toContain(one)
    }
  })

  it('are marked on the page, spelled in paths and escaped by the command alike', () => {
    const differing = [...codePoints()].filter((character) => {
      const isHidden = hasHiddenCharacter(character)
      const text = `a${character}b`
      const answers = [
        hasHidden(text),
        visibleParts(text).some(({ mark }) => mark !== null),
        spellName(text) !== text,
        oneLine(text) !== text,
        escapeHidden(text) !== text,
      ]
      return answers.some((answer) => answer !== isHidden)
    })
    expect(differing).toEqual([])
  })

  it('are marked in the line of a value too', () => {
    for (const one of ['\ufe0f', '\u{e0100}', '\u2065', '\u{e0041}']) {
      expect(dataParts(`a${one}b`).map(({ mark }) => mark)).toEqual([
        null,
        expect.stringMatching(/./),
        null,
      ])
    }
  })

  it('are read back from what they are written as', () => {
    const hidden = [...codePoints()].filter(hasHiddenCharacter).join('x')
    expect(readName(spellName(hidden))).toBe(hidden)
    expect(parseName(formatName(hidden))).toBe(hidden)
  })
})
