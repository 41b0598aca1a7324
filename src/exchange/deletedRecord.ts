/** A deleted record for other programs: what it says, and what speaks for and against it. */

import { formatFiletime } from '../bytes/filetime.ts'
import type { DeletedPath } from '../deleted/deletedPath.ts'
import type { DeletedKey, DeletedValue } from '../deleted/describe.ts'
import { typeName } from '../values/valueType.ts'

/** How names are written. */
export interface NameForms {
  path(path: DeletedPath): string
  name(name: string): string
}

/**
 * Makes the plain form of a deleted record.
 *
 * @param record - the record
 * @param forms - how its names are written
 * @returns an object of JSON
 */
export function plainRecord(record: DeletedKey | DeletedValue, forms: NameForms) {
  const { kind, state, at, place, confidence, evidence, isWhole } = record
  const common = {
    ...{ kind, state, path: forms.path(record.path), pathComplete: record.path.isWhole },
    ...{ offset: at, place, confidence, whole: isWhole, evidence },
  }
  if (record.kind === 'key') {
    const { lastWrite, values, subkeys } = record
    return {
      ...common,
      lastWrite: formatFiletime(lastWrite),
      /** FILETIME in decimal: a JSON number would lose ticks. */
      lastWriteTicks: String(lastWrite),
      ...{ values, subkeys },
    }
  }
  const { type, size, left } = record
  return { ...common, name: forms.name(record.name), type, typeName: typeName(type), size, left }
}
