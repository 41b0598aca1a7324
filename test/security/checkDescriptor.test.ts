import { describe, expect, it } from 'vitest'
import { checkDescriptor } from '../../src/security/checkDescriptor.ts'

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
  it('accepts a sound descriptor, also one in the middle of a buffer', () => {
    expect(checkDescriptor(Uint8Array.from(SOUND))).toBeNull()
    const around = Uint8Array.from([9, 9, 9, ...SOUND, 9])
    expect(checkDescriptor(around.subarray(3, 3 + SOUND.length))).toBeNull()
  })

  it('accepts a header alone: no owner, no group, no lists', () => {
    expect(checkDescriptor(Uint8Array.from([1, 0, 0, 0x80, ...new Uint8Array(16)]))).toBeNull()
  })

  it('does not look at a list that is not present', () => {
    expect(checkDescriptor(patched([2, 0x00], [44, 99]))).toBeNull()
  })

  it('accepts entries of kinds it does not know', () => {
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
  ])('finds %s', (_, bytes, field, at) => {
    expect(checkDescriptor(bytes)).toMatchObject({ field, at })
  })

  it.each([0, 1, 19])('finds %i bytes too few', (length) => {
    expect(checkDescriptor(new Uint8Array(length))).toMatchObject({ field: 'size', actual: length })
  })

  it('survives being cut anywhere', () => {
    for (let length = 20; length < SOUND.length; length++) {
      expect(checkDescriptor(Uint8Array.from(SOUND.slice(0, length)))).not.toBeNull()
    }
  })
})

function patched(...patches: readonly (readonly [at: number, value: number])[]): Uint8Array {
  const bytes = Uint8Array.from(SOUND)
  for (const [at, value] of patches) bytes[at] = value
  return bytes
}
