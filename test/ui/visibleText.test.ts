import { describe, expect, it } from 'vitest'
import { hasHidden, visibleParts } from '../../src/ui/common/visibleText.ts'

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
