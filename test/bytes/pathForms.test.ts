import { describe, expect, it } from 'vitest'
import { type PathForm, pathInForm } from '../../src/bytes/pathForms.ts'

const PREFIX = 'HKEY_LOCAL_MACHINE\\SYSTEM'

describe('the forms of a path', () => {
  it.each<[PathForm, string]>([
    ['short', 'HKLM\\SYSTEM\\Control Set\\a"b'],
    ['relative', 'Control Set\\a"b'],
    ['reg', '[HKEY_LOCAL_MACHINE\\SYSTEM\\Control Set\\a"b]'],
    ['powershell', "'Registry::HKEY_LOCAL_MACHINE\\SYSTEM\\Control Set\\a\"b'"],
    ['command', 'reg add "HKLM\\SYSTEM\\Control Set\\a\\"b"'],
    ['c', 'L"HKEY_LOCAL_MACHINE\\\\SYSTEM\\\\Control Set\\\\a\\"b"'],
  ])('%s: %s', (form, text) => {
    expect(pathInForm(PREFIX, ['Control Set', 'a"b'], form)).toBe(text)
  })

  it('the root of the hive has a path in each form', () => {
    expect(pathInForm(PREFIX, [], 'relative')).toBe('\\')
    expect(pathInForm(PREFIX, [], 'short')).toBe('HKLM\\SYSTEM')
    expect(pathInForm('HKEY_CURRENT_USER\\Software\\Classes', [], 'short')).toBe(
      'HKCU\\Software\\Classes',
    )
  })

  it('every quote of PowerShell is doubled, and hidden characters are escapes in C', () => {
    expect(pathInForm(PREFIX, ["it's", 'a\u2019b'], 'powershell')).toBe(
      "'Registry::HKEY_LOCAL_MACHINE\\SYSTEM\\it''s\\a\u2019\u2019b'",
    )
    expect(pathInForm('', ['a\x001\u202e\u{1f41d}'], 'c')).toBe('L"a\\0001\\u202e\\U0001f41d"')
  })
})
