/** Deleted records as the tests compare them: a line for each. */

import type { DeletedRecords } from '../../src/deleted/DeletedRecords.ts'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { type DeletedKey, type DeletedValue, describeRecord } from '../../src/deleted/describe.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { FileOffset } from '../../src/regf/offsets.ts'

/** Every deleted record of a hive, in order. */
export function recordsIn(found: DeletedRecords): (DeletedKey | DeletedValue)[] {
  return [...found.records().values()].flatMap((group) =>
    [...group].map((at) => describeRecord(found, at as FileOffset)),
  )
}

/** `key 1\2\3`, `value 1\2 name`; a path that does not begin at the root begins with `…`. */
function lineOf(record: DeletedKey | DeletedValue): string {
  const { names, isWhole } = record.path
  const path = isWhole ? names.join('\\') : ['…', ...names].join('\\')
  return record.kind === 'key' ? `key ${path}` : `value ${path} "${record.name}"`
}

/** The lines of a hive file. */
export function deletedLines(bytes: Uint8Array<ArrayBuffer>): string[] {
  return recordsIn(findDeleted(Hive.open(bytes))).map(lineOf)
}
