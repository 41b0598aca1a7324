import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import {
  PREVIEW_HEAD_BYTES,
  PREVIEW_UNITS,
  previewValue,
  type ValuePreview,
} from '../../src/values/preview.ts'

/** The preview of data as the session asks for it: with its head only. */
function preview(type: number, data: Uint8Array): ValuePreview {
  return previewValue(type, data.length, data.subarray(0, PREVIEW_HEAD_BYTES))
}

function line(text: string, notes: ValuePreview['notes'] = []): ValuePreview {
  return { text, items: null, cut: false, notes }
}

describe('numbers', () => {
  it('shows numbers in hexadecimal and decimal, as in regedit', () => {
    expect(preview(4, Uint8Array.of(42, 0, 0, 0))).toEqual(line('0x0000002a (42)'))
    expect(preview(4, Uint8Array.of(255, 255, 255, 255))).toEqual(line('0xffffffff (4294967295)'))
    expect(preview(5, Uint8Array.of(0, 0, 0, 42))).toEqual(line('0x0000002a (42)'))
    expect(preview(11, Uint8Array.of(0, 0xe1, 0xf5, 5, 0, 0, 0, 0))).toEqual(
      line('0x05f5e100 (100000000)'),
    )
    expect(preview(11, new Uint8Array(8).fill(255))).toEqual(
      line('0xffffffffffffffff (18446744073709551615)'),
    )
  })

  it('notes numbers of the wrong size', () => {
    for (const size of [0, 1, 2, 3, 8, 2000]) {
      expect(preview(4, new Uint8Array(size))).toEqual(line('', ['invalid-size']))
      expect(preview(5, new Uint8Array(size))).toEqual(line('', ['invalid-size']))
    }
    for (const size of [0, 4, 7, 9]) {
      expect(preview(11, new Uint8Array(size))).toEqual(line('', ['invalid-size']))
    }
  })

  it('notes numbers with missing bytes as damaged', () => {
    expect(previewValue(4, 4, Uint8Array.of(1, 2))).toEqual(line('', ['damaged']))
  })
})

describe('bytes', () => {
  it('shows bytes of binary, none, resources and unknown types in lower-case hexadecimal', () => {
    for (const type of [0, 3, 8, 9, 10, 12, 0xffff_0012]) {
      expect(preview(type, Uint8Array.of(0x9e, 0x1e, 7, 0x80))).toEqual(line('9e 1e 07 80'))
      expect(preview(type, new Uint8Array(0))).toEqual(line('', ['zero-length']))
    }
  })

  it('cuts bytes to 256 units', () => {
    const shown = preview(3, new Uint8Array(85))
    expect(shown.cut).toBe(false)
    expect(shown.text.length).toBe(254)
    expect(preview(3, new Uint8Array(86))).toEqual({ ...shown, cut: true })
    expect(preview(3, new Uint8Array(1_000_000))).toEqual({ ...shown, cut: true })
  })
})

describe('strings', () => {
  it('shows the text of a string up to the NUL', () => {
    expect(preview(1, encodeUtf16('Tcpip\0'))).toEqual(line('Tcpip'))
    expect(preview(2, encodeUtf16('%SystemRoot%\0'))).toEqual(line('%SystemRoot%'))
    expect(preview(0x20001, encodeUtf16('a\0'))).toEqual(line('a'))
    expect(preview(6, encodeUtf16('\\Registry\\Machine'))).toEqual(line('\\Registry\\Machine'))
    expect(preview(1, encodeUtf16('\0'))).toEqual(line(''))
    expect(preview(1, new Uint8Array(0))).toEqual(line(''))
  })

  it('shows a string on one line', () => {
    expect(preview(1, encodeUtf16('a\r\nb\tc\x01\x7f\u2028\x85\0')).text).toBe('a␍␊b␉c␁␡␤␤')
  })

  it('keeps the notes of a string', () => {
    expect(preview(1, encodeUtf16('ab'))).toEqual(line('ab', ['no-terminator']))
    expect(preview(1, encodeUtf16('a\0b'))).toEqual(line('a', ['text-after-terminator']))
    expect(preview(1, encodeUtf16('a\0\0'))).toEqual(line('a', ['zeros-after-terminator']))
    expect(preview(1, Uint8Array.of(0x61, 0, 0, 0, 0))).toEqual(line('a', ['odd-length']))
  })

  it('cuts a string to 256 units, never inside a surrogate pair', () => {
    expect(preview(1, encodeUtf16(`${'x'.repeat(256)}\0`))).toEqual(line('x'.repeat(256)))
    expect(preview(1, encodeUtf16(`${'x'.repeat(257)}\0`))).toEqual({
      ...line('x'.repeat(256)),
      cut: true,
    })
    expect(preview(1, encodeUtf16(`${'x'.repeat(255)}😀\0`)).text).toBe('x'.repeat(255))
  })

  it('notes about the end of long data only what the head shows', () => {
    expect(preview(1, encodeUtf16('x'.repeat(2000)))).toEqual({
      ...line('x'.repeat(256)),
      cut: true,
    })
    expect(preview(1, encodeUtf16(`a\0${'\0'.repeat(2000)}`))).toEqual(line('a'))
    expect(preview(1, encodeUtf16(`a\0b${'\0'.repeat(2000)}`)).notes).toEqual([
      'text-after-terminator',
    ])
    expect(preview(1, new Uint8Array(2001).fill(0x61)).notes).toEqual(['odd-length'])
  })
})

describe('multi-strings', () => {
  it('shows the items of a multi-string, joined by a space', () => {
    expect(preview(7, encodeUtf16('a b\0c\0\0'))).toEqual({
      text: 'a b c',
      items: ['a b', 'c'],
      cut: false,
      notes: [],
    })
    expect(preview(7, encodeUtf16('\0')).items).toEqual([])
    expect(preview(7, encodeUtf16('a\0\0b\0\0'))).toEqual({
      text: 'a  b',
      items: ['a', '', 'b'],
      cut: false,
      notes: ['empty-strings'],
    })
    expect(preview(7, encodeUtf16('a\nb\0\0')).items).toEqual(['a␊b'])
  })

  it('cuts the items of a multi-string to 256 units in total', () => {
    const shown = preview(7, encodeUtf16(`${'x'.repeat(200)}\0${'y'.repeat(100)}\0z\0\0`))
    expect(shown.items?.map((item) => item.length)).toEqual([200, 55])
    expect(shown.cut).toBe(true)
    const full = preview(7, encodeUtf16(`${'x'.repeat(200)}\0${'y'.repeat(55)}\0\0`))
    expect(full.cut).toBe(false)
    expect(full.text.length).toBe(256)
  })

  it('has no notes about the end of a list outside the head', () => {
    const shown = preview(7, encodeUtf16(`${'ab\0'.repeat(1000)}\0`))
    expect(shown.cut).toBe(true)
    expect(shown.notes).toEqual([])
    expect(shown.text.length).toBe(256)
  })
})

describe('any data of any type', () => {
  it('makes a preview of any data on one line within the limit', () => {
    const data = fc.uint8Array({ maxLength: 1500 })
    const type = fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 0xffff_ffff }))
    fc.assert(
      fc.property(type, data, (anyType, bytes) => {
        const shown = preview(anyType, bytes)
        expect(shown.text.length).toBeLessThanOrEqual(PREVIEW_UNITS)
        for (let i = 0; i < shown.text.length; i++) {
          expect(shown.text.charCodeAt(i)).toBeGreaterThanOrEqual(0x20)
        }
        if (shown.items !== null) expect(shown.items.join(' ')).toBe(shown.text)
      }),
    )
  })
})
