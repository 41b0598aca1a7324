import { describe, expect, it } from 'vitest'
import { errorText } from '../../src/text/errors.ts'

const hexOf = (bytes: readonly number[]) =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0))

function wordsFor(bytes: readonly number[]): string {
  const actual = hexOf(bytes.slice(0, 16))
  return errorText('not-a-hive', { where: 'file', actual }).detail
}

describe('a file that is not a hive', () => {
  it.each([
    ['an event log', letters('ElfFile\0'), 'event log (.evtx)'],
    ['a RAR archive', letters('Rar!\x1a\x07\x01\x00'), 'RAR archive'],
    ['a cabinet', letters('MSCF\0\0\0\0'), 'cabinet archive'],
    ['a Windows image', letters('MSWIM\0\0\0'), 'Windows image'],
    ['a part of a zip archive', letters('PK\x07\x08'), 'a part of one'],
    ['a file that OpenSSL encrypted', letters('Salted__12345678'), 'encrypted (OpenSSL)'],
    ['a file that PGP encrypted', letters('-----BEGIN PGP MESSAGE'), 'encrypted (PGP)'],
    ['a BitLocker disk', [0xeb, 0x58, 0x90, ...letters('-FVE-FS-')], 'BitLocker'],
    [
      'a transaction file of the registry',
      [0x15, 0, 1, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0],
      '.regtrans-ms',
    ],
    ['zeros', new Array<number>(16).fill(0), 'starts with zeros'],
  ])('%s is told by its first bytes, with what to do', (_, bytes, words) => {
    expect(wordsFor(bytes)).toContain(words)
  })

  it('an empty file has its own message', () => {
    expect(errorText('empty-file', { where: 'SYSTEM' }).text).toBe('SYSTEM is empty.')
  })
})
