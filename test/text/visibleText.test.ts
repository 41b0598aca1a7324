import { describe, expect, it } from 'vitest'
import {
  dataLines,
  dataParts,
  hasHidden,
  MOST_MARKS,
  MOST_SHOWN,
  markedLines,
  markedSentence,
  markedText,
  shownName,
  visibleParts,
} from '../../src/text/visibleText.ts'
import { rng } from '../helpers/rng.ts'

function drawn(text: string): string {
  return visibleParts(text)
    .map((part) => (part.mark === null ? part.text : `[${part.mark}]`))
    .join('')
}

describe('visibleParts', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of ['Tcpip', 'a b', 'Ключ', 'مفتاح', '键', '😀', 'e\u0301', '']) {
      expect(hasHidden(text)).toBe(false)
      expect(visibleParts(text)).toEqual([{ text, mark: null }])
    }
  })

  it('marks controls, overrides, zero-width characters and odd spaces', () => {
    expect(drawn('a\0b')).toBe('a[NUL]b')
    expect(drawn('a\r\nb\x7f')).toBe('a[CR][LF]b[DEL]')
    expect(drawn('gpj\u202eexe')).toBe('gpj[RLO]exe')
    expect(drawn('\u2066x\u2069')).toBe('[LRI]x[PDI]')
    expect(drawn('a\u200bb\ufeff')).toBe('a[ZWSP]b[BOM]')
    expect(drawn('a\u00a0b\u3000')).toBe('a[NBSP]b[IDSP]')
  })

  it('marks variation selectors and tags, which say nothing of themselves', () => {
    expect(drawn('❤\ufe0f')).toBe('❤[VS16]')
    expect(drawn('Run\ufe00\u{e0100}\u{e01ef}')).toBe('Run[VS1][VS17][VS256]')
    expect(drawn('\u180b\u180f')).toBe('[FVS1][FVS4]')
    expect(drawn('a\u{e0041}\u2065')).toBe('a[E0041][2065]')
  })

  it('marks spaces at the ends, not those between words', () => {
    expect(drawn(' a b  ')).toBe('[·]a b[·][·]')
  })

  it('marks halves of surrogate pairs by their code', () => {
    expect(drawn('a\ud800b\udc00')).toBe('a[D800]b[DC00]')
    expect(visibleParts('\ud800')[0]).toMatchObject({ code: 'U+D800' })
  })

  it('loses nothing', () => {
    const text = ' \0\u202eA\ud800 \u200d '
    expect(
      visibleParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  })
})

describe('markedText', () => {
  it('puts marks into plain text, and leaves what can be seen alone', () => {
    expect(markedText('a\r\nb\u202e')).toBe('a⟨CR⟩⟨LF⟩b⟨RLO⟩')
    expect(markedText(' Run ')).toBe('⟨SP⟩Run⟨SP⟩')
    expect(markedText('\ud800x\0')).toBe('⟨D800⟩x⟨NUL⟩')
    expect(markedText('a b · 日本')).toBe('a b · 日本')
  })
})

describe('dataParts', () => {
  const marks = (text: string) =>
    dataParts(text)
      .map((part) => (part.mark === null ? part.text : `[${part.mark}]`))
      .join('')

  it('marks pictures of controls and what else would not be seen', () => {
    expect(marks('a\u240d\u240ab\u2409c\u2421\u2424')).toBe('a[CR][LF]b[TAB]c[DEL][NL]')
    expect(marks('gpj\u202eexe\u200b')).toBe('gpj[RLO]exe[ZWSP]')
  })

  it('leaves spaces and ordinary text alone, and loses nothing', () => {
    expect(marks(' %SystemRoot% \u65e5 ')).toBe(' %SystemRoot% \u65e5 ')
    const text = ' a\u240d\u202eb\ud800 '
    expect(
      dataParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  })
})

/** Texts a crafted hive may have for names: long ones of one character, of two in turn, and of anything. */
function crafted(): string[] {
  const random = rng(7)
  const pool = [
    'a',
    ' ',
    '\0',
    '\x01',
    '\r',
    '\n',
    '\u202e',
    '\u200b',
    '\ud800',
    '\udc00',
    '\u{1f600}',
    '漢',
  ]
  const anything = (length: number) =>
    Array.from({ length }, () => pool[random.below(pool.length)] as string).join('')
  return [
    ...pool.map((one) => one.repeat(65_535 / one.length)),
    ...pool.map((one) => `a${one}`.repeat(16_000)),
    '\r\n'.repeat(16_000),
    ...Array.from({ length: 200 }, () => anything(random.below(4000))),
  ]
}

describe('what is shown is bounded', () => {
  it('whatever the text: in units, in marks and in plain text', () => {
    for (const text of crafted()) {
      const parts = visibleParts(text)
      const marks = parts.filter(({ mark }) => mark !== null)
      expect(marks.length).toBeLessThanOrEqual(MOST_MARKS)
      expect(parts.length).toBeLessThanOrEqual(2 * MOST_MARKS + 1)
      expect(markedText(text).length).toBeLessThanOrEqual(MOST_SHOWN + 1)
      expect(markedSentence(text).length).toBeLessThanOrEqual(4 * MOST_SHOWN + 1)
      expect(dataParts(text).length).toBeLessThanOrEqual(2 * MOST_MARKS + 1)
      expect(shownName(text).length).toBeLessThanOrEqual(MOST_SHOWN + 1)
    }
  })

  it('and ends in … exactly when there is more', () => {
    for (const text of crafted()) {
      const shown = visibleParts(text)
      const isWhole = shown.map((part) => part.text).join('') === text
      expect(shown.at(-1)?.text.endsWith('…') === true).toBe(!isWhole)
      expect(shownName(text) === text).toBe(text.length <= MOST_SHOWN)
    }
  })

  it('for all the strings of a list together', () => {
    const lines = dataLines(Array.from({ length: 5000 }, () => '\u2400a\u2400'))
    const parts = lines.flat()
    expect(lines.length + parts.filter(({ mark }) => mark !== null).length).toBeLessThan(
      MOST_MARKS + 3,
    )
    expect(parts.at(-1)?.text.endsWith('…')).toBe(true)
    expect(markedLines(['a', 'b\0'])).toEqual(['a', 'b⟨NUL⟩'])
  })

  it('draws a long run of one hidden character as one mark with its length', () => {
    expect(drawn(`a${'\x01'.repeat(16_376)}b`)).toBe('a[SOH×16,376]b')
    expect(markedText('\u202e'.repeat(255))).toBe('⟨RLO×255⟩')
    expect(markedText(' '.repeat(9))).toBe('⟨SP×9⟩')
    expect(drawn('\0\0\0')).toBe('[NUL][NUL][NUL]')
  })

  it('never halves a character that takes two units', () => {
    const text = `a${'\u{1f600}'.repeat(1000)}`
    expect(visibleParts(text)[0]?.text).toBe(`a${'\u{1f600}'.repeat(511)}…`)
    expect(shownName(text)).toBe(`a${'\u{1f600}'.repeat(511)}…`)
  })

  it('leaves what is marked already as it is', () => {
    const name = markedText('\r\n'.repeat(100))
    const sentence = `${name} is damaged and cannot be edited safely.`
    expect(markedSentence(sentence)).toBe(sentence)
  })
})
