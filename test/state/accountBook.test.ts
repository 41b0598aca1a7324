import { describe, expect, it } from 'vitest'
import { AccountBook } from '../../src/state/accountBook.ts'

const DOMAIN = 'S-1-5-21-11-22-33'

const book = new AccountBook({
  accounts: [
    { sid: `${DOMAIN}-1001`, name: 'Ada', source: 'sam' },
    { sid: `${DOMAIN}-500`, name: 'Chef', source: 'sam' },
    { sid: 'S-1-5-32-545', name: 'BUILTIN\\Benutzer', source: 'sam' },
    { sid: `${DOMAIN}-1001`, name: 'ada.PC', source: 'profile' },
    { sid: 'S-1-5-80-1-2-3-4-5', name: 'NT SERVICE\\Spooler', source: 'service' },
  ],
  members: [
    { member: `${DOMAIN}-1001`, group: 'S-1-5-32-545' },
    { member: `${DOMAIN}-1001`, group: 'S-1-5-32-551' },
  ],
})

describe('the names of accounts', () => {
  it('are those of open hives, then those of every computer, then the SID itself', () => {
    expect(book.nameOf(`${DOMAIN}-1001`)).toBe('Ada')
    expect(book.nameOf('S-1-5-32-545')).toBe('BUILTIN\\Benutzer')
    expect(book.nameOf('S-1-5-18')).toBe('NT AUTHORITY\\SYSTEM')
    expect(book.nameOf('S-1-5-21-9-9-9-1001')).toBe('S-1-5-21-9-9-9-1001')
    expect(book.describe('S-1-5-21-9-9-9-1001')).toBe(
      'S-1-5-21-9-9-9-1001 (Account of a computer or domain)',
    )
    expect(book.describe('S-1-22-1-0')).toBe('S-1-22-1-0')
    expect(book.describe('S-1-1-0')).toBe('Everyone (S-1-1-0)')
  })

  it.each([
    ['ada', `${DOMAIN}-1001`],
    ['builtin\\benutzer', 'S-1-5-32-545'],
    ['Benutzer', 'S-1-5-32-545'],
    [' everyone ', 'S-1-1-0'],
    ['BU', 'S-1-5-32-545'],
    ['la', `${DOMAIN}-500`],
    ['s-1-5-0x20-545', 'S-1-5-32-545'],
    ['Ada (S-1-5-21-7-7-7-7)', 'S-1-5-21-7-7-7-7'],
    ['spooler', 'S-1-5-80-1-2-3-4-5'],
    ['nobody here', null],
    ['', null],
  ])('%j names %s', (text, sid) => {
    expect(book.find(text)).toBe(sid)
  })

  it('letters of a domain name nothing while no SAM is open', () => {
    expect(new AccountBook({ accounts: [], members: [] }).find('LA')).toBeNull()
  })

  it('are suggested, the most usual first and never too many', () => {
    expect(book.suggest('').length).toBe(40)
    expect(book.suggest('').at(0)).toEqual({ sid: 'S-1-5-32-545', name: 'BUILTIN\\Benutzer' })
    expect(book.suggest('spool').map(({ name }) => name)).toEqual(['NT SERVICE\\Spooler'])
  })

  it('come with the groups that SAM lists', () => {
    expect(book.members.get(`${DOMAIN}-1001`)).toEqual(['S-1-5-32-545', 'S-1-5-32-551'])
    expect(book.domain).toBe(DOMAIN)
  })
})
