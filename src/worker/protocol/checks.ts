/** The results of a check as sent to the page: part of the protocol. */

import type { FindingCode, Severity } from '../../regf/finding.ts'
import type { KeyId, ValueId } from './documents.ts'

export type { Severity }

export interface FindingRow {
  readonly code: FindingCode
  readonly severity: Severity
  /** File offset in bytes. */
  readonly offset: number
  /**
   * Names from the root (not included) down to the key it belongs to, when one is known; of a long path its ends. A
   * name over 255 units ends in `…`.
   */
  readonly path: readonly string[] | null
  /** The indexes in `path` of `…` for names left out: a key may have that name too. */
  readonly leftOut: readonly number[]
  readonly key: KeyId | null
  /** The value of that key it is about, when it is about one; a name over 255 units ends in `…`. */
  readonly value: { readonly id: ValueId; readonly name: string } | null
  readonly expected: string | number | null
  readonly actual: string | number | null
}

/** The findings of one kind, which are listed together. */
export interface FindingKind {
  readonly code: FindingCode
  readonly severity: Severity
  readonly count: number
}

/** The numbers of findings of a check. The findings themselves stay in the engine. */
export interface CheckSummary {
  /** The revision of the document that it is true of. */
  readonly revision: number
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  readonly keys: number
  readonly values: number
  /** The kinds of findings in the order in which `findings` lists them: errors, then warnings, then notes. */
  readonly kinds: readonly FindingKind[]
}
