import { describe, expect, it } from 'vitest'
import { parseSid } from '../../src/security/sid.ts'
import {
  type SidKind,
  sddlAlias,
  sidKind,
  sidOfAlias,
  wellKnownName,
} from '../../src/security/wellKnown.ts'
import { SID_KIND_WORDS } from '../../src/text/rights.ts'

describe('well-known SIDs', () => {
  it.each<[string, SidKind, string | null]>([
    ['S-1-1-0', 'well-known', 'Everyone'],
    ['S-1-5-18', 'well-known', 'NT AUTHORITY\\SYSTEM'],
    ['S-1-5-32-544', 'built-in', 'BUILTIN\\Administrators'],
    ['S-1-5-32-999', 'built-in', null],
    ['S-1-5-21-1-2-3-500', 'domain', 'Administrator'],
    ['S-1-5-21-1-2-3-1001', 'domain', null],
    ['S-1-5-21-1-2-500', 'domain', null],
    ['S-1-5-80-1-2-3-4-5', 'service', null],
    ['S-1-5-5-0-12345', 'logon', null],
    ['S-1-15-2-1', 'app-package', 'APPLICATION PACKAGE AUTHORITY\\ALL APPLICATION PACKAGES'],
    ['S-1-15-3-1024-1-2-3-4-5-6-7-8', 'capability', null],
    ['S-1-16-12288', 'label', 'Mandatory Label\\High Mandatory Level'],
    ['S-1-12-1-1-2-3-4', 'entra', null],
    ['S-1-99-1', 'unknown', null],
  ])('classifies %s as %s and names it %s', (sid, kind, name) => {
    expect(sidKind(sid)).toBe(kind)
    expect(SID_KIND_WORDS[kind]).not.toBe('')
    expect(wellKnownName(sid)).toBe(name)
  })

  it('has one alias for each SID, and one SID for each alias', () => {
    const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))
    const aliases = letters.flatMap((a) => letters.map((b) => a + b))
    const known = aliases.filter((alias) => sidOfAlias(alias) !== null)
    expect(known).toHaveLength(68)
    for (const alias of known) {
      const sid = sidOfAlias(alias)
      if (sid === null || sid === 'relative') continue
      expect(parseSid(sid)).toBe(sid)
      expect(sddlAlias(sid)).toBe(alias)
    }
    expect(known.filter((alias) => sidOfAlias(alias) === 'relative').join(' ')).toBe(
      'AP CA CN DA DC DD DG DU EA EK KA LA LG PA RO RS SA',
    )
  })
})
