/** Part of the protocol: the findings of a check. */

import type { FindingCode, Severity } from '../../regf/finding.ts'
import type { KeyId, ValueId } from './documents.ts'

export type { Severity }

export interface FindingRow {
  readonly code: FindingCode
  readonly severity: Severity
  /** File offset in bytes. */
  readonly offset: number
  /**
   * Names from the root (not included) down to the key it belongs to; null when no key is known. A
   * long path is cut in the middle. A name over 255 units ends in `…`.
   */
  readonly path: readonly string[] | null
  /** The indexes in `path` where `…` stands for omitted names, since a key may be named `…` too. */
  readonly leftOut: readonly number[]
  readonly key: KeyId | null
  /**
   * The value of that key that it is about; null when it is about the key. A name over 255 units
   * ends in `…`.
   */
  readonly value: { readonly id: ValueId; readonly name: string } | null
  readonly expected: string | number | null
  readonly actual: string | number | null
}

/** The findings of one kind, which the list groups together. */
export interface FindingKind {
  readonly code: FindingCode
  readonly severity: Severity
  readonly count: number
}

/** The counts of a check. The findings themselves stay in the engine. */
export interface CheckSummary {
  /** The revision of the document that was checked. */
  readonly revision: number
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  readonly keys: number
  readonly values: number
  /** The kinds of findings in the order in which `findings` lists them: errors, then warnings, then notes. */
  readonly kinds: readonly FindingKind[]
}
