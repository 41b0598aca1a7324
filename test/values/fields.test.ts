import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { decodeMultiString } from '../../src/values/decode.ts'
import { endsClearly } from '../../src/values/listField.ts'
import { readStringField, writeStringField } from '../../src/values/stringField.ts'
import { casePath } from '../helpers/cases.ts'
import { readList, writeList } from '../helpers/listField.ts'

const KEPT = { tidy: false }
const TIDY = { tidy: true }

describe('a string in a field', () => {
  it.each([
    ['a lone LF', 'a\nb\0', 'a\nbx\0'],
    ['a lone CR', 'a\rb\0', 'a\rbx\0'],
    ['CR LF', 'a\r\nb\0', 'a\r\nbx\0'],
    ['all three', 'a\r\nb\nc\rd\0', 'a\r\nb\nc\rdx\0'],
    ['CR CR LF', 'a\r\r\nb\0', 'a\r\r\nbx\0'],
    ['no NUL', 'AF_UNIX', 'AF_UNIXx'],
    ['two NULs', 'abc\0\0', 'abcx\0\0'],
    ['text after its NUL', 'abc\0garbage\0', 'abcx\0garbage\0'],
  ])('changes only the typed part of a string with %s', (_, stored, edited) => {
    const field = readStringField(encodeUtf16(stored), { link: false })
    expect(writeStringField(field, field.text, KEPT)).toEqual(encodeUtf16(stored))
    expect(writeStringField(field, `${field.text}x`, KEPT)).toEqual(encodeUtf16(edited))
  })

  it('keeps an odd byte of a string, with and without a NUL before it', () => {
    const odd = Uint8Array.of(0x61, 0, 0, 0, 7)
    const field = readStringField(odd, { link: false })
    expect(writeStringField(field, 'b', KEPT)).toEqual(Uint8Array.of(0x62, 0, 0, 0, 7))
    expect(writeStringField(field, 'b', TIDY)).toEqual(encodeUtf16('b\0'))
    const bare = readStringField(Uint8Array.of(0x61, 0, 7), { link: false })
    expect(writeStringField(bare, 'b', KEPT)).toEqual(Uint8Array.of(0x62, 0, 7))
  })

  it('adds the NUL to a string value without bytes', () => {
    const field = readStringField(new Uint8Array(0), { link: false })
    expect(writeStringField(field, 'a', KEPT)).toEqual(encodeUtf16('a\0'))
  })

  it('stores typed line breaks as the stored kind, or as CR LF if there is none', () => {
    const stored = readStringField(encodeUtf16('a\nb\0'), { link: false })
    expect(writeStringField(stored, 'a\nb\nc', KEPT)).toEqual(encodeUtf16('a\nb\nc\0'))
    const fresh = readStringField(encodeUtf16('\0'), { link: false })
    expect(writeStringField(fresh, 'a\nb', KEPT)).toEqual(encodeUtf16('a\r\nb\0'))
  })

  it('keeps the stored NUL of a link and adds none', () => {
    const bare = readStringField(encodeUtf16('\\A'), { link: true })
    expect(writeStringField(bare, '\\AB', KEPT)).toEqual(encodeUtf16('\\AB'))
    const ended = readStringField(encodeUtf16('\\A\0'), { link: true })
    expect(writeStringField(ended, '\\AB', KEPT)).toEqual(encodeUtf16('\\AB\0'))
    expect(writeStringField(ended, '\\AB', TIDY)).toEqual(encodeUtf16('\\AB'))
  })
})

describe('a list in a field', () => {
  it.each([
    ['a list', 'a\0b\0\0', 'a\nb'],
    ['an empty list', '\0', ''],
    ['breaks inside strings', 'a\r\nb\0c\nd\0e\rf\0\0', 'a←↓b\nc↓d\ne←f'],
    ['arrows and no breaks', 'a↓\0¤\0\0', 'a↓\n¤'],
    ['arrows and breaks', 'a↓\0¤\n\0\0', 'a¤↓\n¤¤↓'],
    ['an empty string inside', 'a\0\0b\0\0', 'a\n\nb'],
    ['an empty first string', '\0a\0\0', '\na'],
    ['an empty last string', 'a\0\0\0', 'a\n\n'],
    ['pairs that end in an empty string', 'a\0\0b\0\0\0', 'a\n\nb\n\n'],
    ['one NUL at its end', 'a\0b\0', 'a\nb'],
    ['no NUL at its end', 'a\0b', 'a\nb'],
    ['many NULs at its end', 'a\0\0\0\0\0', 'a'],
  ])('shows a list of %s as one string per line and writes the same bytes', (_, stored, text) => {
    const field = readList(encodeUtf16(stored))
    expect(field.text).toBe(text)
    expect(field.lines.count).toBe(decodeMultiString(encodeUtf16(stored)).items.length)
    expect(writeList(field, text, KEPT)).toEqual(encodeUtf16(stored))
  })

  it.each([
    ['a\r\nb\0c\0\0', 'x\0c\0\0', 'a←↓b', 'x'],
    ['a\0\0b\0\0\0', 'a\0\0c\0\0\0', 'b', 'c'],
    ['a\0b\0', 'a\0c\0', 'b', 'c'],
    ['a\0b', 'a\0c', 'b', 'c'],
    ['a\0\0\0\0\0', 'c\0\0\0\0\0', 'a', 'c'],
  ])('changes a list of %j to %j when %j is replaced by %j', (stored, edited, from, to) => {
    const field = readList(encodeUtf16(stored))
    expect(writeList(field, field.text.replace(from, to), KEPT)).toEqual(encodeUtf16(edited))
  })

  it('terminates a list in the usual way on request, or if it was empty', () => {
    const padded = readList(encodeUtf16('a\0\0\0\0\0'))
    expect(writeList(padded, 'a', TIDY)).toEqual(encodeUtf16('a\0\0'))
    const empty = readList(encodeUtf16('\0'))
    expect(writeList(empty, 'a', KEPT)).toEqual(encodeUtf16('a\0\0'))
    const full = readList(encodeUtf16('a\0b'))
    expect(writeList(full, '', KEPT)).toEqual(encodeUtf16('\0'))
  })

  it('keeps an odd byte of a list', () => {
    const stored = Uint8Array.of(0x61, 0, 0, 0, 0, 0, 9)
    const field = readList(stored)
    expect(writeList(field, 'b', KEPT)).toEqual(Uint8Array.of(0x62, 0, 0, 0, 0, 0, 9))
  })

  it('reads back one empty string at the end of a list, but not more', () => {
    expect(endsClearly({ count: 2, emptyLast: 0 }, 2)).toBe(true)
    expect(endsClearly({ count: 2, emptyLast: 1 }, 2)).toBe(true)
    expect(endsClearly({ count: 2, emptyLast: 1 }, 1)).toBe(false)
    expect(endsClearly({ count: 3, emptyLast: 2 }, 2)).toBe(false)
    expect(endsClearly({ count: 1, emptyLast: 1 }, 2)).toBe(false)
  })
})

const CASES = ['breaks-in-list.hiv', 'pending-renames.hiv', 'odd-strings.hiv'] as const
for (const name of CASES) {
  const path = casePath(name)
  it.skipIf(path === null)(`every string and list of ${name} keeps its bytes`, () => {
    const hive = Hive.open(readFileSync(path ?? ''))
    let seen = 0
    const visit = (key: Key) => {
      for (const { type, data } of key.values()) {
        seen++
        const list = readList(data)
        expect(writeList(list, list.text, KEPT)).toEqual(Uint8Array.from(data))
        const field = readStringField(data, { link: type === 6 })
        const written = writeStringField(field, field.text, KEPT)
        expect(written).toEqual(data.length === 0 ? field.usualRest : Uint8Array.from(data))
      }
      for (const subkey of key.subkeys()) visit(subkey)
    }
    visit(hive.rootKey)
    expect(seen).toBeGreaterThan(0)
  })
}
