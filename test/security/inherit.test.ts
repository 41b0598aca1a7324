import { describe, expect, it } from 'vitest'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import {
  inheritAgain,
  inheritDescriptor,
  type ListName,
  propagate,
  resetToParent,
  stopInheriting,
} from '../../src/security/inherit.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { formatSddl } from '../../src/security/sddl.ts'

const BOTH: readonly ListName[] = ['dacl', 'sacl']

function inherited(text: string): string {
  return formatSddl(inheritDescriptor(parseSddl(`O:BAG:SY${text}`))).replace('O:BAG:SY', '')
}

describe('a new subkey', () => {
  it.each([
    'D:(A;CI;KA;;;SY)(A;CI;KR;;;WD)',
    'D:AI(A;CIID;KA;;;SY)(A;OICIID;KR;;;WD)',
    'D:(D;CI;0x0;;;AN)S:AI(AU;CISA;KA;;;WD)(ML;CI;NW;;;HI)',
    'D:NO_ACCESS_CONTROL',
    'D:S:',
    '',
  ])('has the same bytes as a parent with %j', (text) => {
    const parent = encodeDescriptor(parseSddl(`O:BAG:SY${text}`))
    expect(encodeDescriptor(inheritDescriptor(decodeDescriptor(parent)))).toEqual(parent)
  })

  it('keeps the unused bytes and the layout of the parent if nothing else differs', () => {
    const bytes = Uint8Array.from([
      ...[1, 0, 4, 0x80, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 36, 0, 0, 0],
      ...[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0, 9, 9, 9, 9],
      ...[2, 0, 32, 0, 1, 0, 0, 0, 0, 2, 20, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0],
      ...[7, 7, 7, 7],
    ])
    expect(encodeDescriptor(inheritDescriptor(decodeDescriptor(bytes)))).toEqual(bytes)
  })

  it.each([
    ['entries for this key only', 'D:(A;;KA;;;SY)(A;CI;KR;;;WD)', 'D:(A;CI;KR;;;WD)'],
    ['entries that are passed on once', 'D:(A;CINP;KR;;;WD)', 'D:(A;;KR;;;WD)'],
    ['entries for subkeys only', 'D:(A;CIIO;KR;;;WD)', 'D:(A;CI;KR;;;WD)'],
    ['entries for objects', 'D:(A;OI;KR;;;WD)', 'D:(A;OIIO;KR;;;WD)'],
    ['entries for objects, once', 'D:(A;OINP;KR;;;WD)(A;CI;KR;;;WD)', 'D:(A;CI;KR;;;WD)'],
    ['the creator', 'D:(A;CIIO;KA;;;CO)', 'D:(A;;KA;;;BA)(A;CIIO;KA;;;CO)'],
    ['the creator’s group, once', 'D:(A;CIIONP;KA;;;CG)', 'D:(A;;KA;;;SY)'],
    ['generic rights', 'D:(A;OICIIO;GA;;;WD)', 'D:(A;;KA;;;WD)(A;OICIIO;GA;;;WD)'],
    ['marks', 'D:AI(A;CIIOID;GR;;;CO)', 'D:AI(A;ID;KR;;;BA)(A;CIIOID;GR;;;CO)'],
    [
      'protection',
      'D:PAI(A;CI;KA;;;SY)S:P(AU;CISA;KA;;;WD)',
      'D:AI(A;CI;KA;;;SY)S:(AU;CISA;KA;;;WD)',
    ],
    ['audits for this key only', 'D:(A;CI;KA;;;SY)S:AI(AU;SA;KA;;;WD)', 'D:(A;CI;KA;;;SY)'],
    [
      'types of objects',
      'D:(OA;CI;KR;;bf967aba-0de6-11d0-a285-00aa003049e2;WD)(OA;CI;KR;bf967aba-0de6-11d0-a285-00aa003049e2;;CO)',
      'D:(OA;CIIO;KR;;bf967aba-0de6-11d0-a285-00aa003049e2;WD)(OA;;KR;bf967aba-0de6-11d0-a285-00aa003049e2;;BA)(OA;CIIO;KR;bf967aba-0de6-11d0-a285-00aa003049e2;;CO)',
    ],
    ['nothing at all', 'D:(A;;KA;;;WD)', 'D:(A;;KA;;;SY)(A;;KA;;;BA)'],
  ])('inherits %s', (_, parent, child) => {
    expect(inherited(parent)).toBe(child)
  })

  it('keeps creator entries if the parent has no owner or group', () => {
    expect(formatSddl(inheritDescriptor(parseSddl('D:(A;CI;KA;;;CO)(A;CI;KA;;;CG)')))).toBe(
      'D:(A;CI;KA;;;CO)(A;CI;KA;;;CG)',
    )
  })
})

describe('a subkey whose parent changes', () => {
  function changed(child: string, before: string, now: string, lists = BOTH): string {
    const of = (text: string) => parseSddl(`O:BAG:SY${text}`)
    const result = propagate(of(child), of(before), of(now), lists)
    return formatSddl(result).replace('O:BAG:SY', '')
  }

  it('gets the new entries, marked, after its own', () => {
    expect(
      changed(
        'D:AI(D;CI;KW;;;AN)(A;;KR;;;AU)(A;CIID;KA;;;SY)',
        'D:(A;CI;KA;;;SY)',
        'D:(A;CI;KA;;;BA)(A;CIIO;GR;;;CO)(A;;KR;;;WD)',
      ),
    ).toBe('D:AI(D;CI;KW;;;AN)(A;;KR;;;AU)(A;CIID;KA;;;BA)(A;ID;KR;;;BA)(A;CIIOID;GR;;;CO)')
  })

  it('counts the entries its parent gave it as inherited if it was never marked', () => {
    expect(
      changed(
        'D:(A;CI;KA;;;SY)(A;CI;KR;;;WD)(A;CI;KA;;;AU)',
        'D:(A;CI;KA;;;SY)(A;CI;KR;;;WD)',
        'D:(A;CI;KA;;;SY)',
      ),
    ).toBe('D:AI(A;CI;KA;;;AU)(A;CIID;KA;;;SY)')
  })

  it('keeps its own entry that looks inherited if it is marked', () => {
    expect(changed('D:AI(A;CI;KA;;;SY)', 'D:(A;CI;KA;;;SY)', 'D:(A;CI;KA;;;BA)')).toBe(
      'D:AI(A;CI;KA;;;SY)(A;CIID;KA;;;BA)',
    )
  })

  it.each([
    ['protected', 'D:PAI(A;CIID;KA;;;SY)', 'D:(A;CI;KA;;;SY)', 'D:(A;CI;KA;;;BA)'],
    ['without any list', 'D:NO_ACCESS_CONTROL', 'D:(A;CI;KA;;;SY)', 'D:(A;CI;KA;;;BA)'],
    ['that has all of it', 'D:(A;CI;KA;;;BA)', 'D:(A;CI;KA;;;BA)(A;;KR;;;WD)', 'D:(A;CI;KA;;;BA)'],
    ['without audits', 'D:', 'D:S:(AU;SA;KA;;;WD)', 'D:S:(AU;FA;KA;;;WD)'],
  ])('does not change %s', (_, child, before, now) => {
    const same = parseSddl(child)
    expect(propagate(same, parseSddl(before), parseSddl(now), BOTH)).toBe(same)
  })

  it('gets audit entries, and loses the inherited ones again', () => {
    const audit = 'S:(AU;CISA;KA;;;WD)'
    expect(changed('D:', 'D:', `D:${audit}`)).toBe('D:S:AI(AU;CIIDSA;KA;;;WD)')
    expect(changed('D:S:AI(AU;CIIDSA;KA;;;WD)', `D:${audit}`, 'D:')).toBe('D:S:AI')
    expect(changed('D:', 'D:', `D:${audit}`, ['dacl'])).toBe('D:')
  })

  it('counts equal entries one by one', () => {
    const twice = 'D:(A;CI;KA;;;SY)(A;CI;KA;;;SY)'
    expect(changed(twice, 'D:(A;CI;KA;;;SY)', 'D:')).toBe('D:AI(A;CI;KA;;;SY)')
  })
})

describe('a subkey whose permissions are replaced', () => {
  function replaced(child: string, parent: string, lists: readonly ListName[]): string {
    const after = parseSddl(parent)
    return formatSddl(propagate(parseSddl(child), parseSddl('D:'), after, lists, lists))
  }

  it('has only what its parent passes on, and is not protected', () => {
    expect(
      replaced('D:PAI(A;CI;KA;;;WD)(D;;KW;;;AN)', 'D:(A;CI;KA;;;SY)(A;;KR;;;WD)', ['dacl']),
    ).toBe('D:AI(A;CIID;KA;;;SY)')
    // An own entry that looks like an inherited one becomes one.
    expect(replaced('D:AI(A;CI;KA;;;SY)', 'D:(A;CI;KA;;;SY)', ['dacl'])).toBe(
      'D:AI(A;CIID;KA;;;SY)',
    )
  })

  it('has its entries marked, also if they were not before', () => {
    expect(replaced('D:(A;CI;KA;;;SY)', 'D:(A;CI;KA;;;SY)', ['dacl'])).toBe('D:AI(A;CIID;KA;;;SY)')
    const same = parseSddl('D:AI(A;CIID;KA;;;SY)')
    expect(
      propagate(same, parseSddl('D:'), parseSddl('D:(A;CI;KA;;;SY)'), ['dacl'], ['dacl']),
    ).toBe(same)
  })

  it('keeps its label when audit entries are replaced', () => {
    expect(replaced('D:S:P(AU;SA;KA;;;WD)(ML;;NW;;;HI)', 'D:S:(AU;CIFA;KW;;;WD)', ['sacl'])).toBe(
      'D:S:AI(ML;;NW;;;HI)(AU;CIIDFA;KW;;;WD)',
    )
  })
})

describe('inheritance of a key', () => {
  const PARENT = 'O:BAG:SYD:(A;CI;KA;;;SY)(A;CIIO;GR;;;CO)(A;;KR;;;WD)S:(AU;CISA;KW;;;WD)'
  const KEY = 'O:BAG:SYD:AI(A;;KR;;;AU)(A;CIID;KA;;;SY)'
  const parent = parseSddl(PARENT)

  it('ends by converting or removing the inherited entries', () => {
    const key = parseSddl(KEY)
    expect(formatSddl(stopInheriting(key, 'dacl', 'convert'))).toBe(
      'O:BAG:SYD:PAI(A;;KR;;;AU)(A;CI;KA;;;SY)',
    )
    expect(formatSddl(stopInheriting(key, 'dacl', 'remove'))).toBe('O:BAG:SYD:PAI(A;;KR;;;AU)')
    expect(formatSddl(stopInheriting(parseSddl('O:BAG:SY'), 'sacl', 'remove'))).toBe('O:BAG:SYS:P')
  })

  it('begins again after its own entries', () => {
    expect(formatSddl(inheritAgain(parseSddl('O:BAG:SYD:PAI(A;;KR;;;AU)'), parent, 'dacl'))).toBe(
      'O:BAG:SYD:AI(A;;KR;;;AU)(A;CIID;KA;;;SY)(A;ID;KR;;;BA)(A;CIIOID;GR;;;CO)',
    )
    // The offline library does not mark entries: those that equal the parent's are inherited ones.
    expect(
      formatSddl(inheritAgain(parseSddl('O:BAG:SYD:P(A;CI;KA;;;SY)(D;;KW;;;AN)'), parent, 'dacl')),
    ).toBe('O:BAG:SYD:AI(D;;KW;;;AN)(A;CIID;KA;;;SY)(A;ID;KR;;;BA)(A;CIIOID;GR;;;CO)')
  })

  it('is all that a reset leaves, except labels', () => {
    const key = parseSddl(`${KEY}S:P(AU;FA;KA;;;AN)(ML;;NW;;;HI)`)
    expect(formatSddl(resetToParent(key, parent, 'dacl'))).toBe(
      'O:BAG:SYD:AI(A;CIID;KA;;;SY)(A;ID;KR;;;BA)(A;CIIOID;GR;;;CO)S:P(AU;FA;KA;;;AN)(ML;;NW;;;HI)',
    )
    expect(formatSddl(resetToParent(key, parent, 'sacl'))).toBe(
      `${KEY}S:AI(ML;;NW;;;HI)(AU;CIIDSA;KW;;;WD)`,
    )
  })
})
