import { describe, expect, it } from 'vitest'
import { minorForOs, parseOsVersion } from '../../src/offreg/osVersion.ts'

const minorOf = (text: string, documentedOnly = false) => {
  const os = parseOsVersion(text)
  return os === null ? null : minorForOs(os, { documentedOnly })
}

describe('the hive version of a Windows version', () => {
  it('129-131 the hive version is 1.3 for Windows 5.0 and 1.5 for later ones', () => {
    expect(minorOf('5.0')).toBe(3)
    const newer = ['5.1', '5.2', '6.0', '6.1', '6.2', '6.3', '10.0']
    expect(newer.map((text) => minorOf(text))).toEqual(newer.map(() => 5))
  })

  it('131 the documentation lists four Windows versions', () => {
    const known = ['5.1', '5.2', '6.0', '6.1']
    expect(known.map((text) => minorOf(text, true))).toEqual([5, 5, 5, 5])
    for (const text of ['5.0', '6.2', '6.3', '10.0']) expect(minorOf(text, true)).toBeNull()
  })

  it('132 other Windows versions have no hive version', () => {
    for (const text of ['4.0', '7.0', '99.99', '0.0', '10.1', '6.10', '6.4']) {
      expect(minorOf(text)).toBeNull()
    }
  })

  it('a Windows version is written as two whole numbers and nothing else', () => {
    expect(parseOsVersion('10.0')).toEqual({ major: 10, minor: 0 })
    for (const text of ['', '6', '6.', '.1', '6.1.0', ' 6.1', '-6.1', '6.1e1', '6,1', '600000.0']) {
      expect(parseOsVersion(text)).toBeNull()
    }
  })
})
