/**
 * The tokens of a stored condition (MS-DTYP 2.4.4.17): the letters `artx`, then operands and operators in
 * postfix order. These tables are used for both reading and writing.
 */

/** `artx`. */
export const CONDITION_START = [0x61, 0x72, 0x74, 0x78] as const

// biome-ignore format: a table
export const TOKEN = {
  PADDING: 0x00, INT8: 0x01, INT64: 0x04, STRING: 0x10, BYTES: 0x18, COMPOSITE: 0x50, SID: 0x51,
  AND: 0xa0, OR: 0xa1, NOT: 0xa2,
  LOCAL: 0xf8, USER: 0xf9, RESOURCE: 0xfa, DEVICE: 0xfb,
} as const

/** Operators between an attribute and a value, longer spellings first. */
export const RELATIONS: readonly (readonly [text: string, token: number])[] = [
  ['==', 0x80],
  ['!=', 0x81],
  ['<=', 0x83],
  ['<', 0x82],
  ['>=', 0x85],
  ['>', 0x84],
  ['Contains', 0x86],
  ['Any_of', 0x88],
  ['Not_Contains', 0x8e],
  ['Not_Any_of', 0x8f],
]

/** Operators before an attribute. */
export const EXISTS: readonly (readonly [text: string, token: number])[] = [
  ['Exists', 0x87],
  ['Not_Exists', 0x8d],
]

/** Operators before one or more SIDs. */
export const MEMBER_OF: readonly (readonly [text: string, token: number])[] = [
  ['Member_of', 0x89],
  ['Device_Member_of', 0x8a],
  ['Member_of_Any', 0x8b],
  ['Device_Member_of_Any', 0x8c],
  ['Not_Member_of', 0x90],
  ['Not_Device_Member_of', 0x91],
  ['Not_Member_of_Any', 0x92],
  ['Not_Device_Member_of_Any', 0x93],
]

/** The source of an attribute, as written before its name. */
export const ATTRIBUTES: readonly (readonly [text: string, token: number])[] = [
  ['@USER.', TOKEN.USER],
  ['@RESOURCE.', TOKEN.RESOURCE],
  ['@DEVICE.', TOKEN.DEVICE],
]

/** Units that a name after an `@` prefix has unescaped; all others are written like `%0025`. */
export const LITERAL_UNIT = /[0-9A-Za-z#$'*+\-.:;/?@[\\\]^_`{}~]/
/** A name without a prefix, which cannot have other units. */
export const LOCAL_NAME = /[0-9A-Za-z:./_][0-9A-Za-z:./_@]*/y

/** The signs and bases of numbers by their stored codes. */
export const SIGNS = ['', '+', '-', ''] as const
export const BASES = [10, 8, 10, 16] as const
