/** The words of the size of keys. */

import type { UsageSummary } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { sizeText } from './page.ts'
import { KIND_WORDS, STATE_WORDS, USAGE_WORDS } from './usage.ts'

export const SIZES = {
  label: 'Size of Keys',
  list: 'Subkeys by size',
  reading: 'Measuring the keys',
  outdated: 'Measured before your last changes.',
  again: 'Measure again',
  stopped: 'Stopped: nothing was measured.',
  goOut: 'Go up',
  root: '(root)',
  name: 'Key',
  size: 'Size',
  share: 'Share',
  keys: 'Keys',
  values: 'Values',
  own: 'This key itself',
  byKind: 'List cells by kind',
  kind: 'Kind',
  state: 'State',
  cells: 'Cells',
  path: 'Keys above',
  none: 'No subkeys',
} as const

/** The name of the picture: `Parts of Software`. */
export function partsText(name: string): string {
  return `Parts of ${name}`
}

/** `12.3%`, or `<0.1%` for what is too small. */
export function shareText(bytes: number, whole: number): string {
  if (bytes === 0 || whole === 0) return '0%'
  const percent = (bytes / whole) * 100
  return percent < 0.1 ? '<0.1%' : `${percent.toFixed(1)}%`
}

/** A part in words: `Software, 12.3 MB, 45.1%, 120 keys`. */
export function partText(name: string, bytes: number, whole: number, keys: number): string {
  return `${name}, ${sizeText(bytes)}, ${shareText(bytes, whole)}, ${counted(keys, 'key')}`
}

/** The key itself, without its subkeys. */
export function ownText(bytes: number, whole: number, values: number): string {
  return `${SIZES.own}, ${sizeText(bytes)}, ${shareText(bytes, whole)}, ${counted(values, 'value')}`
}

/** The subkeys that are not drawn. */
export function restText(subkeys: number, bytes: number, whole: number): string {
  return `${restName(subkeys)}, ${sizeText(bytes)}, ${shareText(bytes, whole)}`
}

/** `12 smaller keys` */
export function restName(subkeys: number): string {
  return counted(subkeys, 'smaller key')
}

/** How much a key and what is below it take: `12.3 MB, 45.1% of the file, in 120 keys`. */
export function wholeText(bytes: number, keys: number, file: number): string {
  return `${sizeText(bytes)}, ${shareText(bytes, file)} of the file, in ${counted(keys, 'key')}`
}

/** The rows of the cells by kind, with what is in no cell and the sum. */
export function kindRows({ cells, otherBytes, bytes }: UsageSummary) {
  const rows = cells.map((one) => ({
    kind: KIND_WORDS[one.kind],
    state: STATE_WORDS[one.state],
    cells: one.cells.toLocaleString('en'),
    bytes: one.bytes,
  }))
  return [
    ...rows,
    { kind: USAGE_WORDS.outside, state: '', cells: '', bytes: otherBytes },
    { kind: USAGE_WORDS.file, state: '', cells: '', bytes },
  ]
}
