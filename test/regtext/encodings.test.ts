/** Text in encodings that Windows does not read, and in code pages that the text does not say. */

import { describe, expect, it } from 'vitest'
import type { CodePage } from '../../src/bytes/codePages.ts'
import { RegPaths } from '../../src/regtext/RegPaths.ts'
import { RegReader } from '../../src/regtext/RegReader.ts'
import { bytesOf, HEADER, ROOT, utf16 } from './importText.ts'

const BODY = `\r\n[${ROOT}\\K]\r\n"v"="ж x"\r\n`

/** The text of the last value, the encoding, and whether the code page matters. */
function read(bytes: Uint8Array, codePage: CodePage | null = null, piece = bytes.length) {
  const reader = new RegReader({
    paths: new RegPaths(ROOT, null),
    ...{ addNul: false, skip: null, encoding: { codePage, anyUtf16: true } },
  })
  let text = ''
  for (let at = 0; at < bytes.length; at += piece) {
    for (const change of reader.read(bytes.slice(at, at + piece), at + piece >= bytes.length)) {
      if (change.kind !== 'set-value') continue
      text = Buffer.from(change.data).toString('utf16le').replaceAll('\0', '·')
    }
  }
  return [text, reader.encoding, reader.hasAnsi]
}

function exchanged(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes, (_, at) => bytes[at ^ 1] ?? 0)
}

describe('UTF-16 that Windows refuses', () => {
  const marked = utf16(HEADER + BODY)

  it.each([
    ['with a byte order mark', marked, 'utf-16'],
    ['without one', marked.slice(2), 'utf-16-unmarked'],
    ['in the other byte order', exchanged(marked), 'utf-16-big-endian'],
    ['in the other byte order, without a mark', exchanged(marked.slice(2)), 'utf-16-big-endian'],
  ])('%s is read where that is asked for, in pieces of any size', (_, bytes, encoding) => {
    for (const piece of [1, 3, 7, bytes.length]) {
      expect(read(bytes, null, piece)).toEqual(['ж x·', encoding, false])
    }
  })
})

describe('a code page', () => {
  const head = (header: string) => [...bytesOf(`${header}\r\n[${ROOT}\\K]\r\n"v"="`)]
  const text = (header: string, ...bytes: readonly number[]) =>
    Uint8Array.from([...head(header), ...bytes, ...bytesOf('"\r\n')])

  it('of REGEDIT4 is asked for when there are letters beyond ASCII', () => {
    expect(read(text('REGEDIT4', 0x61))).toEqual(['a·', 'ansi', false])
    expect(read(text('REGEDIT4', 0xe6))).toEqual(['æ·', 'ansi', true])
    expect(read(text('REGEDIT4', 0xe6), 1251)).toEqual(['ж·', 'ansi', true])
  })

  it('of version 5 is asked for when the letters are not UTF-8', () => {
    expect(read(text(HEADER, 0xd0, 0xb6))).toEqual(['ж·', 'utf-8', false])
    expect(read(text(HEADER, 0xe6))).toEqual(['æ·', 'ansi', true])
    expect(read(text(HEADER, 0xe6), 1253)).toEqual(['ζ·', 'ansi', true])
  })

  it('may have characters of two bytes, the second of which is a backslash', () => {
    // 0x95 0x5c is 表 in code page 932.
    const bytes = text('REGEDIT4', 0x95, 0x5c)
    for (const piece of [1, 2, 5, bytes.length]) {
      expect(read(bytes, 932, piece)).toEqual(['表·', 'ansi', true])
    }
  })

  it('is that of bytes that are text in REGEDIT4', () => {
    const bytes = bytesOf(`REGEDIT4\r\n[${ROOT}\\K]\r\n"v"=hex(2):e6,00\r\n`)
    expect(read(bytes)).toEqual(['æ·', 'ansi', true])
    expect(read(bytes, 1251)).toEqual(['ж·', 'ansi', true])
    expect(read(bytes, 65001)).toEqual(['\ufffd·', 'ansi', true])
  })
})
