/** What is said about a salvage: each loss in words, and the sum. */

import type { Loss, LossCode } from '../salvage/SalvageReport.ts'
import { counted } from './counted.ts'

/** How serious a loss is. */
export type LossKind = 'lost' | 'partial' | 'moved' | 'changed' | 'left out'

/** How serious the losses of each code are, in the order in which they are shown. */
export const LOSS_KINDS: Readonly<Record<LossCode, LossKind>> = {
  'header-bad': 'lost',
  'bytes-missing': 'lost',
  'bin-bad': 'lost',
  'root-lost': 'lost',
  'subkeys-lost': 'lost',
  'entry-bad': 'lost',
  'values-lost': 'lost',
  'value-bad': 'lost',
  'value-name-long': 'lost',
  'data-lost': 'lost',
  'class-lost': 'lost',
  'shared-too-much': 'lost',
  'no-room': 'lost',
  'name-cut': 'partial',
  'data-partial': 'partial',
  'data-doubtful': 'partial',
  'root-found': 'moved',
  'key-reattached': 'moved',
  'key-without-parent': 'moved',
  'value-without-key': 'moved',
  'key-name-bad': 'moved',
  'key-name-twice': 'moved',
  'key-too-deep': 'moved',
  'link-broken': 'changed',
  'security-replaced': 'changed',
  'not-listed': 'left out',
}

type Wording = (loss: Loss) => string

const WORDS: Readonly<Record<LossCode, Wording>> = {
  'header-bad': () => 'the header is damaged or missing; the bins say where keys are',
  'bytes-missing': (loss) =>
    `the file ends ${counted(more(loss), 'byte')} early; what was there is lost`,
  'bin-bad': ({ actual = 0 }) =>
    `a bin header or the size of a cell is wrong, so the cells in ${counted(actual, 'byte')} are found by their content`,
  'root-lost': () => 'the root key is lost; the new root has its subkeys as far as they are there',
  'root-found': () => 'the root is another key than the header says',
  'subkeys-lost': ({ expected = 0, actual = 0 }) =>
    `${counted(actual, 'subkey')} of ${expected} could be read`,
  'entry-bad': () => 'an entry of the subkey list leads to no key',
  'values-lost': ({ expected = 0, actual = 0 }) =>
    `${counted(actual, 'value')} of ${expected} could be read: the value list is damaged`,
  'value-bad': () => 'an entry of the value list leads to no value',
  'value-name-long': () => 'the name of the value is longer than any value can have',
  'data-lost': ({ expected = 0 }) => `none of its ${counted(expected, 'byte')} of data is left`,
  'data-partial': ({ expected = 0, actual = 0 }) =>
    `only ${counted(actual, 'byte')} of ${expected} of its data could be read`,
  'data-doubtful': () => 'the cell of its data is damaged, so the data may be wrong',
  'class-lost': () => 'the class name is lost',
  'name-cut': () => 'the end of the name is lost',
  'key-reattached': () => 'no list names it; its own record says where it belongs',
  'key-without-parent': () => 'nothing is left of its parent; it is among the lost keys',
  'value-without-key': () => 'no list that is left names it; it is among the lost keys',
  'key-name-bad': () => 'no key can have its name; what it held is among the lost keys',
  'key-name-twice': () => 'its parent has another key of that name; it is among the lost keys',
  'key-too-deep': () => 'it is too far below the root; it is among the lost keys',
  'link-broken': () => 'a symbolic link without a whole target became an ordinary key',
  'security-replaced': () => 'its security descriptor is lost; it has the one of its parent',
  'shared-too-much': () => 'values share data until it is more than the file can hold',
  'no-room': ({ expected = 0, actual = 0 }) =>
    `there is no room for more than ${counted(actual, 'key')} of ${expected}: crafted records overlap`,
  'not-listed': ({ actual = 0 }) =>
    `${counted(actual, 'key')} that sound lists do not name: remnants, no part of the hive`,
}

function more({ expected = 0, actual = 0 }: Loss): number {
  return Math.max(0, expected - actual)
}

/** A loss in words. */
export function lossText(loss: Loss): string {
  return WORDS[loss.code](loss)
}

/** `salvaged 12 keys and 30 values; 2 lost, 1 moved` */
export function salvageSummary(
  keys: number,
  values: number,
  counts: ReadonlyMap<LossCode, number>,
): string {
  const sums = new Map<LossKind, number>()
  for (const [code, count] of counts) {
    const kind = LOSS_KINDS[code]
    sums.set(kind, (sums.get(kind) ?? 0) + count)
  }
  const saved = `salvaged ${counted(keys, 'key')} and ${counted(values, 'value')}`
  const rest = [...sums].map(([kind, count]) => `${count} ${kind}`)
  return rest.length === 0 ? `${saved}; nothing was lost` : `${saved}; ${rest.join(', ')}`
}

/** Losses of a code that are not listed one by one. */
export function moreLosses(code: LossCode, count: number): string {
  return `${count} more of ${code}`
}
