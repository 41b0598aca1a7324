/** The words of `hive usage`. */

import type { CellKind, CellState } from '../usage/cellKind.ts'

export const USAGE_WORDS = {
  cells: 'Cells',
  outside: 'outside of cells',
  file: 'file',
  subtrees: 'Subtrees of at least one percent',
  lastWrites: 'Last writes of keys',
  columns: { bytes: 'bytes', cells: 'cells', keys: 'keys', values: 'values' },
} as const

/** A state of cells in words. */
export const STATE_WORDS: Readonly<Record<CellState, string>> = {
  used: 'in use',
  lost: 'allocated, but nothing refers to it',
  free: 'free',
}

/** A kind of cells in words. */
export const KIND_WORDS: Readonly<Record<CellKind, string>> = {
  key: 'keys',
  value: 'values',
  'subkey-list': 'lists of subkeys',
  'value-list': 'lists of values',
  data: 'data',
  class: 'class names',
  security: 'descriptors',
  other: 'not recognised',
}
