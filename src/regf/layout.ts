/**
 * The fields of each on-disk structure, as offsets in bytes from the start of the record
 * (regf-format sections 1.1, 2.1, 3.1, 3.3, 3.5, 3.6, 3.8). Names follow the specification.
 */

// biome-ignore format: a layout table
export const BASE = {
  SIGNATURE: 0x00, PRIMARY_SEQUENCE: 0x04, SECONDARY_SEQUENCE: 0x08, LAST_WRITTEN: 0x0c,
  MAJOR: 0x14, MINOR: 0x18, TYPE: 0x1c, FORMAT: 0x20, ROOT_CELL: 0x24, DATA_SIZE: 0x28,
  CLUSTERING: 0x2c, FILE_NAME: 0x30, RESOURCE_MANAGER: 0x70, LOG: 0x80, FLAGS: 0x90,
  TRANSACTION_MANAGER: 0x94, GUID_SIGNATURE: 0xa4, REORGANIZED: 0xa8, OFFREG_SIGNATURE: 0xb0,
  OFFREG_FLAGS: 0xb4, RESERVED: 0xb8, CHECKSUM: 0x1fc, OFFREG_TIME: 0x200, RESERVED_REST: 0x208,
  THAW_TRANSACTION_MANAGER: 0xfc8, THAW_RESOURCE_MANAGER: 0xfd8, THAW_LOG: 0xfe8,
  BOOT_TYPE: 0xff8, BOOT_RECOVER: 0xffc,
} as const

// biome-ignore format: a layout table
export const BIN = {
  SIGNATURE: 0x00, OFFSET: 0x04, SIZE: 0x08, RESERVED: 0x0c, TIMESTAMP: 0x14, SPARE: 0x1c,
  /** Size of the header in bytes; the first cell comes right after it. */
  HEADER: 0x20,
} as const

/** Before the payload of each cell; versions 1.0 and 1.1 have both fields (1.6, 2.2). */
export const CELL = { SIZE: 0x00, LAST: 0x04 } as const

// biome-ignore format: a layout table
export const NK = {
  SIGNATURE: 0x00, FLAGS: 0x02, LAST_WRITE: 0x04, ACCESS_BITS: 0x0c, LAYER: 0x0d, SPARE: 0x0e,
  PARENT: 0x10,
  SUBKEY_COUNT: 0x14, VOLATILE_COUNT: 0x18, SUBKEY_LIST: 0x1c, VOLATILE_LIST: 0x20,
  VALUE_COUNT: 0x24, VALUE_LIST: 0x28, SECURITY: 0x2c, CLASS: 0x30,
  /** u16: bytes of the UTF-16 form of the longest subkey name. */
  MAX_SUBKEY_NAME: 0x34,
  /** Low nibble user flags, high nibble virtualization flags. */
  USER_FLAGS: 0x36, DEBUG: 0x37,
  MAX_SUBKEY_CLASS: 0x38, MAX_VALUE_NAME: 0x3c, MAX_VALUE_DATA: 0x40, WORK_VAR: 0x44,
  NAME_LENGTH: 0x48, CLASS_LENGTH: 0x4a, NAME: 0x4c,
} as const

// biome-ignore format: a layout table
export const VK = {
  SIGNATURE: 0x00, NAME_LENGTH: 0x02, DATA_SIZE: 0x04, DATA: 0x08, TYPE: 0x0c,
  /** u16: the two bytes after it are garbage in a third of all values. */
  FLAGS: 0x10, SPARE: 0x12, NAME: 0x14,
} as const

// biome-ignore format: a layout table
export const SK = {
  SIGNATURE: 0x00, RESERVED: 0x02, FLINK: 0x04, BLINK: 0x08, REFERENCES: 0x0c, SIZE: 0x10,
  DESCRIPTOR: 0x14,
} as const

/** li, lf, lh and ri alike: signature, count, then entries of 4 (li, ri) or 8 bytes. */
export const LIST = { SIGNATURE: 0x00, COUNT: 0x02, ENTRIES: 0x04 } as const

export const DB = { SIGNATURE: 0x00, COUNT: 0x02, SEGMENTS: 0x04 } as const

/** Two-letter record signatures, read as a little-endian u16. */
// biome-ignore format: a layout table
export const SIG = {
  NK: 0x6b6e, VK: 0x6b76, SK: 0x6b73, LI: 0x696c, LF: 0x666c, LH: 0x686c, RI: 0x6972, DB: 0x6264,
} as const

/** `regf` and `hbin` as little-endian u32. */
export const REGF = 0x66676572
export const HBIN = 0x6e696268

/** Bits of NK.FLAGS (regf-format 3.1.1). */
// biome-ignore format: a layout table
export const KEY_FLAG = {
  VOLATILE: 0x0001, HIVE_EXIT: 0x0002, HIVE_ENTRY: 0x0004, NO_DELETE: 0x0008,
  SYM_LINK: 0x0010, COMP_NAME: 0x0020, PREDEF_HANDLE: 0x0040,
  VIRTUAL_SOURCE: 0x0080, VIRTUAL_TARGET: 0x0100, VIRTUAL_STORE: 0x0200,
  /** Both flags that have a meaning only while a hive is loaded; no file should have them. */
  IN_MEMORY: 0x0003,
} as const

/** Virtualization flags, kept in the high nibble of NK.USER_FLAGS (regf-format 3.1.2). */
export const VIRTUAL_FLAG = { DONT_VIRTUALIZE: 2, DONT_SILENT_FAIL: 4, RECURSE: 8 } as const

/** Bits of VK.FLAGS. */
export const VALUE_FLAG = { COMP_NAME: 1, TOMBSTONE: 2 } as const

/** How a key affects the layers below, in the low two bits of NK.LAYER (regf-format 3.12). */
export const LAYER = { MERGE: 0, TOMBSTONE: 1, SUPERSEDE_LOCAL: 2, SUPERSEDE_TREE: 3 } as const

/** Bit of NK.LAYER: the key has the class of the key below. */
export const LAYER_INHERIT_CLASS = 0x80

/** Set in VK.DATA_SIZE when the data is inside the record. */
export const INLINE = 0x80000000

/** Data bytes of one big data segment; larger data of a 1.4+ hive is stored as `db`. */
export const SEGMENT_DATA = 16344

/** Payload bytes of a segment's cell as Windows and offreg write it, the last one included. */
export const SEGMENT_PAYLOAD = 16348

/** Limits (regf-format 2.5, 3.2, 3.5; offreg-api 5). */
// biome-ignore format: a layout table
export const LIMIT = {
  /** UTF-16 units. */
  KEY_NAME: 255, VALUE_NAME: 16383, CLASS_NAME: 32767,
  /** UTF-16 units of a key name that the offline library accepts. */
  LIBRARY_KEY_NAME: 256,
  /** Stored bytes of a key name that loaders once accepted. */
  KEY_NAME_BYTES: 1040,
  /** Payload bytes of a key's cell that Windows accepts: the record and the longest name (3.2.7). */
  KEY_PAYLOAD: 0x45c,
  /** Levels below the root that are read. */
  DEPTH: 512,
  /** Levels below the root at which keys are created: some loaders stop short of 512. */
  NEW_DEPTH: 508,
  /** Bytes of data in a version 1.3 hive, which has no big data. */
  PLAIN_DATA: 0x100000,
  /** Bytes: 65,535 segments. */
  BIG_DATA: 65535 * SEGMENT_DATA,
  /** Entries of one list, by the width of its count. */
  LIST_ENTRIES: 65535,
  /** Bytes of stable storage; bit 31 of an offset marks volatile storage. */
  DATA_SIZE: 0x7ffff000,
  /** Bytes of a file: base block, stable storage, and up to 64 MiB after it (2.6). */
  FILE: 0x84000000,
  /** Bytes of a descriptor: the lists in it have no more (8, row 95). */
  DESCRIPTOR: 0xffff,
  /** sk reference count. */
  REFERENCES: 0xfffffffe,
} as const
