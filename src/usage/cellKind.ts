/** What a cell holds, and whether that is in use. */

import { SIG } from '../regf/layout.ts'

/** What a cell holds, in the order of their marks. */
export const CELL_KINDS = [
  'key',
  'value',
  'subkey-list',
  'value-list',
  'data',
  'class',
  'security',
  /** Not recognised: data and lists of values have no signature. */
  'other',
] as const

/** What a cell holds: known of one in use; of others, what its first two bytes look like. */
export type CellKind = (typeof CELL_KINDS)[number]

/** `lost` is a cell that is allocated, but that nothing refers to. */
export type CellState = 'used' | 'lost' | 'free'

/** What a run of bytes is that is not a cell: the base block, a bin header, damage, or what comes after the bins. */
export type OtherBytes = 'base-block' | 'bin-header' | 'unreadable' | 'tail'

/** The marks of a `CellMarks`. The first of each group is the least. */
export const MARK = {
  NONE: 0,
  LOST: 1,
  FREE: 2,
  KEY: 3,
  VALUE: 4,
  SUBKEY_LIST: 5,
  VALUE_LIST: 6,
  DATA: 7,
  CLASS: 8,
  SECURITY: 9,
  UNREADABLE: 14,
  BIN_HEADER: 15,
} as const

/** The mark of a cell in use. */
export type UsedMark = 3 | 4 | 5 | 6 | 7 | 8 | 9

/**
 * Names the kind of a cell in use.
 *
 * @param mark - its mark, `MARK.KEY` to `MARK.SECURITY`
 * @returns the kind
 */
export function kindOfMark(mark: number): CellKind {
  return CELL_KINDS[mark - MARK.KEY] ?? 'other'
}

const KINDS_BY_SIGNATURE: ReadonlyMap<number, CellKind> = new Map([
  [SIG.NK, 'key'],
  [SIG.VK, 'value'],
  [SIG.SK, 'security'],
  [SIG.LI, 'subkey-list'],
  [SIG.LF, 'subkey-list'],
  [SIG.LH, 'subkey-list'],
  [SIG.RI, 'subkey-list'],
  [SIG.DB, 'data'],
])

/**
 * Guesses what a cell holds or held.
 *
 * @param signature - the first two bytes of its payload
 * @returns the kind
 */
export function kindOfSignature(signature: number): CellKind {
  return KINDS_BY_SIGNATURE.get(signature) ?? 'other'
}
