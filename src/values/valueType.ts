/**
 * Value types: their numbers, their names, and the spellings that the command line accepts
 * (regf-format 3.3.1).
 *
 * Any 32-bit number is a legal type; its meaning is up to the program that reads it. Types above 11 are
 * common: device properties (0xFFFF0012), account numbers in SAM, flags above a standard type.
 */

export const VALUE_TYPE = {
  NONE: 0,
  SZ: 1,
  EXPAND_SZ: 2,
  BINARY: 3,
  DWORD: 4,
  DWORD_BIG_ENDIAN: 5,
  LINK: 6,
  MULTI_SZ: 7,
  RESOURCE_LIST: 8,
  FULL_RESOURCE_DESCRIPTOR: 9,
  RESOURCE_REQUIREMENTS_LIST: 10,
  QWORD: 11,
} as const

/** One of the twelve standard types. */
export type ValueType = (typeof VALUE_TYPE)[keyof typeof VALUE_TYPE]

const NAMES = [
  'REG_NONE',
  'REG_SZ',
  'REG_EXPAND_SZ',
  'REG_BINARY',
  'REG_DWORD',
  'REG_DWORD_BIG_ENDIAN',
  'REG_LINK',
  'REG_MULTI_SZ',
  'REG_RESOURCE_LIST',
  'REG_FULL_RESOURCE_DESCRIPTOR',
  'REG_RESOURCE_REQUIREMENTS_LIST',
  'REG_QWORD',
] as const

/**
 * Finds the standard type that a type is read as: itself, or its low half if the high half holds
 * flags. A high half of 0xFFFF marks a device property, whose low half is a DEVPROPTYPE and not a
 * registry type.
 *
 * @param type - any 32-bit type number
 * @returns the standard type, or null
 */
export function standardType(type: number): ValueType | null {
  if (type < NAMES.length) return type as ValueType
  const low = type & 0xffff
  return low < NAMES.length && type >>> 16 !== 0xffff ? (low as ValueType) : null
}

/**
 * Names a type: `REG_SZ`, `REG_SZ (0x20001)` with flags, `0x0000000d` if it has no name.
 *
 * @param type - any 32-bit type number
 * @returns the name
 */
export function typeName(type: number): string {
  const standard = standardType(type)
  if (standard === null) return `0x${type.toString(16).padStart(8, '0')}`
  return standard === type ? NAMES[standard] : `${NAMES[standard]} (0x${type.toString(16)})`
}

/** Spellings accepted in addition to the names themselves. */
const SHORT_NAMES: Readonly<Record<string, ValueType>> = {
  DWORD_BE: VALUE_TYPE.DWORD_BIG_ENDIAN,
  DWORD_LITTLE_ENDIAN: VALUE_TYPE.DWORD,
  QWORD_LITTLE_ENDIAN: VALUE_TYPE.QWORD,
}

/**
 * Parses a type as given on the command line: `sz`, `REG_MULTI_SZ`, `dword_be`, `13`, `0xd`. Case
 * does not matter.
 *
 * @param text - the name or number
 * @returns the type number, or null if the text is neither a name nor a 32-bit number
 */
export function parseTypeName(text: string): number | null {
  const name = text.trim().toUpperCase().replace(/^REG_/, '')
  const standard = (NAMES as readonly string[]).indexOf(`REG_${name}`)
  if (standard >= 0) return standard
  if (Object.hasOwn(SHORT_NAMES, name)) return SHORT_NAMES[name] as ValueType
  if (!/^(?:0X[0-9A-F]+|[0-9]+)$/.test(name)) return null
  const number = Number(name.toLowerCase())
  return number <= 0xffff_ffff ? number : null
}
