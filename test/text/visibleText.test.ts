import { describe, expect, it } from 'vitest'
import { dataParts, hasHidden, markedText, visibleParts } from '../../src/text/visibleText.ts'

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
