/**
 * Offsets of the fields of a self-relative security descriptor, its lists, entries and SIDs, in bytes from
 * the start of each (regf-format 3.8, MS-DTYP 2.4).
 */

// biome-ignore format: a layout table
export const SD = {
  REVISION: 0, SBZ1: 1, CONTROL: 2, OWNER: 4, GROUP: 8, SACL: 12, DACL: 16,
  HEADER: 20,
} as const
// biome-ignore format: a layout table
export const ACL = {
  REVISION: 0, SBZ1: 1, SIZE: 2, COUNT: 4, SBZ2: 6,
  HEADER: 8,
  MAX_SIZE: 0xffff,
} as const
/**
 * `SID` is the offset of the SID in types that consist of a mask and one SID. Object entries have flags
 * there, and at `OBJECT` the GUIDs that these announce. A compound entry has its first SID at `OBJECT`.
 */
// biome-ignore format: a layout table
export const ACE = {
  TYPE: 0, FLAGS: 1, SIZE: 2,
  HEADER: 4,
  SID: 8, OBJECT_FLAGS: 8,
  OBJECT: 12,
  MAX_SIZE: 0xffff,
} as const
/** The authority has six bytes, most significant first. */
// biome-ignore format: a layout table
export const SID = {
  REVISION: 0, COUNT: 1, AUTHORITY: 2,
  HEADER: 8,
  MAX_COUNT: 15,
} as const

/** Revisions of lists. `COMPOUND` allows compound entries, `OBJECT` also object entries. */
export const ACL_REVISION = { PLAIN: 2, COMPOUND: 3, OBJECT: 4 } as const

// biome-ignore format: a table
export const CONTROL = {
  OWNER_DEFAULTED: 0x0001, GROUP_DEFAULTED: 0x0002,
  DACL_PRESENT: 0x0004, DACL_DEFAULTED: 0x0008,
  SACL_PRESENT: 0x0010, SACL_DEFAULTED: 0x0020,
  DACL_TRUSTED: 0x0040, SERVER_SECURITY: 0x0080,
  DACL_AUTO_INHERIT_REQ: 0x0100, SACL_AUTO_INHERIT_REQ: 0x0200,
  DACL_AUTO_INHERITED: 0x0400, SACL_AUTO_INHERITED: 0x0800,
  DACL_PROTECTED: 0x1000, SACL_PROTECTED: 0x2000,
  /** The reserved byte has a meaning for a resource manager. */
  RM_CONTROL_VALID: 0x4000,
  SELF_RELATIVE: 0x8000,
} as const
