import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountAce } from '../../src/security/ace.ts'
import { aclOf } from '../../src/security/acl.ts'
import { checkDescriptor } from '../../src/security/checkDescriptor.ts'
import {
  type Descriptor,
  decodeDescriptor,
  encodeDescriptor,
  sameDescriptor,
} from '../../src/security/descriptor.ts'
import { CONTROL } from '../../src/security/layout.ts'
import { anyDescriptor } from './arbitraries.ts'

const SYSTEM = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]
const ADMINS = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0]
const ALLOW = [0, 2, 20, 0, 0x3f, 0, 0x0f, 0, ...SYSTEM]
const AUDIT = [2, 0x42, 20, 0, 1, 0, 0, 0, ...SYSTEM]

function header(control: number, ...offsets: number[]): number[] {
  return [1, 0, control & 0xff, control >> 8, ...offsets.flatMap((at) => [at, 0, 0, 0])]
}

function list(...aces: number[][]): number[] {
  const body = aces.flat()
  return [2, 0, 8 + body.length, 0, aces.length, 0, 0, 0, ...body]
}

const bytes = (...parts: number[][]) => Uint8Array.from(parts.flat())
const allowSystem: AccountAce = {
  ...{ shape: 'account', type: 0, flags: 2, mask: 0xf003f, sid: 'S-1-5-18' },
  data: new Uint8Array(0),
}

describe('descriptors', () => {
  it('decodes owner, group and lists', () => {
    const stored = bytes(
      header(0x8014, 84, 96, 20, 48 + 4),
      list(AUDIT),
      [0, 0, 0, 0],
      list(ALLOW),
      [...[0, 0, 0, 0], ...[...SYSTEM, ...ADMINS]],
    )
    expect(decodeDescriptor(stored)).toEqual({
      control: 0x8014,
      sbz1: 0,
      owner: 'S-1-5-18',
      group: 'S-1-5-32-544',
      sacl: aclOf([{ ...allowSystem, type: 2, flags: 0x42, mask: 1 }]),
      dacl: aclOf([allowSystem]),
      stored,
    })
  })

  it.each([
    [
      'gaps',
      bytes(header(0x8004, 24, 0, 0, 40), [9, 9, 9, 9], SYSTEM, [7, 7, 7, 7], list(ALLOW), [5]),
    ],
    ['owner and group in the same bytes', bytes(header(0x8000, 20, 20, 0, 0), SYSTEM)],
    ['one list for both', bytes(header(0x8014, 0, 0, 20, 20), list(ALLOW))],
    ['an owner inside an entry', bytes(header(0x8004, 36, 0, 0, 20), list(ALLOW))],
    ['the owner first', bytes(header(0x8004, 20, 32, 0, 48), SYSTEM, ADMINS, list(ALLOW))],
    ['an offset to a list that is not present', bytes(header(0x8000, 0, 0, 0, 20), [1, 2, 3, 4])],
    ['nothing', bytes(header(0x8000, 0, 0, 0, 0))],
    ['no list at all', bytes(header(0x8014, 0, 0, 0, 0))],
  ])('writes a descriptor with %s back byte by byte', (_, stored) => {
    const descriptor = decodeDescriptor(stored)
    expect(encodeDescriptor(descriptor)).toEqual(stored)
    expect(encodeDescriptor(descriptor)).not.toBe(descriptor.stored)
  })

  it('writes a changed descriptor in the order of Windows', () => {
    const stored = bytes(header(0x8004, 20, 32, 0, 48), SYSTEM, ADMINS, list(ALLOW))
    const changed = { ...decodeDescriptor(stored), sacl: aclOf([]) }
    expect(encodeDescriptor(changed)).toEqual(
      bytes(header(0x8014, 56, 68, 20, 28), list(), list(ALLOW), SYSTEM, ADMINS),
    )
  })

  it('keeps entries of unknown types, and known ones with invalid content', () => {
    const unknown = [0x7f, 0x12, 8, 0, 1, 2, 3, 4]
    const cutObject = [5, 0, 12, 0, 1, 0, 0, 0, 3, 0, 0, 0]
    const cutLabel = [0x11, 0, 8, 0, 1, 0, 0, 0]
    const stored = bytes(header(0x8004, 0, 0, 0, 20), list(unknown, cutObject, cutLabel))
    const { dacl } = decodeDescriptor(stored)
    expect(dacl?.aces).toEqual([
      { shape: 'opaque', type: 0x7f, flags: 0x12, body: Uint8Array.of(1, 2, 3, 4) },
      { shape: 'opaque', type: 5, flags: 0, body: Uint8Array.of(1, 0, 0, 0, 3, 0, 0, 0) },
      { shape: 'opaque', type: 0x11, flags: 0, body: Uint8Array.of(1, 0, 0, 0) },
    ])
    expect(encodeDescriptor({ ...decodeDescriptor(stored), stored: null })).toEqual(stored)
  })

  it('decodes object types and the data after a SID', () => {
    const guid = Array.from({ length: 16 }, (_, at) => at + 1)
    const object = [5, 0, 44, 0, 1, 0, 0, 0, 2, 0, 0, 0, ...guid, ...SYSTEM, 0xaa, 0xbb, 0xcc, 0xdd]
    const stored = bytes(header(0x8004, 0, 0, 0, 20), list(object))
    expect(decodeDescriptor(stored).dacl?.aces).toEqual([
      {
        ...{ shape: 'object', type: 5, flags: 0, mask: 1, objectFlags: 2, objectType: null },
        inheritedType: '{04030201-0605-0807-090A-0B0C0D0E0F10}',
        ...{ sid: 'S-1-5-18', data: Uint8Array.of(0xaa, 0xbb, 0xcc, 0xdd) },
      },
    ])
  })

  it('refuses an entry or a list that is too long', () => {
    const wide = { ...allowSystem, data: new Uint8Array(65_536 - 20) }
    const withAces = (aces: readonly AccountAce[]): Descriptor => ({
      ...{ control: CONTROL.SELF_RELATIVE, sbz1: 0, owner: null, group: null, sacl: null },
      ...{ dacl: aclOf(aces), stored: null },
    })
    const many = Array.from({ length: 3277 }, () => allowSystem)
    expect(() => encodeDescriptor(withAces([wide]))).toThrow(
      expect.objectContaining({
        code: 'bad-descriptor',
        detail: expect.objectContaining({ part: 'ace' }),
      }),
    )
    expect(() => encodeDescriptor(withAces(many))).toThrow(
      expect.objectContaining({
        code: 'bad-descriptor',
        detail: expect.objectContaining({ part: 'acl' }),
      }),
    )
    expect(encodeDescriptor(withAces(many.slice(1))).length).toBe(20 + 8 + 3276 * 20)
  })

  it('refuses an invalid descriptor with the part and its position', () => {
    const stored = bytes(header(0x8004, 0, 0, 0, 20), list(ALLOW)).with(32 - 2, 0)
    expect(() => decodeDescriptor(stored)).toThrow(
      expect.objectContaining({
        code: 'bad-descriptor',
        detail: expect.objectContaining({ part: 'ace', position: 30 }),
      }),
    )
  })

  it('decodes any encoded descriptor to the same descriptor', () => {
    fc.assert(
      fc.property(anyDescriptor, (descriptor) => {
        const stored = encodeDescriptor(descriptor)
        expect(checkDescriptor(stored)).toBeNull()
        const back = decodeDescriptor(stored)
        expect(back).toEqual({ ...descriptor, stored })
        expect(encodeDescriptor(back)).toEqual(stored)
        expect(sameDescriptor(back, descriptor)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
