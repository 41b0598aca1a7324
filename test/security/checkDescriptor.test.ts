import { describe, expect, it } from 'vitest'
import { checkDescriptor, checkStoredDescriptor } from '../../src/security/checkDescriptor.ts'

const SYSTEM = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]
const EVERYONE = [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
/** Allow, container inherit, full access. */
const ACE = [0, 2, 20, 0, 0x3f, 0, 0x0f, 0, ...SYSTEM]
const ACL = [2, 0, 28, 0, 1, 0, 0, 0, ...ACE]
/** Owner at 20, group at 32, access list at 44. */
const SOUND = [
  ...[1, 0, 0x04, 0x80],
  ...[20, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 44, 0, 0, 0],
  ...[...SYSTEM, ...EVERYONE, ...ACL],
]

describe('checkDescriptor', () => {
  it('accepts a sound descriptor, even in the middle of a buffer', () => {
    expect(checkDescriptor(Uint8Array.from(SOUND))).toBeNull()
    const around = Uint8Array.from([9, 9, 9, ...SOUND, 9])
    expect(checkDescriptor(around.subarray(3, 3 + SOUND.length))).toBeNull()
  })

  it('accepts a header alone: no owner, no group, no lists', () => {
    expect(checkDescriptor(Uint8Array.from([1, 0, 0, 0x80, ...new Uint8Array(16)]))).toBeNull()
  })

  it('ignores a list that is not present', () => {
    expect(checkDescriptor(patched([2, 0x00], [44, 99]))).toBeNull()
  })

  it('accepts entries of unknown types', () => {
    expect(checkDescriptor(patched([52, 5], [60, 0x7f]))).toBeNull()
  })

  it.each([
    ['a wrong revision', patched([0, 2]), 'revision', 0],
    ['no self-relative bit', patched([3, 0]), 'control', 2],
    ['an owner inside the header', patched([4, 8]), 'owner', 4],
    ['an owner past the end', patched([7, 0xff]), 'owner', 4],
    ['a group past the end', patched([8, SOUND.length]), 'group', 8],
    ['an access list past the end', patched([19, 1]), 'dacl', 16],
    ['an audit list past the end', patched([15, 1]), 'sacl', 12],
    ['an owner that runs past the end', patched([4, SOUND.length - 8]), 'sid', SOUND.length - 8],
    ['an account of another revision', patched([20, 2]), 'sid', 20],
    ['an account with 16 parts', patched([33, 16]), 'sid', 33],
    ['a list of another revision', patched([44, 9]), 'acl', 44],
    ['a list longer than the descriptor', patched([46, 29]), 'acl', 46],
    ['a list of 65,535 bytes', patched([46, 0xff], [47, 0xff]), 'acl', 46],
    ['a list shorter than its header', patched([46, 7]), 'acl', 46],
    ['more entries than fit', patched([48, 2]), 'ace', 72],
    ['an entry of no bytes', patched([54, 0]), 'ace', 54],
    ['an entry longer than the list', patched([54, 21]), 'ace', 54],
    ['an account longer than its entry', patched([61, 2]), 'sid', 60],
  ])('reports %s', (_, bytes, field, at) => {
    expect(checkDescriptor(bytes)).toMatchObject({ field, at })
  })

  it.each([0, 1, 19])('reports that %i bytes are too few', (length) => {
    expect(checkDescriptor(new Uint8Array(length))).toMatchObject({ field: 'size', actual: length })
  })

  it('reports a fault for a descriptor truncated anywhere', () => {
    for (let length = 20; length < SOUND.length; length++) {
      expect(checkDescriptor(Uint8Array.from(SOUND.slice(0, length)))).not.toBeNull()
    }
  })
})

describe('checkStoredDescriptor', () => {
  const OBJECT = [5, 0, 28, 0, 1, 0, 0, 0, 0, 0, 0, 0, ...SYSTEM, 0, 0, 0, 0]
  const COMPOUND = [4, 0, 36, 0, 1, 0, 0, 0, 1, 0, 0, 0, ...SYSTEM, ...EVERYONE]
  const CALLBACK_OBJECT = [0xb, 0, 28, 0, 1, 0, 0, 0, 0, 0, 0, 0, ...SYSTEM, 0, 0, 0, 0]

  it('accepts a sound descriptor, and one that ends with the smallest SID', () => {
    expect(checkStoredDescriptor(Uint8Array.from(SOUND))).toBeNull()
    expect(checkStoredDescriptor(bytesOf({ owner: 20 }, SYSTEM))).toBeNull()
  })

  it('reports everything that makes a descriptor unreadable', () => {
    expect(checkStoredDescriptor(patched([0, 2]))).toMatchObject({ field: 'revision' })
    expect(checkStoredDescriptor(patched([54, 0]))).toMatchObject({ field: 'ace' })
    expect(checkStoredDescriptor(new Uint8Array(19))).toMatchObject({ field: 'size' })
  })

  it.each([
    ['no owner', bytesOf({ group: 20 }, SYSTEM), 'owner-missing', 4],
    [
      'an owner between boundaries',
      bytesOf({ owner: 21 }, [0, ...SYSTEM, 0, 0, 0]),
      'alignment',
      4,
    ],
    [
      'a group between boundaries',
      bytesOf({ owner: 20, group: 34 }, [...SYSTEM, 0, 0, ...SYSTEM, 0, 0]),
      'alignment',
      8,
    ],
    [
      'an access list between boundaries',
      bytesOf({ owner: 20, dacl: 34 }, [...SYSTEM, 0, 0, ...ACL]),
      'alignment',
      16,
    ],
    ['an audit list that is not sound and not present', patched([12, 44], [44, 99]), 'acl', 44],
    ['an access list that is not sound and not present', patched([2, 0], [44, 99]), 'acl', 44],
    [
      'an account without room for a part',
      bytesOf({ owner: 20 }, [1, 0, 0, 0, 0, 0, 0, 5]),
      'sid',
      20,
    ],
    ['a list of odd size', withList(2, ACE, [0]), 'alignment', 34],
    ['an entry of 22 bytes', withList(2, [0, 2, 22, 0, ...ACE.slice(4), 0, 0]), 'alignment', 42],
    [
      'an entry of an odd size that nobody knows',
      withList(2, [0x7f, 0, 9, 0, 0, 0, 0, 0, 0], [0]),
      'alignment',
      42,
    ],
    ['an entry for object types below revision 4', withList(2, OBJECT), 'list-revision', 32],
    ['a conditional entry for object types', withList(3, CALLBACK_OBJECT), 'list-revision', 32],
    ['a compound entry below revision 3', withList(2, COMPOUND), 'list-revision', 32],
    [
      'an entry for object types without room for its flags',
      withList(4, [5, 0, 8, 0, 1, 0, 0, 0]),
      'ace',
      40,
    ],
    [
      'an entry for an object type that is not there',
      withList(4, [5, 0, 24, 0, 1, 0, 0, 0, 1, 0, 0, 0, ...SYSTEM]),
      'sid',
      68,
    ],
    [
      'a compound entry with one account',
      withList(3, [4, 0, 24, 0, 1, 0, 0, 0, 1, 0, 0, 0, ...SYSTEM]),
      'sid',
      64,
    ],
  ])('finds %s', (_, bytes, field, at) => {
    expect(checkStoredDescriptor(bytes)).toMatchObject({ field, at })
  })

  it.each([
    ['an entry for object types', withList(4, OBJECT)],
    ['a conditional entry for object types', withList(4, CALLBACK_OBJECT)],
    ['a compound entry', withList(3, COMPOUND)],
    ['an entry of a type that nobody knows', withList(2, [0x7f, 0, 10, 0, 0, 0, 0, 0, 0, 0])],
    ['a label', withList(2, [0x11, 0, 20, 0, 1, 0, 0, 0, ...SYSTEM])],
  ])('accepts %s in a list with the right revision', (_, bytes) => {
    expect(checkStoredDescriptor(bytes)).toBeNull()
  })
})

/** Parts after a header; the access list is present if its offset is not 0. */
function bytesOf(
  at: { readonly owner?: number; readonly group?: number; readonly dacl?: number },
  parts: readonly number[],
): Uint8Array {
  const bytes = Uint8Array.from([
    1,
    0,
    at.dacl === undefined ? 0 : 4,
    0x80,
    ...Array(16).fill(0),
    ...parts,
  ])
  for (const [field, offset] of [
    [4, at.owner],
    [8, at.group],
    [16, at.dacl],
  ] as const) {
    if (offset !== undefined) bytes[field] = offset
  }
  return bytes
}

/** Owner at 20, at 32 a list with one entry and some bytes after it. */
function withList(
  revision: number,
  ace: readonly number[],
  rest: readonly number[] = [],
): Uint8Array {
  const size = 8 + ace.length + rest.length
  const list = [revision, 0, size, 0, 1, 0, 0, 0, ...ace, ...rest]
  return bytesOf({ owner: 20, dacl: 32 }, [...SYSTEM, ...list])
}

function patched(...patches: readonly (readonly [at: number, value: number])[]): Uint8Array {
  const bytes = Uint8Array.from(SOUND)
  for (const [at, value] of patches) bytes[at] = value
  return bytes
}
