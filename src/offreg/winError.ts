/** Win32 error names and numbers, and the one for each of our codes (offreg-api 2.1). */

import type { HiveErrorCode } from '../errors.ts'

/** Every number other than 0 that the functions return or the command line prints. */
// biome-ignore format: a table
export const WIN32 = {
  ERROR_FILE_NOT_FOUND: 2, ERROR_PATH_NOT_FOUND: 3, ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_HANDLE: 6, ERROR_NOT_ENOUGH_MEMORY: 8, ERROR_INVALID_DATA: 13,
  ERROR_WRITE_FAULT: 29, ERROR_READ_FAULT: 30,
  ERROR_NOT_SUPPORTED: 50, ERROR_FILE_EXISTS: 80, ERROR_INVALID_PARAMETER: 87,
  ERROR_INSUFFICIENT_BUFFER: 122, ERROR_ALREADY_EXISTS: 183, ERROR_MORE_DATA: 234,
  ERROR_NO_MORE_ITEMS: 259, ERROR_BADDB: 1009, ERROR_REGISTRY_CORRUPT: 1015,
  ERROR_NOT_REGISTRY_FILE: 1017, ERROR_KEY_DELETED: 1018, ERROR_KEY_HAS_CHILDREN: 1020,
  ERROR_INVALID_SECURITY_DESCR: 1338, ERROR_NO_SYSTEM_RESOURCES: 1450,
} as const

type WinErrorName = keyof typeof WIN32

/** Answers about sizes or the end of a list; none of our codes corresponds to them. */
type SizeErrorName = 'ERROR_INSUFFICIENT_BUFFER' | 'ERROR_MORE_DATA' | 'ERROR_NO_MORE_ITEMS'
type CodeName = Exclude<WinErrorName, SizeErrorName>

export interface WinError {
  readonly name: CodeName
  readonly number: (typeof WIN32)[CodeName]
}

/** Codes that are missing here have no counterpart in Windows. */
const NAMES: Partial<Record<HiveErrorCode, CodeName>> = {
  'empty-file': 'ERROR_BADDB',
  'file-too-large': 'ERROR_BADDB',
  'file-too-short': 'ERROR_NOT_REGISTRY_FILE',
  'not-a-hive': 'ERROR_NOT_REGISTRY_FILE',
  'transaction-log': 'ERROR_NOT_REGISTRY_FILE',
  'alternate-copy': 'ERROR_NOT_REGISTRY_FILE',
  'unknown-file-type': 'ERROR_NOT_REGISTRY_FILE',
  'unknown-version': 'ERROR_NOT_REGISTRY_FILE',
  'unknown-file-format': 'ERROR_NOT_REGISTRY_FILE',
  'bad-data-size': 'ERROR_NOT_REGISTRY_FILE',
  'bad-root': 'ERROR_NOT_REGISTRY_FILE',
  'bad-cell': 'ERROR_REGISTRY_CORRUPT',
  'bad-record': 'ERROR_REGISTRY_CORRUPT',
  damaged: 'ERROR_REGISTRY_CORRUPT',
  truncated: 'ERROR_REGISTRY_CORRUPT',
  'save-would-damage': 'ERROR_REGISTRY_CORRUPT',
  'recovery-worse': 'ERROR_REGISTRY_CORRUPT',
  'read-only': 'ERROR_NOT_SUPPORTED',
  'layered-key': 'ERROR_NOT_SUPPORTED',
  'not-movable': 'ERROR_NOT_SUPPORTED',
  'key-not-found': 'ERROR_FILE_NOT_FOUND',
  'value-not-found': 'ERROR_FILE_NOT_FOUND',
  'file-not-found': 'ERROR_FILE_NOT_FOUND',
  'path-not-found': 'ERROR_PATH_NOT_FOUND',
  'access-denied': 'ERROR_ACCESS_DENIED',
  'out-of-memory': 'ERROR_NOT_ENOUGH_MEMORY',
  'bad-data': 'ERROR_INVALID_DATA',
  'bad-text': 'ERROR_INVALID_DATA',
  'write-failed': 'ERROR_WRITE_FAULT',
  'read-failed': 'ERROR_READ_FAULT',
  'file-exists': 'ERROR_FILE_EXISTS',
  'key-exists': 'ERROR_ALREADY_EXISTS',
  'value-exists': 'ERROR_ALREADY_EXISTS',
  'name-empty': 'ERROR_INVALID_PARAMETER',
  'name-too-long': 'ERROR_INVALID_PARAMETER',
  'name-has-backslash': 'ERROR_INVALID_PARAMETER',
  'root-key': 'ERROR_INVALID_PARAMETER',
  'too-deep': 'ERROR_INVALID_PARAMETER',
  'link-key': 'ERROR_INVALID_PARAMETER',
  'predefined-key': 'ERROR_INVALID_PARAMETER',
  'tombstone-key': 'ERROR_INVALID_PARAMETER',
  'data-too-large': 'ERROR_INVALID_PARAMETER',
  'unknown-flags': 'ERROR_INVALID_PARAMETER',
  usage: 'ERROR_INVALID_PARAMETER',
  'bad-argument': 'ERROR_INVALID_PARAMETER',
  'bad-handle': 'ERROR_INVALID_HANDLE',
  'list-full': 'ERROR_NO_SYSTEM_RESOURCES',
  'hive-full': 'ERROR_NO_SYSTEM_RESOURCES',
  'growth-blocked': 'ERROR_REGISTRY_CORRUPT',
  'has-subkeys': 'ERROR_KEY_HAS_CHILDREN',
  'bad-descriptor': 'ERROR_INVALID_SECURITY_DESCR',
  stale: 'ERROR_KEY_DELETED',
}

/**
 * Looks up the Win32 error for one of our codes.
 *
 * @param code - the code
 * @returns its name and number, or null if Windows has no counterpart
 */
export function winError(code: HiveErrorCode): WinError | null {
  const name = NAMES[code]
  return name === undefined ? null : { name, number: WIN32[name] }
}
