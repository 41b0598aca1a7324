/**
 * The findings of a check. A finding is data: a code, its severity, a file offset, and the numbers that
 * disagree. `text/findings.ts` has the words. The codes follow the numbered rules of regf-format 5.2 and 5.3,
 * which are named next to each.
 */

import type { CellOffset, FileOffset } from './offsets.ts'

export type Severity = 'error' | 'warning' | 'info'

// biome-ignore format: a table
export const FINDINGS = {
  // Base block
  'checksum-wrong': 'error',              // 5.2.6
  'sequence-differs': 'warning',          // 5.3.1
  'data-size-past-file': 'error',         // 5.2.8
  'clustering-odd': 'warning',            // 1.1, 5.3.5
  // Bins and cells
  'bin-signature': 'error',               // 5.2.10
  'bin-size': 'error',                    // 5.2.11
  'bin-offset': 'error',                  // 5.2.12
  'cell-size': 'error',                   // 5.2.13
  // References
  'reference-bad': 'error',               // 5.2.14
  'signature-wrong': 'error',             // 5.2.15
  'shared-cell': 'error',                 // 5.2.27, 5.2.34
  // Keys
  'key-too-small': 'error',               // 5.2.16
  'key-too-large': 'error',               // 3.2.7
  'key-flag-memory': 'error',             // 3.1.1
  'name-past-cell': 'error',              // 5.2.16, 5.2.29
  'name-odd': 'error',                    // 5.2.17, 5.2.29
  'root-is-subkey': 'error',              // 5.2.9
  'root-name-empty': 'warning',           // 5.3.13
  'key-name-empty': 'error',              // 5.2.18
  'key-name-backslash': 'error',          // 5.2.18
  'key-name-too-long': 'error',           // 5.2.18
  'key-name-long': 'info',                // 5.2.18
  'parent-wrong': 'error',                // 5.2.19
  'key-twice': 'error',                   // 5.2.20
  'too-deep': 'error',                    // 5.2.21
  'key-deep': 'warning',                  // 3.2.7
  'list-freed': 'error',                  // 5.2.14
  'list-past-cell': 'error',              // 5.2.22
  'subkey-count': 'error',                // 5.2.23
  'index-nested': 'error',                // 5.2.24
  'index-empty': 'error',                 // 5.2.24
  'list-kind': 'warning',                 // 3.7, 5.3.22
  'leaf-empty': 'warning',                // 3.6, 3.7
  'subkey-order': 'error',                // 5.2.25
  'subkey-order-upcase': 'info',          // 5.3.26
  'subkey-duplicate': 'error',            // 5.2.26
  'subkeys-hidden': 'info',               // 5.3.24, hostile 46
  'hash-wrong': 'warning',                // 3.6, 5.3.21
  'maximum-too-small': 'info',            // 5.3.18
  'class-bad': 'error',                   // 5.2.39
  'link-bad': 'error',                    // 5.2.40
  'tombstone-bad': 'error',               // 5.2.41
  // Values
  'value-list-past-cell': 'error',        // 5.2.28
  'value-too-small': 'error',             // 5.2.29
  'inline-size': 'error',                 // 5.2.30
  'data-past-cell': 'error',              // 5.2.31
  'data-bad': 'error',                    // 5.2.32
  'big-data-bad': 'error',                // 5.2.33
  'big-data-version': 'warning',          // 3.5, hostile 62
  'big-data-due': 'warning',              // 3.5, 5.3.32
  'value-duplicate': 'info',              // 5.3.27
  // Security
  'security-bad': 'error',                // 5.2.35
  'security-too-small': 'error',          // 5.2.36
  'security-ring': 'error',               // 5.2.36
  'descriptor-bad': 'error',              // 5.2.37
  'security-count': 'info',               // 5.2.38
  'security-count-unusable': 'error',     // 5.2.44
  // Leaks
  'cell-unreferenced': 'info',            // 5.3.9
  'more-findings': 'info',
} as const satisfies Record<string, Severity>

export type FindingCode = keyof typeof FINDINGS

export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  readonly offset: FileOffset
  /**
   * Names from the root down to the key that it belongs to, if known. A path over 1,000 UTF-16 units has its first
   * and last names, with `…` between; a name over 255 units ends with `…`.
   */
  readonly path?: readonly string[] | undefined
  /** The indexes in `path` of those `…`: a key may have that name too. */
  readonly leftOut?: readonly number[] | undefined
  /** Cell offset of that key, if known. */
  readonly key?: CellOffset | undefined
  /** Cell offset of the value that it is about, if any. */
  readonly value?: CellOffset | undefined
  readonly expected?: string | number | undefined
  readonly actual?: string | number | undefined
}

/**
 * A lenient reader calls this for damage that it skips. `at` is the file offset of the wrong field.
 */
export type Report = (
  code: FindingCode,
  at: number,
  detail?: { readonly expected?: string | number; readonly actual?: string | number },
) => void

/** For callers that ignore damage. */
export const ignore: Report = () => {}
