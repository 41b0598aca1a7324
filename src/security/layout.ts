/**
 * Where the fields of a self-relative security descriptor, its lists, entries and SIDs are, in bytes from
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
 * `SID` is where the types that are a mask and one SID have it; entries for object types have flags there,
 * and at `OBJECT` what these name. A compound entry has its first SID at `OBJECT` too.
 */
// biome-ignore format: a layout table
export const ACE = {
  TYPE: 0, FLAGS: 1, SIZE: 2,
  HEADER: 4,
  SID: 8, OBJECT_FLAGS: 8,
  OBJECT: 12,
  MAX_SIZE: 0xffff,
} as const
/** The authority is six bytes, the most significant first. */
// biome-ignore format: a layout table
export const SID = {
  REVISION: 0, COUNT: 1, AUTHORITY: 2,
  HEADER: 8,
  MAX_COUNT: 15,
} as const

/** Revisions of lists: the second may have compound entries, the third also entries for object types. */
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
  /** The reserved byte means something to a resource manager. */
  RM_CONTROL_VALID: 0x4000,
  SELF_RELATIVE: 0x8000,
} as const
