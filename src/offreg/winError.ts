/** The Win32 names and numbers of our error codes, where there are such (offreg-api 2.1). */

import type { HiveErrorCode } from '../errors.ts'

export interface WinError {
  readonly name: string
  readonly number: number
}

const BADDB: WinError = { name: 'ERROR_BADDB', number: 1009 }
const NOT_REGISTRY_FILE: WinError = { name: 'ERROR_NOT_REGISTRY_FILE', number: 1017 }
const REGISTRY_CORRUPT: WinError = { name: 'ERROR_REGISTRY_CORRUPT', number: 1015 }
const INVALID_PARAMETER: WinError = { name: 'ERROR_INVALID_PARAMETER', number: 87 }
const FILE_NOT_FOUND: WinError = { name: 'ERROR_FILE_NOT_FOUND', number: 2 }
const ALREADY_EXISTS: WinError = { name: 'ERROR_ALREADY_EXISTS', number: 183 }

const WIN_ERRORS: Partial<Record<HiveErrorCode, WinError>> = {
  'empty-file': BADDB,
  'file-too-large': BADDB,
  'file-too-short': NOT_REGISTRY_FILE,
  'not-a-hive': NOT_REGISTRY_FILE,
  'transaction-log': NOT_REGISTRY_FILE,
  'unknown-file-type': NOT_REGISTRY_FILE,
  'unknown-version': NOT_REGISTRY_FILE,
  'unknown-file-format': NOT_REGISTRY_FILE,
  'bad-data-size': NOT_REGISTRY_FILE,
  'bad-root': NOT_REGISTRY_FILE,
  'bad-cell': REGISTRY_CORRUPT,
  'bad-record': REGISTRY_CORRUPT,
  damaged: REGISTRY_CORRUPT,
  truncated: REGISTRY_CORRUPT,
  'save-would-damage': REGISTRY_CORRUPT,
  'recovery-worse': REGISTRY_CORRUPT,
  'key-not-found': FILE_NOT_FOUND,
  'value-not-found': FILE_NOT_FOUND,
  'file-not-found': FILE_NOT_FOUND,
  'path-not-found': { name: 'ERROR_PATH_NOT_FOUND', number: 3 },
  'access-denied': { name: 'ERROR_ACCESS_DENIED', number: 5 },
  'out-of-memory': { name: 'ERROR_NOT_ENOUGH_MEMORY', number: 8 },
  'bad-data': { name: 'ERROR_INVALID_DATA', number: 13 },
  'file-exists': { name: 'ERROR_FILE_EXISTS', number: 80 },
  'key-exists': ALREADY_EXISTS,
  'value-exists': ALREADY_EXISTS,
  'name-empty': INVALID_PARAMETER,
  'name-too-long': INVALID_PARAMETER,
  'name-has-backslash': INVALID_PARAMETER,
  'root-key': INVALID_PARAMETER,
  'too-deep': INVALID_PARAMETER,
  'link-key': INVALID_PARAMETER,
  'predefined-key': INVALID_PARAMETER,
  'tombstone-key': INVALID_PARAMETER,
  'data-too-large': INVALID_PARAMETER,
  'unknown-flags': INVALID_PARAMETER,
  usage: INVALID_PARAMETER,
  'has-subkeys': { name: 'ERROR_KEY_HAS_CHILDREN', number: 1020 },
  'bad-descriptor': { name: 'ERROR_INVALID_SECURITY_DESCR', number: 1338 },
  stale: { name: 'ERROR_KEY_DELETED', number: 1018 },
}

/** The Win32 error of a code, null when there is none. */
export function winError(code: HiveErrorCode): WinError | null {
  return WIN_ERRORS[code] ?? null
}
