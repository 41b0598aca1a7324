/** What is said about deleted records: where they lie, and the evidence for them. */

import type { RecordCounts } from '../deleted/DeletedRecords.ts'
import type { Evidence } from '../deleted/describe.ts'
import type { Place } from '../deleted/RecordPlaces.ts'
import { counted } from './counted.ts'

/** What a deleted record lies in. */
export const PLACES: Readonly<Record<Place, string>> = {
  'free-cell': 'in a free cell of its own',
  'in-free-cell': 'inside a free cell',
  unreferenced: 'in an allocated cell that nothing refers to',
  slack: 'behind another record in its cell',
  'bin-slack': 'in a part of a bin that has no cells',
  tail: 'in the tail of the file',
}

/** What speaks for and against a deleted record. */
export const EVIDENCE: Readonly<Record<Evidence, string>> = {
  'cell-fits': 'the size of its cell fits',
  'cell-lost': 'its cell is gone',
  'name-cut': 'the end of its name is overwritten',
  'time-odd': 'its last write time is not plausible',
  'parent-live': 'its parent is there',
  'parent-deleted': 'its parent is deleted too',
  'parent-reused': 'the place of its parent is used by something else',
  'parent-gone': 'its parent is not known',
  outside: 'it refers to places that this hive does not have: it may be of another hive',
  'listed-by-parent': 'the list of its parent still names it',
  'parent-doubtful': 'its parent may be another key in the same place',
  'values-lost': 'not all of its values are left',
  'subkeys-lost': 'not all of its subkeys are left',
  'owner-live': 'the list of a key still names it',
  'owner-deleted': 'the list of a deleted key names it',
  'owner-unknown': 'no list names it',
  'data-inline': 'its data is in the record',
  'data-empty': 'it had no data',
  'data-intact': 'its data is whole',
  'data-partial': 'the end of its data is overwritten',
  'data-overwritten': 'its data is overwritten',
  'data-missing': 'its data is not in this file',
}

/** `12 deleted keys, 1 deleted value`; of a damaged hive also what is lost. */
export function deletedSummary(deleted: RecordCounts, lost: RecordCounts): string {
  const words = [counted(deleted.keys, 'deleted key'), counted(deleted.values, 'deleted value')]
  if (lost.keys + lost.values === 0) return words.join(', ')
  const damage = [counted(lost.keys, 'key'), counted(lost.values, 'value')].join(' and ')
  return `${words.join(', ')}; ${damage} lost to damage (see hive salvage)`
}
