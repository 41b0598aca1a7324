/** Changing descriptors in the terms of Windows' security editor. */

import { describe, expect, it } from 'vitest'
import { KEY_ACCESS } from '../../src/security/accessMask.ts'
import { type Descriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { entrySource } from '../../src/security/entrySource.ts'
import { inOrder, isInOrder } from '../../src/security/order.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { isOneLevel, scopeOf, withScope } from '../../src/security/scope.ts'
import { formatSddl } from '../../src/security/sddl.ts'
import { readSddlOver } from '../../src/security/sddlOver.ts'
import {
  accountAccess,
  addAccount,
  type Effect,
  removeAccount,
  type SimpleAccess,
  setSimpleAccess,
} from '../../src/security/simpleAccess.ts'
import { descriptorWarnings } from '../../src/security/warnings.ts'

const USERS = 'S-1-5-32-545'

function set(sddl: string, effect: Effect, access: SimpleAccess, on: boolean): string {
  return formatSddl(setSimpleAccess(parseSddl(sddl), USERS, effect, access, on))
}

describe('the access of an account in one word', () => {
  it('is read from its own and inherited entries', () => {
    const [users, admins, world] = accountAccess(
      parseSddl('D:AI(D;CI;KW;;;BU)(A;CI;KR;;;BU)(A;;CC;;;BU)(A;CIID;KA;;;BA)(A;CIIO;KA;;;WD)'),
    )
    expect(users).toEqual({
      sid: USERS,
      hasOwn: true,
      allow: { full: 'off', read: 'own', write: 'off', special: true },
      deny: { full: 'off', read: 'off', write: 'own', special: false },
    })
    const inherited = { full: 'inherited', read: 'inherited', write: 'inherited', special: false }
    expect(admins?.allow).toEqual(inherited)
    expect(world?.allow).toEqual({ full: 'off', read: 'off', write: 'off', special: true })
  })

  it.each([
    ['allow', 'write', true, 'D:(A;CI;KR;;;BU)', 'D:(A;CI;CCDCLCSWRPRC;;;BU)'],
    ['allow', 'read', true, 'D:(A;CIID;KA;;;SY)', 'D:(A;CI;KR;;;BU)(A;CIID;KA;;;SY)'],
    ['deny', 'write', true, 'D:(A;CI;KR;;;BU)', 'D:(D;CI;DCLC;;;BU)(A;CI;KR;;;BU)'],
    ['deny', 'write', false, 'D:(D;CI;KW;;;BU)(A;CI;KR;;;BU)', 'D:(A;CI;KR;;;BU)'],
    ['allow', 'full', true, 'D:(D;CI;KW;;;BU)', 'D:(A;CI;KA;;;BU)'],
    ['allow', 'full', false, 'D:(A;CI;KA;;;BU)', 'D:(A;CI;CCDCLCSWRPRC;;;BU)'],
    ['allow', 'write', false, 'D:(A;CI;0x2001f;;;BU)', 'D:(A;CI;KR;;;BU)'],
    ['allow', 'read', false, 'D:(A;CI;KR;;;BU)(A;CI;KA;;;SY)', 'D:(A;CI;KA;;;SY)'],
    // Without reading or writing, nothing is left of full control but the other.
    ['allow', 'write', false, 'D:(A;CI;KA;;;BU)', 'D:(A;CI;KR;;;BU)'],
    ['allow', 'read', true, 'D:NO_ACCESS_CONTROL', 'D:(A;CI;KR;;;BU)'],
    // Special and inherited entries stay.
    ['allow', 'read', false, 'D:(A;;CC;;;BU)(A;CIID;KR;;;BU)', 'D:(A;;CC;;;BU)(A;CIID;KR;;;BU)'],
  ] as const)('%s %s %s changes %s', (effect, access, on, before, after) => {
    expect(set(before, effect, access, on)).toBe(after)
  })

  it('accounts are added once and removed, except what they inherit', () => {
    const added = addAccount(parseSddl('D:(A;CI;KA;;;SY)'), USERS)
    expect(formatSddl(added)).toBe('D:(A;CI;KA;;;SY)(A;CI;KR;;;BU)')
    expect(addAccount(added, USERS)).toBe(added)
    const both = parseSddl('D:AI(D;;KW;;;BU)(A;CI;KR;;;BU)(A;CIID;KR;;;BU)')
    expect(formatSddl(removeAccount(both, USERS))).toBe('D:AI(A;CIID;KR;;;BU)')
  })
})

describe('where an entry applies', () => {
  it.each([
    [0, 'key', false],
    [2, 'key-and-subkeys', false],
    [0xa, 'subkeys', false],
    [6, 'key-and-subkeys', true],
    [9, 'nothing', false],
    [0x13, 'key-and-subkeys', false],
  ] as const)('flags %i mean %s', (flags, scope, oneLevel) => {
    expect(scopeOf(flags)).toBe(scope)
    expect(isOneLevel(flags)).toBe(oneLevel)
  })

  it('is changed without the other flags', () => {
    expect(withScope(0xd3, 'key', false)).toBe(0xd0)
    expect(withScope(0x10, 'subkeys', true)).toBe(0x1e)
    expect(withScope(0x40, 'key-and-subkeys', false)).toBe(0x42)
  })
})

describe('the order of entries', () => {
  it('is own denials, own grants, inherited entries', () => {
    const wrong =
      parseSddl('D:(A;CIID;KR;;;WD)(A;;KR;;;BU)(D;CIID;KW;;;WD)(D;;KW;;;BU)').dacl?.aces ?? []
    expect(isInOrder(wrong)).toBe(false)
    const right = inOrder(wrong)
    expect(isInOrder(right)).toBe(true)
    expect(right.map(({ type, flags }) => [type, flags])).toEqual([
      [1, 0],
      [0, 0],
      [0, 0x12],
      [1, 0x12],
    ])
  })
})

describe('the source of an inherited entry', () => {
  it('is the nearest key above that has it and passes it on', () => {
    const above = [
      parseSddl('D:AI(A;CIID;KA;;;SY)(A;;KR;;;WD)'),
      null,
      parseSddl('O:BAD:(A;CI;KA;;;SY)(A;CIIO;KA;;;CO)'),
      parseSddl('D:(A;CI;KA;;;SY)(A;CI;KR;;;WD)'),
    ]
    const source = (sddl: string) =>
      (parseSddl(sddl).dacl?.aces ?? []).map((ace) => entrySource(ace, above, 'dacl'))
    expect(source('D:AI(A;CIID;KA;;;SY)(A;CIID;KR;;;WD)(A;CI;KA;;;SY)(A;CIID;KR;;;AN)')).toEqual([
      ...[2, 3, -1, -1],
    ])
    // An entry for the creator became one for the owner.
    expect(source('D:AI(A;ID;KA;;;BU)')).toEqual([2])
  })
})

describe('warnings', () => {
  it.each([
    ['O:BAD:NO_ACCESS_CONTROL', ['no-list']],
    ['O:BAD:', ['empty-list']],
    ['O:BUD:(A;CI;KR;;;BA)(A;CI;KA;;;BU)', ['no-administrator']],
    ['O:BAD:(A;CI;KR;;;BU)', []],
    ['O:BUD:(A;CI;KA;;;BA)(D;CI;KW;;;BU)', ['order']],
    ['O:BAD:(A;CI;GA;;;BA)(A;CIIO;GA;;;CO)', ['generic']],
    ['O:BAD:(A;CI;KA;;;BA)(A;CIIO;GA;;;CO)', []],
  ] as const)('of %s are %j', (sddl, warnings) => {
    expect(descriptorWarnings(parseSddl(sddl))).toEqual(warnings)
  })
})

describe('a text that replaces that of a descriptor', () => {
  const stored = (sddl: string, change: Partial<Descriptor> = {}): Descriptor => {
    const descriptor = parseSddl(sddl)
    return { ...descriptor, ...change }
  }

  it('is the same object if it means the same, whatever its spaces and case are', () => {
    const current = stored('O:BAG:SYD:(A;CI;KA;;;SY)', { sbz1: 7 })
    expect(readSddlOver(current, ' o:ba g:sy  d:(a;ci;ka;;;sy) ')).toBe(current)
  })

  it('keeps what SDDL cannot express', () => {
    const plain = stored('O:BAG:SYD:P(A;CI;KA;;;SY)')
    const dacl = plain.dacl && { ...plain.dacl, revision: 4, sbz1: 3, sbz2: 9 }
    const current = { ...plain, sbz1: 7, control: plain.control | 0x4009, dacl }
    const changed = readSddlOver(current, 'O:SYG:SYD:(A;CI;KR;;;WD)')
    if ('position' in changed) throw new Error('not read')
    expect(changed).toMatchObject({ sbz1: 7, owner: 'S-1-5-18' })
    expect(changed.control & 0x4009).toBe(0x4009)
    expect(changed.control & 0x1000).toBe(0)
    expect(changed.dacl).toMatchObject({ revision: 4, sbz1: 3, sbz2: 9 })
    expect(encodeDescriptor(changed).length).toBeGreaterThan(20)
  })

  it('says where it is wrong and what was expected', () => {
    const current = stored('O:BA')
    expect(readSddlOver(current, 'O:BAD:(A;CI;XX;;;SY)')).toMatchObject({
      position: 12,
      expected: 'rights',
    })
    expect(readSddlOver(current, 'O:LA')).toMatchObject({ expected: 'domain' })
    expect(readSddlOver(current, 'O:LA', { domain: 'S-1-5-21-1-2-3' })).toMatchObject({
      owner: 'S-1-5-21-1-2-3-500',
    })
  })
})

it('read and write together are not full control', () => {
  expect(KEY_ACCESS.READ | KEY_ACCESS.WRITE).toBe(0x2001f)
})
