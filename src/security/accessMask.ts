/**
 * Access masks of registry keys: the rights by their Windows names, the usual sets of them, and the meaning
 * of generic rights (offreg-api 2.2; winnt.h). text/rights.ts has the words for them.
 */

/** The bit of each right, in the order in which Windows lists them. */
// biome-ignore format: a table
export const RIGHT = {
  KEY_QUERY_VALUE: 0x0001, KEY_SET_VALUE: 0x0002, KEY_CREATE_SUB_KEY: 0x0004,
  KEY_ENUMERATE_SUB_KEYS: 0x0008, KEY_NOTIFY: 0x0010, KEY_CREATE_LINK: 0x0020,
  DELETE: 0x00010000, READ_CONTROL: 0x00020000, WRITE_DAC: 0x00040000, WRITE_OWNER: 0x00080000,
  SYNCHRONIZE: 0x00100000, ACCESS_SYSTEM_SECURITY: 0x01000000, MAXIMUM_ALLOWED: 0x02000000,
  GENERIC_ALL: 0x10000000, GENERIC_EXECUTE: 0x20000000,
  GENERIC_WRITE: 0x40000000, GENERIC_READ: 0x80000000,
} as const
export type Right = keyof typeof RIGHT

/** Named sets of rights. Execute is the same as read for keys. */
// biome-ignore format: a table
export const KEY_ACCESS = {
  ALL: 0xf003f, READ: 0x20019, WRITE: 0x20006, EXECUTE: 0x20019,
} as const

/** A mask in one word: full access, reading, writing, both, nothing, or some other combination. */
export type AccessGroup = 'full' | 'read-write' | 'read' | 'write' | 'none' | 'special'

const GENERIC = 0xf0000000

/**
 * Replaces the generic rights of a mask by the rights on keys that they stand for.
 *
 * @param mask - an access mask of 32 bits
 * @returns the mask without generic rights, unsigned
 */
export function mapGeneric(mask: number): number {
  let mapped = mask & ~GENERIC
  if ((mask & RIGHT.GENERIC_READ) !== 0) mapped |= KEY_ACCESS.READ
  if ((mask & RIGHT.GENERIC_WRITE) !== 0) mapped |= KEY_ACCESS.WRITE
  if ((mask & RIGHT.GENERIC_EXECUTE) !== 0) mapped |= KEY_ACCESS.EXECUTE
  if ((mask & RIGHT.GENERIC_ALL) !== 0) mapped |= KEY_ACCESS.ALL
  return mapped >>> 0
}

/**
 * Splits a mask into named rights.
 *
 * @param mask - an access mask of 32 bits
 * @returns the rights in the order of `RIGHT`, and the bits without a name
 */
export function rightsOf(mask: number): { rights: Right[]; rest: number } {
  const rights: Right[] = []
  let rest = mask
  for (const [name, bit] of Object.entries(RIGHT) as [Right, number][]) {
    if ((mask & bit) === 0) continue
    rights.push(name)
    rest &= ~bit
  }
  return { rights, rest: rest >>> 0 }
}

/**
 * Combines rights to a mask.
 *
 * @param rights - the names of the rights
 * @returns the mask, unsigned
 */
export function maskOf(rights: Iterable<Right>): number {
  let mask = 0
  for (const right of rights) mask |= RIGHT[right]
  return mask >>> 0
}

/**
 * Classifies a mask. Generic rights count as what they stand for.
 *
 * @param mask - an access mask of 32 bits
 * @returns the set of rights that equals the mask, or `special`
 */
export function accessGroup(mask: number): AccessGroup {
  switch (mapGeneric(mask)) {
    case 0:
      return 'none'
    case KEY_ACCESS.ALL:
      return 'full'
    case KEY_ACCESS.READ:
      return 'read'
    case KEY_ACCESS.WRITE:
      return 'write'
    case KEY_ACCESS.READ | KEY_ACCESS.WRITE:
      return 'read-write'
    default:
      return 'special'
  }
}
