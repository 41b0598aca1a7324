/** The words of the map of a file. */

import type { FileUse, UsageSummary } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { sizeText } from './page.ts'

export const FILE_MAP = {
  label: 'File Map',
  picture: 'File by offset',
  list: 'Parts of the file',
  legend: 'What the patterns mean',
  reading: 'Measuring the file',
  outdated: 'Measured before your last changes.',
  again: 'Measure again',
  stopped: 'Stopped: nothing was measured.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  technical: 'Show in Technical View',
  offset: 'Offset',
  size: 'Size',
  use: 'Used for',
} as const

/** What bytes of the file are used for. */
export const USE_WORDS: Readonly<Record<FileUse, string>> = {
  key: 'Keys',
  value: 'Values',
  data: 'Data',
  list: 'Lists of keys and values',
  class: 'Class names',
  security: 'Descriptors',
  free: 'Free',
  lost: 'Allocated, but nothing refers to it',
  header: 'Headers',
  unreadable: 'Damaged',
  tail: 'After the last bin',
}

/** An offset in the file. */
export function offsetText(offset: number): string {
  return `0x${offset.toString(16).toUpperCase().padStart(8, '0')}`
}

/** A part of the file: `0x00001000 to 0x00001FFF`. */
export function partText(from: number, to: number): string {
  return `${offsetText(from)} to ${offsetText(to - 1)}`
}

/** What a part is used for: `Data 3,200 bytes, Free 896 bytes`. */
export function insideText(
  uses: readonly { readonly use: FileUse; readonly bytes: number }[],
): string {
  return uses.map(({ use, bytes }) => `${USE_WORDS[use]} ${counted(bytes, 'byte')}`).join(', ')
}

/** How long a part of the map is: `each square is 4 KB`. */
export function squareText(unit: number): string {
  return `each square is ${sizeText(unit)}`
}

/** The bytes of the cells of each use; none for what is not in cells. */
export function bytesByUse({ cells }: UsageSummary): ReadonlyMap<FileUse, number> {
  const sums = new Map<FileUse, number>()
  for (const { state, kind, bytes } of cells) {
    const use = cellUse(state, kind)
    sums.set(use, (sums.get(use) ?? 0) + bytes)
  }
  return sums
}

type Cell = UsageSummary['cells'][number]

function cellUse(state: Cell['state'], kind: Cell['kind']): FileUse {
  if (state !== 'used') return state
  if (kind === 'subkey-list' || kind === 'value-list') return 'list'
  return kind === 'other' ? 'data' : kind
}
